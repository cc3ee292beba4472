"""manage.py activate N: make an approved version the one that predicts."""

from argparse import ArgumentParser
from typing import Any

from apps.catalog.commands import ReportingCommand
from apps.models.management.decisions import decision_report, decision_summary
from apps.models.people import user_by_name
from apps.models.services.review import ACTIVATE, perform


class Command(ReportingCommand):
    help = "Activate an approved model version; every web worker serves it within 2 seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="The version's number.")
        parser.add_argument("--user", required=True, help="Who activates.")
        parser.add_argument("--note", required=True, help="Why.")

    def report(self, *, number: int, user: str, note: str, **options: Any) -> dict[str, Any]:
        return decision_report(perform(action=ACTIVATE, number=number, user=user_by_name(user), note=note))

    def summary(self, report: dict[str, Any]) -> str:
        return decision_summary(report)
