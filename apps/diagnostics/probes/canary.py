"""Does the active version predict known items quickly and as they are made?"""

import time
from collections import Counter
from dataclasses import dataclass
from statistics import mean, median

from apps.catalog.models import Routing
from apps.catalog.words import NOTHING, Words, plain
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State, grade, worst
from apps.models.ml.plant import Query
from apps.models.ml.prediction import Prediction
from apps.models.selectors import query_for_item, trained_attributes
from apps.models.serving import BrokenVersion, NoActiveVersion, ServedVersion, active_predictor


@dataclass(frozen=True)
class Trial:
    code: str
    seconds: float
    shared: float
    """Of predicted and real operations together, the share that both have."""


@dataclass(frozen=True)
class Canary:
    """The first routed items of the catalogue: training has seen them, so they should find themselves."""

    name = "canary"
    title = _("Canary prediction")
    timeout_seconds: float = 30.0
    items: int = 5
    watch_seconds: float = 0.5
    bad_seconds: float = 3.0
    watch_shared: float = 0.5
    bad_shared: float = 0.2

    def measure(self) -> Reading:
        try:
            served = active_predictor()
        except NoActiveVersion as missing:
            return self._reading(State.WATCH, _("no active version to try"), plain(str(missing)))
        except BrokenVersion as broken:
            return self._reading(State.BAD, _("the active version cannot be loaded"), plain(str(broken)))
        trials = _trials(served, self.items)
        if not trials:
            return self._reading(State.WATCH, _("no routed item to try"), _("Load routings into the catalogue."))
        return self._judge(trials)

    def _judge(self, trials: list[Trial]) -> Reading:
        seconds, shared = median(t.seconds for t in trials), mean(t.shared for t in trials)
        state = worst(
            [
                grade(seconds, watch=self.watch_seconds, bad=self.bad_seconds),
                grade(1 - shared, watch=1 - self.watch_shared, bad=1 - self.bad_shared),
            ]
        )
        value = _(
            "%(time)s each, %(share)s of the operations alike",
            time=units.duration(seconds),
            share=units.percent(shared),
        )
        advice = _(
            "If it is slow, look at the machine's load and memory. If operations differ, compare the "
            "version's page with the one before, and roll back under Models if it got worse."
        )
        return self._reading(state, value, advice, _("tried: %(codes)s", codes=", ".join(t.code for t in trials)))

    def _reading(self, state: State, value: Words, advice: Words, detail: Words = NOTHING) -> Reading:
        threshold = _(
            "within %(time)s, at least %(share)s alike",
            time=units.duration(self.watch_seconds),
            share=units.percent(self.watch_shared),
        )
        return Reading(state=state, value=value, threshold=threshold, advice=advice, detail=detail)


def _trials(served: ServedVersion, count: int) -> list[Trial]:
    routings = Routing.objects.filter(is_main=True, item__has_routing=True).order_by("item_id")
    attributes = trained_attributes(served.columns)
    known = routings.select_related("item").prefetch_related("steps__operation")[:count]
    return [_trial(served, routing, query_for_item(routing.item, attributes)) for routing in known]


def _trial(served: ServedVersion, routing: Routing, query: Query) -> Trial:
    started = time.perf_counter()
    prediction = served.predictor.predict(query)
    return Trial(routing.item.code, time.perf_counter() - started, _shared(routing, prediction))


def _shared(routing: Routing, prediction: Prediction) -> float:
    real = Counter(step.operation.code for step in routing.steps.all())
    predicted = Counter(step.operation for step in prediction.routings[0].steps)
    return (real & predicted).total() / max(1, (real | predicted).total())
