"""manage.py review N submit|approve|reject: the same decisions as on the version's page."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.models.management.decisions import decision_report, decision_summary
from apps.models.people import user_by_name
from apps.models.services.review import ACTIONS, perform

DECISIONS = ("submit", "approve", "reject")


class Command(ReportingCommand):
    help = "Submit a model version for review, or approve or reject it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="The version's number.")
        parser.add_argument("decision", choices=DECISIONS)
        parser.add_argument("--user", required=True, help="Who decides.")
        parser.add_argument("--note", required=True, help="Why.")

    def report(self, *, number: int, decision: str, user: str, note: str, **options: Any) -> dict[str, Any]:
        return decision_report(perform(action=ACTIONS[decision], number=number, user=user_by_name(user), note=note))

    def summary(self, report: dict[str, Any]) -> str:
        failed = [gate["label"] for gate in report["gates"] or [] if not gate["passed"]]
        warning = _("\nFailed gates, which block approval: %(gates)s.") % {"gates": ", ".join(failed)}
        return decision_summary(report) + (warning if failed else "")
