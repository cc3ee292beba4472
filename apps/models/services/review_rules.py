"""Who may take which step with a version, as sentences. Buttons and handlers both derive from `get_actions`."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.models.models import ModelVersion
from apps.models.review_selectors import is_earlier

Review = ModelVersion.Review


@dataclass(frozen=True)
class Action:
    """Something that a person may do with a version: the statuses that it starts from, and its permission."""

    name: str
    label: str | Promise
    permission: str
    statuses: tuple[str, ...]


SUBMIT = Action("submit", gettext_lazy("Submit for review"), "registry.submit_modelversion", (Review.CANDIDATE,))
APPROVE = Action("approve", gettext_lazy("Approve"), "registry.review_modelversion", (Review.IN_REVIEW,))
REJECT = Action("reject", gettext_lazy("Reject"), "registry.review_modelversion", (Review.IN_REVIEW,))
REQUEST_OVERRIDE = Action(
    "request-override", gettext_lazy("Ask for an override"), "registry.override_gates", (Review.IN_REVIEW,)
)
GRANT_OVERRIDE = Action(
    "grant-override", gettext_lazy("Grant the override"), "registry.override_gates", (Review.IN_REVIEW,)
)
ACTIVATE = Action("activate", gettext_lazy("Activate"), "registry.activate_modelversion", (Review.APPROVED,))
ROLL_BACK = Action(
    "roll-back",
    gettext_lazy("Roll back to this version"),
    "registry.activate_modelversion",
    (Review.APPROVED, Review.RETIRED),
)
RETIRE = Action(
    "retire",
    gettext_lazy("Retire"),
    "registry.review_modelversion",
    (Review.CANDIDATE, Review.APPROVED, Review.REJECTED),
)
ACTIONS = {
    action.name: action
    for action in (SUBMIT, APPROVE, GRANT_OVERRIDE, REQUEST_OVERRIDE, REJECT, ACTIVATE, ROLL_BACK, RETIRE)
}
ON_A_SUBMISSION = (APPROVE, REQUEST_OVERRIDE, GRANT_OVERRIDE)
"""What a changed file or policy makes void. Rejecting is possible all the same."""


def get_actions(version: ModelVersion, user: User) -> list[Action]:
    """What this person may do with this version now, in the order of the buttons."""
    return [action for action in ACTIONS.values() if not refusal_reason(action, version, user)]


def refusal_reason(action: Action, version: ModelVersion, user: User) -> str:
    """Why this person may not do this now, as a sentence; "" where they may."""
    denied = permission_refusal(action, user) or status_refusal(action, version)
    if denied:
        return denied
    own_rule = OWN_RULES.get(action.name)
    return own_rule(version, user) if own_rule else ""


def permission_refusal(action: Action, user: User) -> str:
    if user.has_perm(action.permission):
        return ""
    return _("You may not do this: it needs the permission %(permission)s, which an administrator gives.") % {
        "permission": action.permission
    }


def status_refusal(action: Action, version: ModelVersion) -> str:
    if version.review_status in action.statuses:
        return ""
    return _("Version %(number)s is %(status)s, so it cannot take this step.") % {
        "number": version.number,
        "status": version.get_review_status_display(),
    }


def _submission_refusal(version: ModelVersion, user: User) -> str:
    if not version.pruned_at:
        return ""
    return _("The files of version %(number)s were removed; train a new one.") % {"number": version.number}


def _approval_refusal(version: ModelVersion, user: User) -> str:
    return _own_work(version, user) or _first_approval(version, user) or _gates_refusal(version)


def _own_work(version: ModelVersion, user: User) -> str:
    if user.pk not in (version.submitted_by_id, version.trained_by_id):
        return ""
    return _("You trained or submitted version %(number)s; a second person has to approve it.") % {
        "number": version.number
    }


def _first_approval(version: ModelVersion, user: User) -> str:
    if user.pk != version.first_approved_by_id:
        return ""
    return _(
        "You approved version %(number)s first; since nobody trained or submitted it, a second person follows."
    ) % {"number": version.number}


def _gates_refusal(version: ModelVersion) -> str:
    if not version.failed_gates or version.override_granted_by_id:
        return ""
    return _("Version %(number)s failed a gate: %(gates)s. Reject it, or ask for an override.") % {
        "number": version.number,
        "gates": ", ".join(version.failed_gates),
    }


def _request_refusal(version: ModelVersion, user: User) -> str:
    if not version.failed_gates:
        return _("Version %(number)s passed all gates, so there is nothing to override.") % {"number": version.number}
    if version.override_requested_by_id:
        return _("An override for version %(number)s was asked for already.") % {"number": version.number}
    return ""


def _grant_refusal(version: ModelVersion, user: User) -> str:
    if not version.override_requested_by_id:
        return _("Nobody has asked for an override of version %(number)s.") % {"number": version.number}
    if version.override_granted_by_id:
        return _("The override of version %(number)s is granted already.") % {"number": version.number}
    if user.pk == version.override_requested_by_id:
        return _("You asked for this override; a second person has to grant it.")
    return _own_work(version, user)


def _activation_refusal(version: ModelVersion, user: User) -> str:
    return _("Version %(number)s is active already.") % {"number": version.number} if version.is_active else ""


def _rollback_refusal(version: ModelVersion, user: User) -> str:
    if version.is_active:
        return _activation_refusal(version, user)
    if not version.was_approved:
        return _("Version %(number)s was never approved.") % {"number": version.number}
    if not is_earlier(version):
        return _("Version %(number)s is not earlier than the one in use: activate it instead.") % {
            "number": version.number
        }
    return ""


def _retirement_refusal(version: ModelVersion, user: User) -> str:
    if not version.is_active:
        return ""
    return _("Version %(number)s is in use; activate another one, and it is retired with that.") % {
        "number": version.number
    }


OWN_RULES = {
    SUBMIT.name: _submission_refusal,
    APPROVE.name: _approval_refusal,
    REQUEST_OVERRIDE.name: _request_refusal,
    GRANT_OVERRIDE.name: _grant_refusal,
    ACTIVATE.name: _activation_refusal,
    ROLL_BACK.name: _rollback_refusal,
    RETIRE.name: _retirement_refusal,
}
