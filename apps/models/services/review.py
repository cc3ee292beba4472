"""Who may decide what about a version. Buttons and handlers both derive from `get_actions`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.errors import Refusal
from apps.models.gates import evaluate_gates
from apps.models.ml import artifact
from apps.models.models import ModelVersion, VersionEvent
from apps.models.selectors import rollback_target
from apps.models.services import webhooks

Review = ModelVersion.Review
Kind = VersionEvent.Kind


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
ACTIVATE = Action("activate", gettext_lazy("Activate"), "registry.activate_modelversion", (Review.APPROVED,))
ACTIONS = {action.name: action for action in (SUBMIT, APPROVE, REJECT, ACTIVATE)}
"""Roll back is ACTIVATE of the version that was active before."""


def get_actions(version: ModelVersion, user: User) -> list[Action]:
    """What this person may do with this version now, in the order of the buttons."""
    return [action for action in ACTIONS.values() if not refusal_reason(action, version, user)]


def refusal_reason(action: Action, version: ModelVersion, user: User) -> str:
    """Why this person may not do this now, as a sentence; "" where they may."""
    if not user.has_perm(action.permission):
        return _("You may not do this: it needs the permission %(permission)s, which an administrator gives.") % {
            "permission": action.permission
        }
    if version.review_status not in action.statuses:
        return _("Version %(number)s is %(status)s, so it cannot take this step.") % {
            "number": version.number,
            "status": version.get_review_status_display(),
        }
    if action is ACTIVATE and version.is_active:
        return _("Version %(number)s is active already.") % {"number": version.number}
    if action is APPROVE:
        return _approval_refusal(version, user)
    return ""


def _approval_refusal(version: ModelVersion, user: User) -> str:
    if user.pk in (version.submitted_by_id, version.trained_by_id):
        return _("You trained or submitted version %(number)s; a second person has to approve it.") % {
            "number": version.number
        }
    failed = [gate["label"] for gate in version.frozen_gates or [] if not gate["passed"]]
    if failed:
        return _("Version %(number)s failed a gate: %(gates)s.") % {
            "number": version.number,
            "gates": ", ".join(failed),
        }
    return ""


def perform(*, action: Action, number: int, user: User, note: str) -> ModelVersion:
    """Guard → set → save → log, in one transaction.

    Raises Refusal where the version or the moment is wrong, PermissionDenied where the person is.
    """
    note = note.strip()
    if not note:
        raise Refusal(_("A decision needs a comment: say why in a few words."))
    with transaction.atomic():
        version = _locked(number)
        if not user.has_perm(action.permission):
            raise PermissionDenied(refusal_reason(action, version, user))
        reason = refusal_reason(action, version, user)
        if reason:
            raise Refusal(reason)
        STEPS[action.name](version, user, note)
    return version


def rollback(*, user: User, note: str) -> ModelVersion:
    """Activate the version that was active before the present one."""
    target = rollback_target()
    if target is None:
        raise Refusal(_("There is no earlier active version to roll back to."))
    return perform(action=ACTIVATE, number=target.number, user=user, note=note)


def _locked(number: int) -> ModelVersion:
    """All versions are locked, in one order, so that two activations at once come one after the other."""
    list(ModelVersion.objects.select_for_update().order_by("number").values_list("pk"))
    version = ModelVersion.objects.filter(number=number).first()
    if version is None:
        raise Refusal(_("There is no model version %(number)s; see Models for the list.") % {"number": number})
    return version


def _submit(version: ModelVersion, user: User, note: str) -> None:
    version.frozen_gates = evaluate_gates(version)
    version.review_status = Review.IN_REVIEW
    version.submitted_by, version.submitted_at = user, timezone.now()
    version.save()
    log(version, Kind.SUBMITTED, user, note)


def _approve(version: ModelVersion, user: User, note: str) -> None:
    check_unchanged(version)
    _decide(version, user, Review.APPROVED)
    log(version, Kind.APPROVED, user, note)


def _reject(version: ModelVersion, user: User, note: str) -> None:
    _decide(version, user, Review.REJECTED)
    log(version, Kind.REJECTED, user, note)


def _decide(version: ModelVersion, user: User, status: str) -> None:
    version.review_status = status
    version.decided_by, version.decided_at = user, timezone.now()
    version.save()


def _activate(version: ModelVersion, user: User, note: str) -> None:
    """The old flag goes first: PostgreSQL checks the unique index at once."""
    check_unchanged(version)
    for active in ModelVersion.objects.filter(is_active=True):
        active.is_active = False
        active.save(update_fields=["is_active"])
        log(active, Kind.DEACTIVATED, user, note)
    version.is_active, version.activated_at = True, timezone.now()
    version.save()
    log(version, Kind.ACTIVATED, user, note)


STEPS: dict[str, Callable[[ModelVersion, User, str], None]] = {
    SUBMIT.name: _submit,
    APPROVE.name: _approve,
    REJECT.name: _reject,
    ACTIVATE.name: _activate,
}


def check_unchanged(version: ModelVersion) -> None:
    """Raises Refusal where the files are not the ones that were trained."""
    try:
        artifact.verify(version.folder)
        changed = artifact.artifact_hash(version.folder) != version.artifact_hash
    except (artifact.DamagedArtifact, OSError) as damage:
        raise Refusal(
            _("The files of version %(number)s are missing or damaged: %(damage)s")
            % {"number": version.number, "damage": damage}
        ) from damage
    if changed:
        raise Refusal(
            _("The files of version %(number)s are not those that were trained; restore them from the backup.")
            % {"number": version.number}
        )


def log(version: ModelVersion, kind: str, actor: User | None, note: str) -> None:
    """The one way to an event: who follows from outside learns of it in the same transaction."""
    with transaction.atomic():
        webhooks.announce(VersionEvent.objects.create(version=version, kind=kind, actor=actor, note=note))
