"""manage.py gate_policy [propose|confirm|decline]: what versions must reach; two people change it."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.catalog.errors import Refusal
from apps.models.models import GatePolicy
from apps.models.models.policies import setting_field
from apps.models.people import user_by_name
from apps.models.review_selectors import policy_in_force
from apps.models.services import policies


class Command(ReportingCommand):
    help = "Show the gate policy in force, propose a change of it, or confirm or decline what another proposed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=("show", "propose", *policies.DECISIONS), nargs="?", default="show")
        parser.add_argument("number", type=int, nargs="?", help="The proposal to confirm or decline.")
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="A changed setting.")
        parser.add_argument("--user", help="Who proposes or decides.")
        parser.add_argument("--note", default="", help="Why.")

    def report(self, *, step: str, number: int | None, user: str | None, note: str, **options: Any) -> dict[str, Any]:
        if step == "show":
            return _report(policy_in_force())
        if not user:
            raise Refusal(_("Give --user the name of the person who proposes or decides."))
        person = user_by_name(user)
        if step == "propose":
            return _report(policies.propose(user=person, comment=note, values=_values(options["set"])))
        if number is None:
            raise Refusal(_("Give the number of the proposal, as in: gate_policy confirm 3."))
        return _report(policies.decide(number=number, decision=step, user=person, comment=note))

    def summary(self, report: dict[str, Any]) -> str:
        head = _("Policy %(number)s is %(status)s: %(comment)s") % report
        return "\n".join([head, *(f"  {name} = {value}" for name, value in report["settings"].items())])


def _values(given: list[str]) -> dict[str, Any]:
    """Settings by name, each as its field reads it. Raises Refusal, or ValidationError for a value that is none."""
    values = {}
    for text in given:
        name, _sign, value = text.partition("=")
        if name not in GatePolicy.SETTINGS:
            raise Refusal(
                _("There is no setting %(name)s; there are %(names)s.")
                % {"name": name, "names": ", ".join(GatePolicy.SETTINGS)}
            )
        values[name] = setting_field(name).to_python(value)
    return values


def _report(policy: GatePolicy) -> dict[str, Any]:
    return {
        "number": policy.number,
        "status": policy.status,
        "comment": policy.comment,
        "settings": dict(policy.values),
    }
