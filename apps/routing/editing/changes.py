"""What a planner changed against the prediction that the steps were taken from."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.models.ml.prediction import PredictedRouting, PredictedStep
from apps.routing.editing.draft import FILLED_IN, Draft, Line
from apps.routing.editing.frozen import line_of


@dataclass(frozen=True)
class LineChange:
    """`fields` with their predicted values; `added` and `moved` are of the step itself."""

    fields: Mapping[str, object]
    added: bool = False
    moved: bool = False

    @property
    def count(self) -> int:
        return len(self.fields) + self.added + self.moved


@dataclass(frozen=True)
class Changes:
    lines: Mapping[str, LineChange]
    removed: tuple[PredictedStep, ...]
    other_alternative: bool

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines.values()) + len(self.removed) + self.other_alternative


def against_prediction(draft: Draft, routings: Sequence[PredictedRouting]) -> Changes:
    base = routings[draft.rank - 1]
    stayed = _in_order(draft)
    lines = {line.key: _change(line, base, stayed) for line in draft.lines}
    kept = {line.place for line in draft.lines if line.rank == base.rank}
    removed = tuple(step for place, step in enumerate(base.steps) if place not in kept)
    return Changes(lines, removed, draft.rank != 1)


def _change(line: Line, base: PredictedRouting, stayed: set[str]) -> LineChange:
    if line.rank != base.rank or line.place is None:
        return LineChange({}, added=True)
    predicted = line_of(base.steps[line.place], rank=base.rank, place=line.place)
    fields = {f: getattr(predicted, f) for f in FILLED_IN if getattr(predicted, f) != getattr(line, f)}
    return LineChange(fields, moved=line.key not in stayed)


def _in_order(draft: Draft) -> set[str]:
    """The most steps that still stand in the predicted order: the others were moved."""
    lines = [line for line in draft.lines if line.rank == draft.rank and line.place is not None]
    ends: list[int] = []
    chains: list[tuple[str, ...]] = []
    for line in lines:
        place = line.place or 0
        at = bisect_left(ends, place)
        chain = (*(chains[at - 1] if at else ()), line.key)
        ends[at : at + 1], chains[at : at + 1] = [place], [chain]
    return set(chains[-1]) if chains else set()
