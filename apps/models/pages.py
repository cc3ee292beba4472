"""What the model pages show."""

from typing import Any

from django.contrib.auth.models import User

from apps.models import figures, selectors
from apps.models.forms import DecisionForm, RollbackForm
from apps.models.gates import evaluate_gates
from apps.models.models import ModelVersion, TrainingRun
from apps.models.review_pages import review_panel
from apps.models.review_selectors import rollback_target
from apps.models.services.review import get_actions

Context = dict[str, Any]


def version_list_page() -> Context:
    versions = list(selectors.version_list())
    active = next((v for v in versions if v.is_active), None)
    return {
        "rows": [figures.list_row(version, active) for version in versions],
        "active": active,
        "rollback_target": rollback_target(),
        "trainings": selectors.open_trainings(),
        "form": RollbackForm(),
    }


def version_page(version: ModelVersion, user: User) -> Context:
    frozen = version.frozen_gates
    return {
        "version": version,
        "actions": get_actions(version, user),
        "form": DecisionForm(),
        "gates": frozen if frozen is not None else evaluate_gates(version),
        "gates_frozen": frozen is not None,
        **review_panel(version, user),
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


def training_page(run: TrainingRun, user: User) -> Context:
    return {
        "run": run,
        "place": selectors.queue_place(run) if run.is_open else 0,
        "can_cancel": run.is_open and user.has_perm("registry.train_modelversion"),
        "log_lines": run.log.splitlines()[-20:],
    }
