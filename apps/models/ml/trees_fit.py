"""Learns the trees of :mod:`trees` with LightGBM (training only).

An operation's trees see only the items of those part classes that have it sometimes, at most `most_items` of them,
and only the columns that tell most about it beyond the class, by the score test of logistic regression (Rao, 1948).
So the cost of a plant with many operations stays that of the doubtful ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.models.ml.features import Encoder
from apps.models.ml.network import Tick
from apps.models.ml.trees import SPLITS, Trees

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Places = NDArray[np.int64]
_DOUBT = 0.005
_LEAST_ITEMS = 40
_PULL = 1.0
"""How many items of the whole plant a class's share is drawn towards the plant's by."""


@dataclass(frozen=True)
class TreeOptions:
    """Size of the ensemble of one operation."""

    count: int = 80
    rate: float = 0.1
    least_in_leaf: int = 5
    columns: int = 220
    column_share: float = 0.5
    most_items: int = 10_000


@dataclass(frozen=True)
class _Ensemble:
    """Trees of one operation, as in :class:`Trees`."""

    split: Ints
    limit: Floats
    gain: Floats


def fit_trees(
    features: sparse.csr_array,
    encoder: Encoder,
    part_class: Places,
    classes: int,
    has: sparse.csc_array,
    options: TreeOptions,
    seed: int,
    tick: Tick,
) -> Trees:
    """Trees for items (rows of `features`) of these classes, 0 … classes − 1; has (items, operations) is 0/1.

    `features` are those of the encoder and behind them the siblings', two per operation and one.
    """
    operations = has.shape[1]
    column, numbers = columns_of(encoder, operations, features.shape[1])
    width = int(column.max(initial=-1)) + 1
    table = _table(features, column, width)
    prior = _priors(part_class, classes, has)
    asked = np.zeros(prior.shape, np.bool_)
    rng = np.random.default_rng(seed)
    grown: list[_Ensemble] = []
    for o in range(operations):
        tick(o / operations)
        y = np.zeros(len(part_class), np.float32)
        y[has.indices[has.indptr[o] : has.indptr[o + 1]]] = 1
        asked[:, o] = _doubtful(part_class, classes, y)
        rows = np.flatnonzero(asked[part_class, o])
        if len(rows) > options.most_items:
            rows = np.sort(rng.choice(rows, options.most_items, replace=False))
        if len(rows) < _LEAST_ITEMS or not 0 < y[rows].sum() < len(rows):
            asked[:, o] = False
            grown.append(_nothing())
        else:
            given = _Given(table[rows].astype(np.float32), y[rows], prior[part_class[rows], o], part_class[rows])
            grown.append(_grow(given, numbers, options, seed))
    split, place = np.unique(np.concatenate([e.split for e in grown]), return_inverse=True)
    asked_for, last = split[split < width], np.int32((split < width).sum())
    number = np.append(np.full(width, -1, np.int32), -1)  # a feature without a column stays without one
    number[asked_for] = np.arange(last)
    return Trees(
        column=number[column],
        columns=int(last),
        ptr=np.append(0, np.cumsum([len(e.split) for e in grown])),
        split=place.reshape(-1, SPLITS).astype(np.int32),
        limit=np.concatenate([e.limit for e in grown]),
        gain=np.concatenate([e.gain for e in grown]),
        prior=prior,
        asked=asked,
    )


def columns_of(encoder: Encoder, operations: int, features: int) -> tuple[Ints, Ints]:
    """For every feature its column, and the columns that are numbers.

    All thresholds of one number fall into one column, and so do an operation's two features of siblings.
    """
    column = np.full(features, -1, np.int32)
    numbers = np.arange(len(encoder.thresholds), dtype=np.int32)
    for k, (key, limits) in enumerate(encoder.thresholds.items()):
        column[encoder.starts[key] : encoder.starts[key] + len(limits)] = k
    tokens = np.flatnonzero(column[: encoder.size] < 0)
    column[tokens] = len(numbers) + np.arange(len(tokens))
    siblings = len(numbers) + len(tokens)
    some = encoder.size + np.arange(operations)
    column[some] = column[some + operations] = siblings + np.arange(operations)
    column[encoder.size + 2 * operations] = siblings + operations
    return column, numbers


def _table(features: sparse.csr_array, column: Ints, width: int) -> sparse.csr_array:
    """Values of the columns, shape (items, columns), as small as they are: a large plant has many."""
    ones = np.ones(len(features.indices), np.uint8)
    table = sparse.csr_array((ones, column[features.indices], features.indptr.copy()), (features.shape[0], width))
    table.sum_duplicates()
    return table


def _priors(part_class: Places, classes: int, has: sparse.csc_array) -> Floats:
    """Log-odds of every operation by class; the last row is for any other class."""
    member = sparse.csr_array(
        (np.ones(len(part_class), np.float32), (part_class, np.arange(len(part_class)))),
        shape=(classes + 1, len(part_class)),
    )
    overall = np.asarray(has.sum(axis=0)).ravel() / len(part_class)
    size = np.bincount(part_class, minlength=classes + 1)[:, None]
    share = ((member @ has).toarray() + _PULL * overall) / (size + _PULL)
    share = share.clip(1e-4, 1 - 1e-4)
    odds: Floats = np.log(share / (1 - share)).astype(np.float32)
    return odds


def _doubtful(part_class: Places, classes: int, y: Floats) -> NDArray[np.bool_]:
    """Classes of which it is not settled that (nearly) none or all of their items have the operation.

    A class of few items settles little, so trees learn across small classes; the last stands for any other class.
    """
    size = np.bincount(part_class, minlength=classes + 1).astype(np.float64)
    having = np.bincount(part_class, y, minlength=classes + 1)
    size[-1], having[-1] = len(y), y.sum()
    most, least = (having + 1) / (size + 1), having / (size + 1)
    doubtful: NDArray[np.bool_] = (most > _DOUBT) & (least < 1 - _DOUBT)
    return doubtful


@dataclass(frozen=True)
class _Given:
    """What one operation's trees learn from: rows of the table, 0/1, log-odds before, and classes."""

    table: sparse.csr_array
    y: Floats
    prior: Floats
    part_class: Places


def _telling(given: _Given) -> NDArray[np.float64]:
    """Score statistic of every column within the classes, shape (columns,)."""
    share = 1 / (1 + np.exp(-given.prior.astype(np.float64)))
    weight = share * (1 - share)
    _, number = np.unique(given.part_class, return_inverse=True)
    member = sparse.csr_array((weight, (number, np.arange(len(number)))))
    total = np.bincount(number, weight)
    between = member @ given.table
    shift = (given.y - share) @ given.table
    spread = weight @ given.table.power(2) - (1 / total) @ between.power(2)
    score: NDArray[np.float64] = shift**2 / (spread.clip(min=0) + 0.5)
    return score


def _grow(given: _Given, numbers: Ints, options: TreeOptions, seed: int) -> _Ensemble:
    score = _telling(given)
    best = np.argsort(-score, kind="stable")[: options.columns]
    chosen = np.union1d(best[score[best] > 0], numbers)
    values = np.column_stack([given.table[:, chosen].toarray(), given.prior]).astype(np.float32)
    columns = np.append(chosen, given.table.shape[1]).astype(np.int32)
    data = lightgbm.Dataset(
        values,
        label=given.y,
        init_score=given.prior,
        params={"max_bin": 63, "verbose": -1, "num_threads": 1, "min_data_in_leaf": options.least_in_leaf},
    )
    booster = lightgbm.train(_parameters(options, seed), data, options.count)
    trees = [_tabulate(tree["tree_structure"], columns) for tree in booster.dump_model()["tree_info"]]
    split, limit, gain = zip(*trees, strict=True)
    return _Ensemble(np.stack(split), np.stack(limit), np.stack(gain))


def _parameters(options: TreeOptions, seed: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "learning_rate": options.rate,
        "num_leaves": SPLITS + 1,
        "min_data_in_leaf": options.least_in_leaf,
        "lambda_l2": 1.0,
        "feature_fraction": options.column_share,
        "use_missing": False,
        "boost_from_average": False,
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }


def _tabulate(root: dict[str, Any], columns: Ints) -> tuple[Ints, Floats, Floats]:
    """The comparisons of one tree and its gain for every outcome of them."""
    split, limit = np.full(SPLITS, columns[0], np.int32), np.full(SPLITS, np.inf, np.float32)
    gain = np.zeros(2**SPLITS, np.float32)
    outcome = np.arange(2**SPLITS)
    order: dict[int, int] = {}
    for node, path in _walk(root, ()):
        reached = np.ones(2**SPLITS, np.bool_)
        for parent, left in path:
            reached &= (outcome >> order[parent] & 1 == 1) == left
        if "split_index" in node:
            k = order[node["split_index"]] = len(order)
            split[k], limit[k] = columns[node["split_feature"]], node["threshold"]
        else:
            gain[reached] = node["leaf_value"]
    return split, limit, gain


def _walk(
    node: dict[str, Any], path: tuple[tuple[int, bool], ...]
) -> Iterator[tuple[dict[str, Any], tuple[tuple[int, bool], ...]]]:
    """All nodes from the root on, each with the splits above it and which side it is on."""
    yield node, path
    if "split_index" in node:
        yield from _walk(node["left_child"], (*path, (node["split_index"], True)))
        yield from _walk(node["right_child"], (*path, (node["split_index"], False)))


def _nothing() -> _Ensemble:
    none = (0, SPLITS)
    return _Ensemble(np.zeros(none, np.int32), np.zeros(none, np.float32), np.zeros((0, 2**SPLITS), np.float32))
