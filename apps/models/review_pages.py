"""What the review panel of a version's page shows."""

from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from apps.models.models import ModelVersion
from apps.models.services.review_rules import APPROVE, refusal_reason

Review = ModelVersion.Review
Context = dict[str, Any]


def review_panel(version: ModelVersion, user: User) -> Context:
    return {
        "people": people(version),
        "waits_for": waits_for(version, user),
        "gates_policy": version.policy,
        "gates_failed": sum(not gate["passed"] for gate in version.frozen_gates or []),
    }


def people(version: ModelVersion) -> list[tuple[str, Any, Any]]:
    """Who did what and when; the system where nobody did."""
    system = _("the system")
    rows: list[tuple[str, Any, Any]] = [(_("Trained by"), version.trained_by or system, version.created_at)]
    if version.submitted_at:
        rows.append((_("Submitted by"), version.submitted_by or system, version.submitted_at))
    if version.first_approved_by_id:
        rows.append((_("First approval"), version.first_approved_by, None))
    if version.decided_at:
        label = _("Approved by") if version.was_approved else _("Rejected by")
        rows.append((label, version.decided_by or system, version.decided_at))
    return rows


def waits_for(version: ModelVersion, user: User) -> str:
    """Why a version in review cannot be approved by this person."""
    return refusal_reason(APPROVE, version, user) if version.review_status == Review.IN_REVIEW else ""


def decision_sentence(version: ModelVersion) -> str:
    number = {"number": version.number}
    if version.is_active:
        return _("Version %(number)s is active: every worker predicts with it within 2 seconds.") % number
    if version.review_status == Review.IN_REVIEW and version.first_approved_by_id:
        return _("Version %(number)s has its first approval; a second person has to approve it too.") % number
    if version.review_status == Review.IN_REVIEW and version.override_granted_by_id:
        return _("The gates of version %(number)s are overridden: it can be approved.") % number
    if version.review_status == Review.IN_REVIEW and version.override_requested_by_id:
        return _("An override for version %(number)s is asked for; a second person has to grant it.") % number
    return _("Version %(number)s is now %(status)s.") % {**number, "status": version.get_review_status_display()}
