"""A question answered by a model version, with what a page or a file shows beside it."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.catalog.models import Operation, RoutingStep
from apps.models.ml.plant import Query
from apps.models.ml.prediction import Interval, PredictedRouting, Prediction
from apps.models.serving import ServedVersion

ALTERNATIVES = 3
SIMILAR = 10


@dataclass(frozen=True)
class Answer:
    prediction: Prediction
    version_number: int
    milliseconds: float


def answer(served: ServedVersion, query: Query) -> Answer:
    started = time.perf_counter()
    prediction = served.predictor.predict(query, alternatives=ALTERNATIVES, similar=SIMILAR)
    return Answer(prediction, served.version_number, (time.perf_counter() - started) * 1000)


def operation_names(prediction: Prediction) -> dict[str, str]:
    """Names of all operations that the answer mentions, by code."""
    codes = {step.operation for routing in prediction.routings for step in routing.steps}
    codes.update(code for item in prediction.similar_items for code in item.operations)
    return dict(Operation.objects.filter(code__in=codes).values_list("code", "name"))


def existing_steps(item_id: int) -> list[RoutingStep]:
    """The item's main routing as the ERP has it today, empty where it has none."""
    steps = RoutingStep.objects.filter(routing__item_id=item_id, routing__is_main=True)
    return list(steps.select_related("operation", "resource", "vendor").order_by("sequence"))


@dataclass(frozen=True)
class StepsAgainst:
    """How another routing differs: its operations beyond the first one's, and those that it lacks, in order."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    are_same: bool

    @property
    def are_reordered(self) -> bool:
        return not (self.are_same or self.more or self.less)


def compare_steps(first: Sequence[str], other: Sequence[str]) -> StepsAgainst:
    """Repeated operations count as often as they stand there."""
    more, less = Counter(other) - Counter(first), Counter(first) - Counter(other)
    return StepsAgainst(tuple(more.elements()), tuple(less.elements()), list(first) == list(other))


@dataclass(frozen=True)
class Bar:
    """One step of the time strip, in 1/1000 of its width."""

    x: float
    setup_width: float
    run_x: float
    run_width: float
    operation: str


def median(minutes: Interval | None) -> float:
    """0 where nothing is known, for sums and widths."""
    return minutes.median if minutes else 0.0


STRIP_WIDTH, STRIP_HEIGHT = 1000.0, 26
STEP_GAP = 3.0


def time_strip(routing: PredictedRouting) -> list[Bar]:
    """The steps to scale: set-up and run of one piece, minutes, side by side."""
    return strip_of([(s.operation, median(s.setup_minutes), median(s.run_minutes)) for s in routing.steps])


def strip_of(steps: Sequence[tuple[str, float, float]]) -> list[Bar]:
    """Of (operation, set-up, run): empty where nothing takes time."""
    total = sum(setup + run for _operation, setup, run in steps)
    if total <= 0:
        return []
    scale = (STRIP_WIDTH - STEP_GAP * len(steps)) / total
    bars, x = [], 0.0
    for operation, setup, run in steps:
        bars.append(Bar(x, setup * scale, x + setup * scale, run * scale, operation))
        x += (setup + run) * scale + STEP_GAP
    return bars
