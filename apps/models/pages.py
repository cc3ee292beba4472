"""What the model pages show."""

from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.models import figures, plots, selectors, version_list
from apps.models.forms import DecisionForm, RollbackForm
from apps.models.gates import evaluate_gates
from apps.models.ml import artifact
from apps.models.models import ModelVersion
from apps.models.review_pages import review_panel
from apps.models.review_selectors import rollback_target
from apps.models.services.review import get_actions
from apps.models.tables import VersionTable
from apps.models.training_data import COUNTS, DAYS, training_day

Context = dict[str, Any]


def version_list_page(query: QueryDict | None = None) -> Context:
    """The list as the address asks for it; without an address the whole of it, newest first."""
    query = QueryDict() if query is None else query
    found, active = version_list.found_versions(query), version_list.active_figures()
    return {
        "filter": found.filter,
        "table": VersionTable(found.page.rows, found.order, active),
        "page": found.page.addresses(query) | {"count_text": _versions(found.count)},
        "rollback_target": rollback_target(),
        "trainings": selectors.open_trainings(),
        "form": RollbackForm(),
    }


def _versions(count: str) -> str:
    return _("1 version") if count == "1" else _("%(count)s versions") % {"count": count}


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
        "comparison": figures.comparison(version.metrics),
        "figures": figures.figure_groups(version.metrics),
        **plots_of(version.metrics),
        "importance": version.metrics.get("importance") or [],
        "training_data": training_data(version),
        "artefact": artefact_facts(version),
        "worst_items": version.metrics.get("worst_items") or [],
        "events": selectors.version_events(version),
        "compare_url": compare_url(version),
    }


def compare_url(version: ModelVersion) -> str:
    """Where it stands beside the active version; "" for that one itself, or where none is active."""
    active = selectors.active_version()
    if active is None or active.pk == version.pk:
        return ""
    return f"{reverse('registry:version-compare')}?a={active.number}&b={version.number}"


def plots_of(metrics: dict[str, Any]) -> Context:
    classes = metrics.get("by_class") or []
    return {
        "classes": classes,
        "calibration": plots.calibration(metrics),
        "abstention": plots.abstention(metrics),
        "class_errors": plots.errors_by_class(classes),
        "class_coverage": plots.coverage_by_class(classes),
    }


def training_data(version: ModelVersion) -> Context:
    return {
        "counts": [(label, selectors.figure(version, "training", key)) for label, key in COUNTS],
        "days": [(label, day) for label, key in DAYS if (day := training_day(version, key))],
        "attributes": list(selectors.figure(version, "attributes") or ()),
    }


def artefact_facts(version: ModelVersion) -> Context:
    """What the manifest says of the files, or why it cannot be read."""
    try:
        manifest = artifact.read_manifest(version.folder)
    except artifact.DamagedArtifact as damage:
        return {"damage": str(damage)}
    return {"format": manifest.format, "files": len(manifest.files) + 1, "libraries": list(manifest.libraries.items())}
