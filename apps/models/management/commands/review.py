"""manage.py review N submit|approve|reject|…: the same decisions as on the version's page."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.models.management.decisions import decision_report, decision_summary
from apps.models.people import user_by_name
from apps.models.services.review import ACTIONS, perform

DECISIONS = ("submit", "approve", "reject", "request-override", "grant-override", "retire")


class Command(ReportingCommand):
    help = "Submit a model version for review, approve, reject or retire it, or override its failed gates in two steps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="The version's number.")
        parser.add_argument("decision", choices=DECISIONS)
        parser.add_argument("--user", required=True, help="Who decides.")
        parser.add_argument("--note", required=True, help="Why.")

    def report(self, *, number: int, decision: str, user: str, note: str, **options: Any) -> dict[str, Any]:
        version = perform(action=ACTIONS[decision], number=number, user=user_by_name(user), note=note)
        waits = version.review_status == version.Review.IN_REVIEW and version.first_approved_by_id is not None
        return decision_report(version) | {"waits_for_second_approval": waits}

    def summary(self, report: dict[str, Any]) -> str:
        lines = [decision_summary(report)]
        failed = [gate["label"] for gate in report["gates"] or [] if not gate["passed"]]
        if failed and not report["gates_overridden"]:
            lines.append(_("Failed gates, which block approval: %(gates)s.") % {"gates": ", ".join(failed)})
        if report["waits_for_second_approval"]:
            lines.append(_("Nobody trained or submitted it, so a second person has to approve it too."))
        return "\n".join(lines)
