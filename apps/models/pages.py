"""What the model pages show."""

from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from apps.models import figures, selectors
from apps.models.forms import DecisionForm
from apps.models.gates import evaluate_gates
from apps.models.models import ModelVersion
from apps.models.services.review import APPROVE, get_actions, refusal_reason

Context = dict[str, Any]


def version_list_page() -> Context:
    versions = list(selectors.version_list())
    active = next((v for v in versions if v.is_active), None)
    return {
        "rows": [figures.list_row(version, active) for version in versions],
        "active": active,
        "rollback_target": selectors.rollback_target(),
        "trainings": selectors.open_trainings(),
        "form": DecisionForm(),
    }


def version_page(version: ModelVersion, user: User) -> Context:
    frozen = version.frozen_gates
    return {
        "version": version,
        "actions": get_actions(version, user),
        "form": DecisionForm(),
        "gates": frozen if frozen is not None else evaluate_gates(version),
        "gates_frozen": frozen is not None,
        "waits_for": waits_for(version, user),
        "held_out_items": selectors.figure(version, "held_out", "items"),
        "trained_items": selectors.figure(version, "training", "items"),
        "comparison": figures.comparison(version.metrics),
        "figures": figures.figure_groups(version.metrics),
        "calibration": figures.calibration(version.metrics),
        "abstention": figures.abstention(version.metrics),
        "importance": version.metrics.get("importance") or [],
        "classes": version.metrics.get("by_class") or [],
        "worst_items": version.metrics.get("worst_items") or [],
        "events": selectors.version_events(version),
    }


def waits_for(version: ModelVersion, user: User) -> str:
    """Why a version in review shows this person no button."""
    if version.review_status == version.Review.IN_REVIEW:
        return refusal_reason(APPROVE, version, user)
    return ""


def decision_sentence(version: ModelVersion) -> str:
    if version.is_active:
        return _("Version %(number)s is active: every worker predicts with it within 2 seconds.") % {
            "number": version.number
        }
    return _("Version %(number)s is now %(status)s.") % {
        "number": version.number,
        "status": version.get_review_status_display(),
    }
