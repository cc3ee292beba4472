"""Turns ranked routings into steps with machine, times, confidence and the items behind them."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.align import kept_steps
from apps.models.ml.model import Model
from apps.models.ml.prediction import Interval, PredictedRouting, PredictedStep
from apps.models.ml.ranking import Asked, Candidates
from apps.models.ml.times import PRICE, RUN, SETUP, intervals, time_outputs

Places = NDArray[np.int64]
Floats = NDArray[np.float32]
SOURCES = 5
_WORTH_ALIGNING = 0.01
_ALIGNED = 8


class Near(NamedTuple):
    """A neighbour: its place among the routed items, number and operations of its routing, and its first step."""

    place: int
    routing: int
    sequence: tuple[int, ...]
    first_step: int


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
        figures = intervals(self.model.times, outputs, row, operation, way)
        found: list[list[PredictedRouting]] = [[] for _ in range(len(order))]
        code = lru_cache(maxsize=None)(self.model.known.codes.__getitem__)  # many steps name the same few neighbours
        start, near = 0, list[Near]()
        for k, (item, rank) in enumerate(zip(items.tolist(), ranks.tolist(), strict=True)):
            part = slice(start, start + int(lengths[k]))
            start = part.stop
            sure = self._step_confidence(
                candidates, item, chance[item], int(order[item, rank]), float(confidence[item, rank])
            )
            if not found[item]:
                near = self._near(candidates.neighbours[item])
            steps = self._steps(sequences[k], way[part], [f[part] for f in figures], sure, near, code)
            sources = islice((code(n.place) for n in near if n.routing == chosen[k]), SOURCES)
            found[item].append(
                PredictedRouting(
                    rank=len(found[item]) + 1,
                    confidence=float(confidence[item, rank]),
                    steps=steps,
                    source_items=tuple(sources),
                    seen_in_training=bool(chosen[k] < len(self.model.book.counts)),
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

    def _steps(
        self,
        sequence: tuple[int, ...],
        way: Places,
        figures: list[list[Interval | None]],
        sure: list[float],
        near: list[Near],
        code: Callable[[int], str],
    ) -> tuple[PredictedStep, ...]:
        model, ways, results = self.model, self.model.ways, self.model.known.results
        steps = []
        for i, (operation, w) in enumerate(zip(sequence, way.tolist(), strict=True)):
            resource, vendor = int(ways.resource[w]), int(ways.vendor[w])
            price, days = figures[PRICE][i], float(model.times.lead_days[w])
            outside = bool(ways.outsourced[w])
            sources = list(islice((n for n in near if operation in n.sequence), SOURCES))
            steps.append(
                PredictedStep(
                    sequence=10 * (i + 1),
                    operation=model.operations[operation],
                    resource=model.resources[resource] if resource >= 0 else "",
                    outsourced=outside,
                    vendor=model.vendors[vendor] if vendor >= 0 else "",
                    setup_minutes=figures[SETUP][i],
                    run_minutes=figures[RUN][i],
                    lead_time_days=days if outside and days == days else None,
                    price=price.median if outside and price is not None else None,
                    confidence=sure[i],
                    result_count=sum([int(results[n.first_step + n.sequence.index(operation)]) for n in sources]),
                    source_items=tuple([code(n.place) for n in sources]),
                )
            )
        return tuple(steps)

    def _near(self, neighbours: Places) -> list[Near]:
        known = self.model.known
        routings, first_steps = known.routing[neighbours].tolist(), known.steps_ptr[neighbours].tolist()
        return list(map(Near, neighbours.tolist(), routings, map(self.model.book.sequence, routings), first_steps))
