"""manage.py rollback: back to the version that was active before."""

from argparse import ArgumentParser
from typing import Any

from apps.catalog.commands import ReportingCommand
from apps.models.management.decisions import decision_report, decision_summary
from apps.models.people import user_by_name
from apps.models.services.review import rollback


class Command(ReportingCommand):
    help = "Activate the model version that was active before the present one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="Who rolls back.")
        parser.add_argument("--note", required=True, help="Why.")

    def report(self, *, user: str, note: str, **options: Any) -> dict[str, Any]:
        return decision_report(rollback(user=user_by_name(user), note=note))

    def summary(self, report: dict[str, Any]) -> str:
        return decision_summary(report)
