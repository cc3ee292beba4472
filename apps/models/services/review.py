"""Every decision about a version: guard → set → save → log, in one transaction.

Who may take which step is in `review_rules`, and buttons, commands and handlers all ask there. What the steps change
is in `review_steps`. PostgreSQL holds the same rules once more (migration 0006a).
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.models.models import ModelVersion
from apps.models.review_selectors import rollback_target
from apps.models.services.review_rules import (
    ACTIONS,
    ACTIVATE,
    APPROVE,
    ON_A_SUBMISSION,
    ROLL_BACK,
    Action,
    get_actions,
    permission_refusal,
    refusal_reason,
    status_refusal,
)
from apps.models.services.review_steps import STEPS, log, void, void_reason

__all__ = [
    "ACTIONS",
    "ACTIVATE",
    "APPROVE",
    "ROLL_BACK",
    "Action",
    "Decision",
    "get_actions",
    "locked",
    "log",
    "perform",
    "refusal_reason",
    "rollback",
    "void_if_changed",
]


@dataclass(frozen=True)
class Decision:
    """Who takes which step, and why in their own words."""

    action: Action
    user: User
    note: str


def perform(*, action: Action, number: int, user: User, note: str) -> ModelVersion:
    """Take one step with one version.

    Raises Refusal where the version or the moment is wrong, PermissionDenied where the person is. A submission whose
    files or policy changed is found void here: that is written down, and then the step is refused.
    """
    decision = Decision(action, user, words(note))
    with transaction.atomic():
        version = locked(number)
        changed = _taken_unless_void(version, decision)
    if changed:
        raise Refusal(
            _("Version %(number)s is a candidate again, and has to be submitted anew: %(reason)s.")
            % {"number": number, "reason": changed}
        )
    return version


def _taken_unless_void(version: ModelVersion, decision: Decision) -> str:
    """Takes the step, and returns ""; or makes the submission void, and returns why."""
    # Read anew under the lock: a permission that was taken away, or a person put to rest, counts at once.
    user = User.objects.get(pk=decision.user.pk)
    denied = permission_refusal(decision.action, user)
    if denied:
        raise PermissionDenied(denied)
    changed = _changed(version, decision.action)
    if changed:
        void(version, changed)
        return changed
    reason = refusal_reason(decision.action, version, user)
    if reason:
        raise Refusal(reason)
    STEPS[decision.action.name](version, user, decision.note)
    return ""


def _changed(version: ModelVersion, action: Action) -> str:
    if action not in ON_A_SUBMISSION or status_refusal(action, version):
        return ""
    return void_reason(version)


def rollback(*, user: User, note: str, number: int | None = None) -> ModelVersion:
    """Bring an earlier approved version back into use; without a number the one that was in use before."""
    if number is None:
        target = rollback_target()
        if target is None:
            raise Refusal(_("There is no earlier version to roll back to."))
        number = target.number
    return perform(action=ROLL_BACK, number=number, user=user, note=note)


def void_if_changed(number: int) -> bool:
    """Take a version out of review whose files or policy are no longer those that were submitted."""
    with transaction.atomic():
        version = locked(number)
        reason = void_reason(version) if version.review_status == version.Review.IN_REVIEW else ""
        if reason:
            void(version, reason)
    return bool(reason)


def words(note: str) -> str:
    note = note.strip()
    if not note:
        raise Refusal(_("A decision needs a comment: say why in a few words."))
    return note


def locked(number: int) -> ModelVersion:
    """All versions are locked, in one order, so that two decisions at once come one after the other."""
    lock_versions()
    version = ModelVersion.objects.select_related("policy", "training_run").filter(number=number).first()
    if version is None:
        raise Refusal(_("There is no model version %(number)s; see Models for the list.") % {"number": number})
    return version


def lock_versions() -> None:
    list(ModelVersion.objects.select_for_update().order_by("number").values_list("pk"))
