"""Which models a training fits, and on which items: for the blend, the evaluation and the product."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.fit import Prepared
from apps.models.ml.learning import TrainingOptions, Unseen
from apps.models.ml.model import Model
from apps.models.ml.splits import folds, groups, hold_out, lots, newest

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Positions among the routed items."""

    train: Places
    test: Places


@dataclass(frozen=True)
class Plan:
    """splits: evaluation; inner[k]: what chooses the blend of splits[k], from its training items alone.

    Where `final_inner`, the last of `inner` chooses the blend of the final model; else it takes over
    that of the evaluation.
    """

    splits: list[Split]
    inner: list[list[Split]]
    by_time: Split | None
    final_inner: bool


@dataclass(frozen=True)
class Done:
    """The fits of a plan: the product, a model per evaluation split, by time, and the tries for blends."""

    final: Model
    models: list[Model]
    by_time: Model | None
    tried: list[list[Unseen]]


def make_plan(prepared: Prepared, options: TrainingOptions, seed: int) -> Plan:
    """A small plant is judged in five folds and blended anew at the end; a large one by one split."""
    group = groups(prepared.plant.items, prepared.routed.items)
    lot = lots([prepared.plant.items.codes[i] for i in prepared.routed.items])
    everything, small = np.arange(len(group)), len(group) < options.refit_below
    share, most = options.held_out_share, options.most_held_out
    tests = folds(group, 5, seed) if small else [hold_out(group, lot, share, most)]
    splits = [Split(np.setdiff1d(everything, test), test) for test in tests if len(test)]
    wholes = [split.train for split in splits] + ([everything] if small else [])
    inner = [_inner(whole, lot[whole], options, seed) for whole in wholes]
    return Plan(splits, inner, _by_time(prepared, options), final_inner=small)


def _inner(positions: Places, lot: NDArray[np.uint64], options: TrainingOptions, seed: int) -> list[Split]:
    """Items drawn singly, as new items come to a plant: of some a sibling or a near-duplicate is known.

    How much a sibling is worth can be learned in no other way; the evaluation itself is stricter.
    """
    everything = np.arange(len(positions))
    if len(positions) < options.folds_below:
        tests = folds(everything, 3, seed + 1)
    else:
        tests = [hold_out(everything, lot, options.held_out_share, options.most_held_out)]
    return [Split(positions[np.setdiff1d(everything, test)], positions[test]) for test in tests if len(test)]


def _by_time(prepared: Prepared, options: TrainingOptions) -> Split | None:
    days = prepared.plant.items.created_days[prepared.routed.items]
    found = newest(days, 0.2, options.most_held_out)
    return Split(*found) if found and len(found[0]) >= options.least_items else None
