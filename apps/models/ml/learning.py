"""Chooses a model's blend and intervals on items that its parts have not seen (training only)."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.blend import Judged, choose_blend, join
from apps.models.ml.features import learn_encoder
from apps.models.ml.fit import FitOptions, Prepared, choose_class_attribute, fit
from apps.models.ml.measures import measure
from apps.models.ml.model import Blend, Model
from apps.models.ml.network import Tick
from apps.models.ml.plant import Plant, TooLittleData
from apps.models.ml.ranking import find_candidates
from apps.models.ml.routings import make_book, routed
from apps.models.ml.steps import StepBuilder
from apps.models.ml.times import time_outputs
from apps.models.ml.times_fit import conformal, residuals

Places = NDArray[np.int64]


@dataclass(frozen=True)
class TrainingOptions:
    """What a training may be told; the defaults suit plants from 20 to some 200,000 routed items."""

    fit: FitOptions = field(default_factory=FitOptions)
    least_items: int = 20
    folds_below: int = 700
    refit_below: int = 400
    held_out_share: float = 0.2
    most_held_out: int = 2_200


@dataclass(frozen=True)
class Learned:
    """What was learned on items that a fit had not seen."""

    blend: Blend
    right: dict[str, float]
    """Share of exact routings of each contender on the items that the choice was made on."""
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
    encoder = learn_encoder(plant.items, items.items, options.fit.encoder)
    features = encoder.encode_items(plant.items, items.items)
    return Prepared(plant, items, encoder, features, measure(plant), attribute, options.fit)


@dataclass(frozen=True)
class Unseen:
    """What one fit said of routed items that it had not seen; time errors as of :func:`time_errors`."""

    judged: Judged
    errors: NDArray[np.float64]
    operation: Places


def try_out(prepared: Prepared, seen: Places, unseen: Places, seed: int, tick: Tick) -> Unseen:
    """Fits to some items and predicts others."""
    model = fit(prepared, seen, seed, tick)
    return Unseen(judge(prepared, model, unseen), *time_errors(prepared, model, unseen))


def learn(prepared: Prepared, tried: list[Unseen], items: int) -> Learned:
    """The blend and the intervals that fit the tried items best, for a model of `items` routed items."""
    judged = join([t.judged for t in tried])
    blend, right = choose_blend(judged, raw_allowed=items <= prepared.options.raw_up_to)
    errors = np.concatenate([t.errors for t in tried], axis=1)
    operation = np.concatenate([t.operation for t in tried])
    return Learned(blend, right, *conformal(errors, operation, len(prepared.plant.operations)))


def judge(prepared: Prepared, model: Model, positions: Places) -> Judged:
    """Candidates of unseen items beside the truth."""
    found = find_candidates(model, prepared.asked(model, positions), use_raw=True)
    number = {sequence: len(model.book.counts) + k for k, sequence in enumerate(found.new)}
    number.update({model.book.sequence(r): r for r in range(len(model.book.counts))})
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
    outputs = model.network.outputs(model.network.hidden(asked.whole))
    way = StepBuilder(model).likeliest_ways(outputs, row, operation)
    logs = prepared.measured.logs[:, at]
    return residuals(model.times, time_outputs(model.times, asked.whole), logs, row, operation, way), operation
