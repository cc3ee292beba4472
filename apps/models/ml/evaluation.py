"""How good a model is on items that it has not seen, beside three simple methods.

Metrics (shares are 0 to 1, None where there is nothing to compute from):

held_out: items; exact (same sequence of operations); similarity (1 − normalised Levenshtein distance);
    operation_precision, operation_recall, operation_f1 (micro, over the operations of each item as a
    bag) and operation_f1_macro (over operations); resource_accuracy, vendor_accuracy (of the steps that
    an alignment matches, where the true one is known); setup_coverage_80, run_coverage_80 (true values
    inside the interval); setup_median_ape, run_median_ape (|predicted − true| ÷ true, median);
    setup_times, run_times (how many true times these rest on);
    expected_calibration_error; calibration: [{from, to, items, confidence, right}];
    abstention: [{share, exact}] (the share of items of highest confidence); share_seen_routings.
baselines: {class_most_frequent, nearest_neighbour, ten_neighbour_vote}: {exact, similarity}.
by_class: [{part_class, items, exact, similarity, operation_precision, operation_recall, operation_f1,
    operation_f1_macro, share_seen_routings, baseline_exact: {…}, and of its steps what held_out has:
    resource_accuracy to run_times}], largest first.
by_time: {items, exact, similarity, share_seen_routings, baselines} for the newest 20 % predicted from
    the oldest 80 %, or None where days are unknown.
importance: see :mod:`importance`.
training: counts of what was learned from, and its days ({items,results}_{from,to}_day, from 1970-01-01, where
    known). attributes: {key: kind} of the columns that the model reads.
worst_items: [{code, confidence, similarity, predicted, true}], most confident and most wrong first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.align import kept_steps, similarity
from apps.models.ml.baselines import Sequence, baselines
from apps.models.ml.fit import Prepared, class_values
from apps.models.ml.model import Model
from apps.models.ml.network import Tick
from apps.models.ml.prediction import Interval, PredictedRouting
from apps.models.ml.predictor import Predictor
from apps.models.ml.text import as_text

Places = NDArray[np.int64]
Figures = dict[str, Any]
_BINS = 10
_WORST = 20
_CLASSES = 60


@dataclass(frozen=True)
class Trial:
    """One held-out item: the truth beside what the model and the simple methods proposed."""

    position: int
    true: Sequence
    predicted: Sequence
    routing: PredictedRouting
    simple: dict[str, Sequence]
    seen: bool

    @property
    def right(self) -> bool:
        return self.true == self.predicted


def true_sequences(prepared: Prepared) -> list[Sequence]:
    """Operations of every routed item."""
    first, operation = prepared.routed.first.tolist(), prepared.plant.steps.operation.tolist()
    return [tuple(operation[a:b]) for a, b in pairwise(first)]


def trials(prepared: Prepared, model: Model, train: Places, test: Places, tick: Tick) -> list[Trial]:
    """Every test item, predicted by a model of the train items only."""
    predictor, sequences = Predictor(model), true_sequences(prepared)
    simple = baselines(prepared, train, test, sequences, lambda share: tick(share / 2))
    number = {name: i for i, name in enumerate(model.operations)}
    seen = {sequences[i] for i in train}
    found = []
    for k, (position, routing) in enumerate(zip(test.tolist(), _predict(prepared, predictor, test, tick), strict=True)):
        predicted = tuple(number[step.operation] for step in routing.steps)
        rivals = {name: proposed[k] for name, proposed in simple.items()}
        true = sequences[position]
        found.append(Trial(position, true, predicted, routing, rivals, true in seen))
    return found


def _predict(prepared: Prepared, predictor: Predictor, test: Places, tick: Tick) -> Iterable[PredictedRouting]:
    for start in range(0, len(test), 256):
        tick(0.5 + 0.5 * start / len(test))
        asked = prepared.asked(predictor.model, test[start : start + 256])
        yield from (routings[0] for routings in predictor.routings(asked, 1))


def held_out_figures(prepared: Prepared, found: list[Trial]) -> Figures:
    confidence = np.array([t.routing.confidence for t in found])
    right = np.array([t.right for t in found])
    return {
        **short_figures(found),
        **operation_figures(found),
        **_step_figures(prepared, found),
        "expected_calibration_error": calibration_error(confidence, right),
        "calibration": calibration(confidence, right),
        "abstention": _abstention(confidence, right),
    }


def short_figures(found: list[Trial]) -> Figures:
    return {
        "items": len(found),
        "exact": _mean([t.right for t in found]),
        "similarity": _mean([similarity(t.true, t.predicted) for t in found]),
        "share_seen_routings": _mean([t.seen for t in found]),
    }


def baseline_figures(found: list[Trial]) -> Figures:
    return {
        name: {
            "exact": _mean([t.true == t.simple[name] for t in found]),
            "similarity": _mean([similarity(t.true, t.simple[name]) for t in found]),
        }
        for name in (found[0].simple if found else ())
    }


def class_figures(prepared: Prepared, found: list[Trial]) -> list[Figures]:
    values = class_values(prepared.plant.items, prepared.class_attribute)
    by_class: dict[str, list[Trial]] = {}
    for trial in found:
        by_class.setdefault(as_text(values[prepared.routed.items[trial.position]]), []).append(trial)
    largest = sorted(by_class.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_CLASSES]
    return [
        {
            "part_class": name,
            **short_figures(own),
            **operation_figures(own),
            **_step_figures(prepared, own),
            "baseline_exact": {rival: _mean([t.true == t.simple[rival] for t in own]) for rival in own[0].simple},
        }
        for name, own in largest
    ]


def worst_items(prepared: Prepared, found: list[Trial]) -> list[Figures]:
    wrong = [t for t in found if not t.right]
    wrong.sort(key=lambda t: -t.routing.confidence * (1 - similarity(t.true, t.predicted)))
    names, codes = prepared.plant.operations, prepared.plant.items.codes
    return [
        {
            "code": codes[prepared.routed.items[t.position]],
            "confidence": t.routing.confidence,
            "similarity": similarity(t.true, t.predicted),
            "predicted": [names[o] for o in t.predicted],
            "true": [names[o] for o in t.true],
        }
        for t in wrong[:_WORST]
    ]


def outcome_rows(prepared: Prepared, found: list[Trial]) -> list[list[Any]]:
    """Each item's outcome in the form that :mod:`held_out` keeps."""
    codes, values = prepared.plant.items.codes, class_values(prepared.plant.items, prepared.class_attribute)
    items = [prepared.routed.items[trial.position] for trial in found]
    return [
        [codes[item], as_text(values[item]), round(float(t.routing.confidence), 6), list(t.true), list(t.predicted)]
        for item, t in zip(items, found, strict=True)
    ]


def operation_figures(found: list[Trial]) -> Figures:
    """Precision, recall and F1 of operations, an operation done twice counting twice."""
    both: Counter[int] = Counter()
    predicted: Counter[int] = Counter()
    true: Counter[int] = Counter()
    for trial in found:
        p, t = Counter(trial.predicted), Counter(trial.true)
        both, predicted, true = both + (p & t), predicted + p, true + t
    hits = sum(both.values())
    precision, recall = _ratio(hits, sum(predicted.values())), _ratio(hits, sum(true.values()))
    single = [2 * both[o] / (predicted[o] + true[o]) for o in true]
    return {
        "operation_precision": precision,
        "operation_recall": recall,
        "operation_f1": _ratio(2 * hits, sum(predicted.values()) + sum(true.values())),
        "operation_f1_macro": _mean(single),
    }


def _step_figures(prepared: Prepared, found: list[Trial]) -> Figures:
    plant, logs = prepared.plant, prepared.measured.logs
    resource: list[bool] = []
    vendor: list[bool] = []
    errors: dict[str, list[float]] = {"setup": [], "run": []}
    inside: dict[str, list[bool]] = {"setup": [], "run": []}
    for trial in found:
        start = int(prepared.routed.first[trial.position])
        for i, j in kept_steps(trial.predicted, trial.true):
            step, at = trial.routing.steps[i], start + j
            if plant.steps.resource[at] >= 0:
                resource.append(step.resource == plant.resources[plant.steps.resource[at]])
            if plant.steps.vendor[at] >= 0:
                vendor.append(step.vendor == plant.vendors[plant.steps.vendor[at]])
            for m, interval in enumerate((step.setup_minutes, step.run_minutes)):
                _judge_time(interval, float(logs[m, at]), ("setup", "run")[m], errors, inside)
    return {
        "resource_accuracy": _mean(resource),
        "vendor_accuracy": _mean(vendor),
        **{f"{name}_coverage_80": _mean(values) for name, values in inside.items()},
        **{f"{name}_median_ape": float(np.median(v)) if v else None for name, v in errors.items()},
        **{f"{name}_times": len(values) for name, values in inside.items()},
    }


def _judge_time(
    interval: Interval | None, log: float, name: str, errors: dict[str, list[float]], inside: dict[str, list[bool]]
) -> None:
    if interval is None or log != log:
        return
    minutes = float(np.exp(log))
    errors[name].append(abs(interval.median - minutes) / minutes)
    inside[name].append(interval.p10 <= minutes <= interval.p90)


def calibration(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> list[Figures]:
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        {
            "from": b / _BINS,
            "to": (b + 1) / _BINS,
            "items": int((bins == b).sum()),
            "confidence": float(confidence[bins == b].mean()),
            "right": float(right[bins == b].mean()),
        }
        for b in np.unique(bins).tolist()
    ]


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """Mean distance of confidence and share right over ten bins, weighted by items (Naeini et al., 2015)."""
    bins = calibration(confidence, right)
    return _ratio(sum(b["items"] * abs(b["confidence"] - b["right"]) for b in bins), len(confidence))


def _abstention(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> list[Figures]:
    order = np.argsort(-confidence, kind="stable")
    shares = np.arange(1, _BINS + 1) / _BINS
    kept = [max(1, round(share * len(order))) for share in shares]
    return [
        {"share": float(share), "exact": float(right[order[:n]].mean())}
        for share, n in zip(shares, kept, strict=True)
        if len(order)
    ]


def _mean(values: Iterable[float]) -> float | None:
    some = list(values)
    return float(np.mean(some)) if some else None


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None
