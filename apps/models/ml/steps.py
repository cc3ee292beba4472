"""Turns ranked routings into steps with machine, times, confidence and the items behind them."""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.align import kept_steps
from apps.models.ml.model import Model
from apps.models.ml.prediction import Interval, PredictedRouting, PredictedStep
from apps.models.ml.ranking import Asked, Candidates
from apps.models.ml.times import intervals, time_outputs

Places = NDArray[np.int64]
Floats = NDArray[np.float32]
SOURCES = 5
Near = tuple[int, dict[int, int]]
"""A neighbour: its place among the routed items, and where in its routing each operation first stands."""
Row = tuple[int, int, Interval | None, Interval | None, float | None, float]
"""A step to be: operation, way, set-up, run time, price and confidence."""
_WORTH_ALIGNING = 0.01
_ALIGNED = 8


class Way(NamedTuple):
    """How an operation is done, in words; lead_time_days is None where unknown or in house."""

    resource: str
    outsourced: bool
    vendor: str
    lead_time_days: float | None


class StepBuilder:
    """Builds the routings of a batch; keeps nothing between calls."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def routings(
        self, asked: Asked, candidates: Candidates, chance: Floats, order: Places, confidence: Floats
    ) -> list[tuple[PredictedRouting, ...]]:
        """Per item the routings in `order` (items, alternatives); empty candidates are left out."""
        items, ranks = np.nonzero(np.take_along_axis(candidates.routing, order, axis=1) >= 0)
        chosen = candidates.routing[items, order[items, ranks]]
        sequences = [candidates.sequence(self.model.book, int(r)) for r in chosen]
        lengths = np.array([len(s) for s in sequences], np.int64)
        row = np.repeat(items, lengths)
        operation = np.array([o for s in sequences for o in s], np.int64)
        way = self.likeliest_ways(candidates.outputs, row, operation)
        outputs = time_outputs(self.model.times, asked.whole)
        setup, run, price = intervals(self.model.times, outputs, row, operation, way)
        code = lru_cache(maxsize=None)(self.model.known.codes.__getitem__)  # many steps name the same few neighbours
        found: list[list[PredictedRouting]] = [[] for _ in range(len(order))]
        start, near, made_so = 0, list[Near](), list[int]()
        for k, (item, rank) in enumerate(zip(items.tolist(), ranks.tolist(), strict=True)):
            part = slice(start, start + int(lengths[k]))
            start = part.stop
            if not found[item]:
                places = candidates.neighbours[item]
                made_so = self.model.known.routing[places].tolist()
                near = list(zip(places.tolist(), map(self._first_places, made_so), strict=True))
            sure = self._step_confidence(
                candidates, item, chance[item], int(order[item, rank]), float(confidence[item, rank])
            )
            rows = zip(sequences[k], way[part].tolist(), setup[part], run[part], price[part], sure, strict=True)
            routing = int(chosen[k])
            found[item].append(
                PredictedRouting(
                    rank=len(found[item]) + 1,
                    confidence=float(confidence[item, rank]),
                    steps=self._steps(rows, near, code),
                    source_items=_first(code(p) for (p, _), r in zip(near, made_so, strict=True) if r == routing),
                    seen_in_training=routing < len(self.model.book.counts),
                )
            )
        return [tuple(routings) for routings in found]

    def likeliest_ways(self, outputs: Floats, row: Places, operation: Places) -> Places:
        """The likeliest way of each step."""
        options = self._options[operation]
        scores = outputs[row[:, None], self.model.way_factors[options]]
        best = np.where(options >= 0, scores, -np.inf).argmax(axis=1)
        ways: Places = options[np.arange(len(options)), best].astype(np.int64)
        return ways

    @cached_property
    def _options(self) -> Places:
        """Ways of every operation, shape (operations, most ways), filled up with -1."""
        operation = self.model.ways.operation
        count = np.bincount(operation, minlength=self.model.book.operations)
        table = np.full((len(count), max(1, int(count.max(initial=1)))), -1, np.int64)
        for o in range(len(count)):
            table[o, : count[o]] = np.flatnonzero(operation == o)
        return table

    def _step_confidence(
        self, candidates: Candidates, item: int, chance: Floats, at: int, confidence: float
    ) -> list[float]:
        """Chance that the true routing has each step: the share of candidates that keep it when aligned."""
        book, routing = self.model.book, candidates.routing[item]
        own = candidates.sequence(book, int(routing[at]))
        support = [0.0] * len(own)
        likely = np.argsort(-chance, kind="stable")[:_ALIGNED]
        for other, share in zip(routing[likely].tolist(), chance[likely].tolist(), strict=True):
            if share > _WORTH_ALIGNING:
                for i, _ in kept_steps(own, candidates.sequence(book, other)):
                    support[i] += share
        alone = min(float(chance[at]), 1 - 1e-6)
        return [confidence + (1 - confidence) * min(max((s - alone) / (1 - alone), 0.0), 1.0) for s in support]

    def _steps(self, rows: Iterable[Row], near: list[Near], code: Callable[[int], str]) -> tuple[PredictedStep, ...]:
        known, steps = self.model.known, list[PredictedStep]()
        for operation, way, setup, run, price, sure in rows:
            resource, outsourced, vendor, lead_time_days = self._ways[way]
            sources = _first(n for n in near if operation in n[1])
            at = [known.steps_ptr.item(place) + own[operation] for place, own in sources]
            steps.append(
                PredictedStep(
                    sequence=10 * (len(steps) + 1),
                    operation=self.model.operations[operation],
                    resource=resource,
                    outsourced=outsourced,
                    vendor=vendor,
                    setup_minutes=setup,
                    run_minutes=run,
                    lead_time_days=lead_time_days,
                    price=price if outsourced else None,
                    confidence=sure,
                    result_count=sum(map(known.results.item, at)),
                    source_items=tuple([code(place) for place, _ in sources]),
                )
            )
        return tuple(steps)

    def _first_places(self, routing: int) -> dict[int, int]:
        sequence = self.model.book.sequence(routing)
        return dict(zip(reversed(sequence), range(len(sequence) - 1, -1, -1), strict=True))

    @cached_property
    def _ways(self) -> list[Way]:
        model, ways = self.model, self.model.ways
        columns = (ways.resource, ways.outsourced, ways.vendor, model.times.lead_days)
        return [
            Way(
                resource=model.resources[resource] if resource >= 0 else "",
                outsourced=outsourced,
                vendor=model.vendors[vendor] if vendor >= 0 else "",
                lead_time_days=days if outsourced and days == days else None,
            )
            for resource, outsourced, vendor, days in zip(*(column.tolist() for column in columns), strict=True)
        ]


def _first(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(islice(found, SOURCES))
