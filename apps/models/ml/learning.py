"""Chooses a model's blend and intervals on items that its parts have not seen (training only)."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.blend import Judged, choose_blend, join
from apps.models.ml.fit import FitOptions, Prepared, choose_class_attribute, fit
from apps.models.ml.measures import measure
from apps.models.ml.model import Blend, Model
from apps.models.ml.network import Tick
from apps.models.ml.plant import Plant, TooLittleData
from apps.models.ml.ranking import find_candidates
from apps.models.ml.routings import make_book, routed
from apps.models.ml.splits import folds, hold_out
from apps.models.ml.steps import StepBuilder
from apps.models.ml.times import time_outputs
from apps.models.ml.times_fit import conformal, residuals

Places = NDArray[np.int64]


@dataclass(frozen=True)
class TrainingOptions:
    """What a training may be told; the defaults suit plants from 20 to some 200,000 routed items."""

    fit: FitOptions = field(default_factory=FitOptions)
    least_items: int = 20
    folds_below: int = 1_000
    refit_below: int = 400
    held_out_share: float = 0.2
    most_held_out: int = 5_000


@dataclass(frozen=True)
class Learned:
    """What was learned on items that a fit had not seen."""

    blend: Blend
    right: dict[str, float]
    low: NDArray[np.float32]
    high: NDArray[np.float32]

    def onto(self, model: Model) -> Model:
        return replace(model, blend=self.blend, times=replace(model.times, low=self.low, high=self.high))


def prepare(plant: Plant, options: TrainingOptions) -> Prepared:
    items = routed(plant.steps)
    if len(items.items) < options.least_items:
        raise TooLittleData(
            f"The catalogue has {len(items.items)} items with a routing; training needs at least "
            f"{options.least_items}. Load more routings."
        )
    _, routing = make_book(plant.steps, items, len(plant.operations))
    attribute = choose_class_attribute(plant, items, routing)
    return Prepared(plant, items, measure(plant), attribute, options.fit)


def fit_and_blend(
    prepared: Prepared, group: Places, positions: Places, options: TrainingOptions, seed: int, tick: Tick
) -> tuple[Model, Learned]:
    """A model of these routed items whose blend and intervals were chosen on splits of the same items."""
    inner = inner_splits(group[positions], options, seed)
    share = 1 / (len(inner) + 1)
    judged, off, operations = [], [], []
    for k, unseen in enumerate(inner):
        seen = np.setdiff1d(np.arange(len(positions)), unseen)
        model = fit(prepared, positions[seen], seed, lambda s: tick((k + s) * share))
        judged.append(judge(prepared, model, positions[unseen]))
        errors, operation = time_errors(prepared, model, positions[unseen])
        off.append(errors)
        operations.append(operation)
    raw_allowed = len(positions) <= options.fit.raw_up_to
    blend, right = choose_blend(join(judged), raw_allowed=raw_allowed)
    low, high = conformal(np.concatenate(off, axis=1), np.concatenate(operations), len(prepared.plant.operations))
    learned = Learned(blend, right, low, high)
    model = fit(prepared, positions, seed, lambda s: tick((len(inner) + s) * share))
    return learned.onto(model), learned


def inner_splits(group: Places, options: TrainingOptions, seed: int) -> list[Places]:
    _, own = np.unique(group, return_inverse=True)
    if len(group) < options.folds_below:
        return [f for f in folds(own.astype(np.int64), 5, seed) if len(f)]
    return [hold_out(own.astype(np.int64), options.held_out_share, options.most_held_out, seed)]


def judge(prepared: Prepared, model: Model, positions: Places) -> Judged:
    """Candidates of unseen items beside the truth."""
    found = find_candidates(model, prepared.asked(model, positions), use_raw=True)
    number = {model.book.sequence(r): r for r in range(len(model.book.counts))}
    truth = np.array([number.get(true_sequence(prepared, p), -2) for p in positions])
    same = found.routing == truth[:, None]
    return Judged(found.signals, found.routing, np.where(same.any(axis=1), same.argmax(axis=1), -1))


def true_sequence(prepared: Prepared, position: int) -> tuple[int, ...]:
    first = prepared.routed.first
    return tuple(prepared.plant.steps.operation[first[position] : first[position + 1]].tolist())


def time_errors(prepared: Prepared, model: Model, positions: Places) -> tuple[NDArray[np.float64], Places]:
    """Log errors of times of the true steps of unseen items, and the steps' operations."""
    steps, first = prepared.plant.steps, prepared.routed.first
    at = np.concatenate([np.arange(first[p], first[p + 1]) for p in positions])
    row = np.repeat(np.arange(len(positions)), first[positions + 1] - first[positions])
    operation = steps.operation[at].astype(np.int64)
    known = np.isin(operation, model.ways.operation)
    at, row, operation = at[known], row[known], operation[known]
    asked = prepared.asked(model, positions)
    outputs = model.network.outputs(model.network.hidden(asked.features))
    way = StepBuilder(model).likeliest_ways(outputs, row, operation)
    logs = prepared.measured.logs[:, at]
    return residuals(model.times, time_outputs(model.times, asked.features), logs, row, operation, way), operation
