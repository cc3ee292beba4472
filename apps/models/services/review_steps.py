"""What each step changes. Every one is called in a transaction that holds the lock of all versions."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.models.files import damage_of
from apps.models.gates import Evidence, gather, judge
from apps.models.models import GatePolicy, ModelVersion, VersionEvent
from apps.models.review_selectors import policy_in_force
from apps.models.services import review_mail, webhooks
from apps.models.services.review_rules import (
    ACTIVATE,
    APPROVE,
    GRANT_OVERRIDE,
    REJECT,
    REQUEST_OVERRIDE,
    RETIRE,
    ROLL_BACK,
    SUBMIT,
)

Review = ModelVersion.Review
Kind = VersionEvent.Kind


def log(version: ModelVersion, kind: str, actor: User | None, note: str) -> None:
    """The one way to an event: who follows from outside learns of it in the same transaction."""
    with transaction.atomic():
        webhooks.announce(VersionEvent.objects.create(version=version, kind=kind, actor=actor, note=note))


def submit(version: ModelVersion, user: User | None, note: str) -> None:
    freeze(version, gather(version, policy_in_force()))
    send_to_review(version, user, note)


def freeze(version: ModelVersion, evidence: Evidence) -> None:
    """What the gates say of the version now, by which policy, for which files, beside which version."""
    version.policy = evidence.policy
    version.frozen_gates = judge(evidence)
    version.frozen_evidence = evidence.as_json()


def send_to_review(version: ModelVersion, user: User | None, note: str) -> None:
    """A version whose gates were frozen; nobody has submitted one that the policy sends."""
    version.review_status = Review.IN_REVIEW
    version.submitted_by, version.submitted_at = user, timezone.now()
    version.automation_due = False
    version.save()
    log(version, Kind.SUBMITTED, user, note)
    review_mail.tell(review_mail.SUBMITTED, version.pk)


def void_reason(version: ModelVersion) -> str:
    """Why what was submitted is no longer what would be approved, without a full stop; "" where it is."""
    if version.policy_id != policy_in_force().pk:
        return _("the policy of the gates has changed since")
    damage = damage_of(version)
    return _("its files have changed since (%(damage)s)") % {"damage": damage} if damage else ""


def void(version: ModelVersion, reason: str) -> None:
    """Back to a candidate: nothing of the submission is left but the events."""
    for name in ModelVersion.FROZEN:
        setattr(version, name, None)
    version.override_reason = ""
    version.review_status = Review.CANDIDATE
    version.save()
    log(version, Kind.VOIDED, None, _("The submission is void: %(reason)s.") % {"reason": reason})


def _approve(version: ModelVersion, user: User, note: str) -> None:
    if not _stands_behind(version):
        version.first_approved_by = user
        version.save()
        log(version, Kind.FIRST_APPROVED, user, note)
        return
    version.approved_at = timezone.now()
    version.gates_overridden = bool(version.failed_gates)
    _decide(version, user, Review.APPROVED)
    log(version, Kind.APPROVED, user, _with_mark(version, note))


def _stands_behind(version: ModelVersion) -> bool:
    """Whether somebody else's name is on it: where the system trained and submitted it, two people approve."""
    return any((version.trained_by_id, version.submitted_by_id, version.first_approved_by_id))


def _with_mark(version: ModelVersion, note: str) -> str:
    if not version.gates_overridden:
        return note
    return _("%(note)s [In spite of failed gates: %(gates)s.]") % {
        "note": note,
        "gates": ", ".join(version.failed_gates),
    }


def _reject(version: ModelVersion, user: User, note: str) -> None:
    _decide(version, user, Review.REJECTED)
    log(version, Kind.REJECTED, user, note)


def reject_unsubmitted(version: ModelVersion, note: str) -> None:
    """A candidate that failed its gates, by policy and by nobody; the gates that say so are kept."""
    version.automation_due = False
    _decide(version, None, Review.REJECTED)
    log(version, Kind.REJECTED, None, note)


def _decide(version: ModelVersion, user: User | None, status: str) -> None:
    version.review_status = status
    version.decided_by, version.decided_at = user, timezone.now()
    version.save()


def _request_override(version: ModelVersion, user: User, note: str) -> None:
    version.override_requested_by, version.override_reason = user, note
    version.save()
    log(version, Kind.OVERRIDE_REQUESTED, user, note)
    review_mail.tell(review_mail.OVERRIDE, version.pk)


def _grant_override(version: ModelVersion, user: User, note: str) -> None:
    version.override_granted_by = user
    version.save()
    log(version, Kind.OVERRIDDEN, user, note)


def _activate(version: ModelVersion, user: User, note: str) -> None:
    _bring_into_use(version, user, note, Kind.ACTIVATED)


def _roll_back(version: ModelVersion, user: User, note: str) -> None:
    _bring_into_use(version, user, note, Kind.ROLLED_BACK)


def _bring_into_use(version: ModelVersion, user: User, note: str, kind: str) -> None:
    """The old flag goes first: PostgreSQL checks the unique index at once."""
    check_unchanged(version)
    for active in ModelVersion.objects.filter(is_active=True):
        active.is_active, active.review_status = False, Review.RETIRED
        active.save(update_fields=["is_active", "review_status"])
        log(active, Kind.DEACTIVATED, user, note)
    version.is_active, version.review_status, version.activated_at = True, Review.APPROVED, timezone.now()
    version.save()
    log(version, kind, user, note)


def check_unchanged(version: ModelVersion) -> None:
    """Raises Refusal where the files are not the ones that were trained."""
    damage = damage_of(version)
    if damage:
        raise Refusal(
            _("The files of version %(number)s are missing or damaged (%(damage)s); restore them from the backup.")
            % {"number": version.number, "damage": damage}
        )


def _retire(version: ModelVersion, user: User, note: str) -> None:
    version.review_status = Review.RETIRED
    version.automation_due = False
    version.save()
    log(version, Kind.RETIRED, user, note)


STEPS: dict[str, Callable[[ModelVersion, User, str], None]] = {
    SUBMIT.name: submit,
    APPROVE.name: _approve,
    REJECT.name: _reject,
    REQUEST_OVERRIDE.name: _request_override,
    GRANT_OVERRIDE.name: _grant_override,
    ACTIVATE.name: _activate,
    ROLL_BACK.name: _roll_back,
    RETIRE.name: _retire,
}


def void_all_submitted_under(policy: GatePolicy) -> None:
    """What a new policy makes void."""
    for version in ModelVersion.objects.filter(review_status=Review.IN_REVIEW).exclude(policy=policy):
        void(version, _("the policy of the gates has changed since"))
