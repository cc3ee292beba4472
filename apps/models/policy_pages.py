"""What the policy pages show."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from apps.models.forms import DecisionForm
from apps.models.gates.results import percent
from apps.models.models import GatePolicy
from apps.models.models.policies import setting_field
from apps.models.review_selectors import policies, policy_in_force
from apps.models.services.policies import CONFIRM, DECLINE, PERMISSION, decision_refusal


@dataclass(frozen=True)
class Setting:
    """One setting of a policy in words, beside the one before where there is one."""

    label: str
    value: str
    before: str = ""
    help: str = ""


@dataclass(frozen=True)
class Proposal:
    """An open proposal, and why this person may not confirm or decline it; "" where they may."""

    policy: GatePolicy
    changes: list[Setting]
    confirm_refusal: str
    decline_refusal: str


def policy_page(user: User) -> dict[str, Any]:
    in_force, every = policy_in_force(), list(policies())
    return {
        "in_force": in_force,
        "thresholds": settings_of(in_force, GatePolicy.THRESHOLDS),
        "automation": settings_of(in_force, GatePolicy.AUTOMATION),
        "proposals": [_proposal(p, user, in_force) for p in every if p.status == GatePolicy.Status.PROPOSED],
        "past": [(p, changes_of(p)) for p in every if p.status != GatePolicy.Status.PROPOSED],
        "may_propose": user.has_perm(PERMISSION),
        "form": DecisionForm(),
    }


def _proposal(policy: GatePolicy, user: User, in_force: GatePolicy) -> Proposal:
    refusals = [decision_refusal(policy, decision, user, in_force) for decision in (CONFIRM, DECLINE)]
    return Proposal(policy, changes_of(policy), *refusals)


def settings_of(policy: GatePolicy, names: tuple[str, ...]) -> list[Setting]:
    return [Setting(_label(name), _words(policy, name), help=str(setting_field(name).help_text)) for name in names]


def changes_of(policy: GatePolicy) -> list[Setting]:
    """What differs from the policy that it replaces."""
    before = policy.replaces
    if before is None:
        return []
    changed = [name for name in GatePolicy.SETTINGS if getattr(policy, name) != getattr(before, name)]
    return [Setting(_label(name), _words(policy, name), _words(before, name)) for name in changed]


def _label(name: str) -> str:
    label = str(setting_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _words(policy: GatePolicy, name: str) -> str:
    value = getattr(policy, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return percent(value) if isinstance(value, float) else f"{value:,}"


def decision_sentence(policy: GatePolicy) -> str:
    if policy.status == GatePolicy.Status.CONFIRMED:
        return _("%(policy)s is in force; versions in review are candidates again.") % {"policy": policy}
    return _("%(policy)s is declined.") % {"policy": policy}
