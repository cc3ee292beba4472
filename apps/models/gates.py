"""What a version must pass before anyone can approve it; computed here, frozen when it is submitted.

A new gate is one function that returns a `GateResult`, and its name in `GATES`.
"""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from apps.models.ml import artifact
from apps.models.models import ModelVersion
from apps.models.selectors import figure

RECALL_MIN = 0.99
BASELINES = ("class_most_frequent", "nearest_neighbour", "ten_neighbour_vote")


@dataclass(frozen=True)
class GateResult:
    """`value` and `threshold` in words, with the verdict and why it matters."""

    key: str
    label: str
    value: str
    threshold: str
    passed: bool
    meaning: str


Gate = Callable[[ModelVersion], GateResult]


def artefact_intact(version: ModelVersion) -> GateResult:
    value, passed = _("intact"), True
    try:
        artifact.verify(version.folder)
        if artifact.artifact_hash(version.folder) != version.artifact_hash:
            value, passed = _("changed since the training"), False
    except (artifact.DamagedArtifact, OSError) as damage:
        value, passed = str(damage), False
    return GateResult(
        key="artefact_intact",
        label=_("Files"),
        value=value,
        threshold=_("as stored by the training"),
        passed=passed,
        meaning=_("Changed or damaged files are never served."),
    )


def no_worse_than_simple_methods(version: ModelVersion) -> GateResult:
    """Exact matches on held-out items, at most two standard errors below the best baseline."""
    exact, items = figure(version, "held_out", "exact"), figure(version, "held_out", "items")
    baselines = [figure(version, "baselines", name, "exact") for name in BASELINES]
    best = max((b for b in baselines if b is not None), default=None)
    least = None if best is None or not items else best - 2 * math.sqrt(best * (1 - best) / items)
    return GateResult(
        key="no_worse_than_simple_methods",
        label=_("Exact routings on held-out items"),
        value=_percent(exact),
        threshold=_("at least %(share)s (best simple method %(best)s, less two standard errors)")
        % {"share": _percent(least), "best": _percent(best)},
        passed=exact is not None and least is not None and exact >= least,
        meaning=_("A model that a simple copy beats is not worth its complexity."),
    )


def index_finds_neighbours(version: ModelVersion) -> GateResult:
    recall = figure(version, "recall_at_10")
    return GateResult(
        key="index_finds_neighbours",
        label=_("Recall of the index"),
        value=_percent(recall),
        threshold=_("at least %(share)s") % {"share": _percent(RECALL_MIN)},
        passed=recall is not None and recall >= RECALL_MIN,
        meaning=_("The share of true nearest items that the quick index finds."),
    )


GATES: tuple[Gate, ...] = (artefact_intact, no_worse_than_simple_methods, index_finds_neighbours)


def evaluate_gates(version: ModelVersion) -> list[dict[str, object]]:
    """All gates' results as JSON, in the order in which they are shown."""
    return [asdict(gate(version)) for gate in GATES]


def _percent(share: float | None) -> str:
    return _("not measured") if share is None else f"{share * 100:.1f} %"
