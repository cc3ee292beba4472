"""A version beside the active one, on the same held-out items where there are enough of them.

Both versions' stored models have learned from all items of their day, so neither can be asked anew about an item that
the other held out: it may have seen it. What each said of an item while it was held out is kept with its files.
Compared are the items that both held out and whose routing is the same in both; where these are too few, each
version's own held-out items, and the comparison says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from apps.models.ml import artifact
from apps.models.ml.align import similarity
from apps.models.ml.held_out import Outcome, outcomes
from apps.models.models import ModelVersion
from apps.models.selectors import figure

COMMON_MIN = 100
"""From so many items on a difference of shares has a standard error below 5 points, however the items fall."""

Pair = tuple[Outcome, Outcome]


@dataclass(frozen=True)
class ClassFigures:
    part_class: str
    items: int
    exact: float | None
    active_exact: float | None


@dataclass(frozen=True)
class Comparison:
    """`basis`: "none" (no version is active), "common" items, or each version's "own"; `items`: those compared."""

    basis: str
    active_version: int | None = None
    items: int = 0
    exact: float | None = None
    active_exact: float | None = None
    similarity: float | None = None
    active_similarity: float | None = None
    classes: list[ClassFigures] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def compare(version: ModelVersion, active: ModelVersion | None) -> Comparison:
    if active is None:
        return Comparison("none")
    pairs = common_pairs(_outcomes(version), _outcomes(active))
    return _on_common(active, pairs) if len(pairs) >= COMMON_MIN else _on_own(version, active)


def common_pairs(ours: Iterable[Outcome], theirs: Iterable[Outcome]) -> list[Pair]:
    """Outcomes of the same items, where both versions had the same routing to find."""
    known = {outcome.code: outcome for outcome in theirs}
    pairs = [(outcome, known[outcome.code]) for outcome in ours if outcome.code in known]
    return [pair for pair in pairs if pair[0].true == pair[1].true]


def _outcomes(version: ModelVersion) -> list[Outcome]:
    """None of a version whose files are gone, damaged or from before outcomes were kept."""
    try:
        return outcomes(version.folder) or []
    except (artifact.DamagedArtifact, OSError):
        return []


def _on_common(active: ModelVersion, pairs: list[Pair]) -> Comparison:
    by_class: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_class[pair[0].part_class].append(pair)
    ours, theirs = zip(*pairs, strict=True)
    return Comparison(
        basis="common",
        active_version=active.number,
        items=len(pairs),
        exact=_exact(ours),
        active_exact=_exact(theirs),
        similarity=_similarity(ours),
        active_similarity=_similarity(theirs),
        classes=[_class_figures(name, own) for name, own in sorted(by_class.items(), key=_largest_first)],
    )


def _class_figures(name: str, pairs: list[Pair]) -> ClassFigures:
    return ClassFigures(name, len(pairs), _exact([a for a, _ in pairs]), _exact([b for _, b in pairs]))


def _largest_first(entry: tuple[str, list[Pair]]) -> tuple[int, str]:
    return -len(entry[1]), entry[0]


def _exact(some: Iterable[Outcome]) -> float:
    return _mean([float(outcome.right) for outcome in some])


def _similarity(some: Iterable[Outcome]) -> float:
    return _mean([_likeness(outcome) for outcome in some])


def _likeness(outcome: Outcome) -> float:
    number = {name: i for i, name in enumerate({*outcome.true, *outcome.predicted})}
    return similarity(tuple(number[o] for o in outcome.true), tuple(number[o] for o in outcome.predicted))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _on_own(version: ModelVersion, active: ModelVersion) -> Comparison:
    theirs = {row["part_class"]: row for row in figure(active, "by_class") or []}
    ours = [row for row in figure(version, "by_class") or [] if row["part_class"] in theirs]
    return Comparison(
        basis="own",
        active_version=active.number,
        items=figure(version, "held_out", "items") or 0,
        exact=figure(version, "held_out", "exact"),
        active_exact=figure(active, "held_out", "exact"),
        similarity=figure(version, "held_out", "similarity"),
        active_similarity=figure(active, "held_out", "similarity"),
        classes=[_own_class(row, theirs[row["part_class"]]) for row in ours],
    )


def _own_class(ours: dict[str, Any], theirs: dict[str, Any]) -> ClassFigures:
    items = min(ours.get("items") or 0, theirs.get("items") or 0)
    return ClassFigures(ours["part_class"], items, ours.get("exact"), theirs.get("exact"))
