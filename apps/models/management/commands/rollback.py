"""manage.py rollback [N]: back to an earlier approved version, by default the one before."""

from argparse import ArgumentParser
from typing import Any

from apps.catalog.commands import ReportingCommand
from apps.models.management.decisions import decision_report, decision_summary
from apps.models.people import user_by_name
from apps.models.services.review import rollback


class Command(ReportingCommand):
    help = "Bring an earlier approved model version back into use; every web worker serves it within 2 seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, nargs="?", help="Its number; default: the one in use before.")
        parser.add_argument("--user", required=True, help="Who rolls back.")
        parser.add_argument("--note", required=True, help="Why.")

    def report(self, *, number: int | None, user: str, note: str, **options: Any) -> dict[str, Any]:
        return decision_report(rollback(user=user_by_name(user), note=note, number=number))

    def summary(self, report: dict[str, Any]) -> str:
        return decision_summary(report)
