"""Candidate routings for a batch of items, the signals that speak for each, and their blend.

Candidates are the known routings with the best scores, the neighbours' and the class's most frequent.
Each gets signals (natural logarithms of smoothed shares, and scores); the blend is a conditional logit
(McFadden, 1974) over the candidates, so that its outcome is a chance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.models.ml import index
from apps.models.ml.features import Rows
from apps.models.ml.model import Model, Raw

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

SIGNALS = ("network", "class share", "neighbours", "raw neighbours", "raw nearest", "all items")
NEIGHBOURS = 30
RAW_NEIGHBOURS = 10
BEST_SCORED = 16
CLASS_FREQUENT = 4
FREQUENT = 2000
"""Routings scored for every query, the most frequent ones; the rest come in through neighbours."""
_SHARPNESS = np.float32(12.0)
_FLOOR = np.float32(0.02)
_NOTHING = np.float32(-1e9)


@dataclass(frozen=True)
class Asked:
    """Several items in the form that ranking uses; `part_class` are positions in the model's classes."""

    features: Rows
    part_class: Places


@dataclass(frozen=True)
class Candidates:
    """routing (items, candidates), -1 where empty; signals (items, candidates, signals).

    neighbours and their cosines have shape (items, neighbours), nearest first; outputs are the
    network's (items, outputs).
    """

    routing: Places
    signals: Floats
    neighbours: Places
    cosines: Floats
    outputs: Floats


def find_candidates(model: Model, asked: Asked, *, use_raw: bool) -> Candidates:
    outputs = model.network.outputs(model.network.hidden(asked.features))
    vectors = model.embedding.vectors(outputs, asked.features)
    neighbours, cosines = nearest(model, vectors, NEIGHBOURS)
    scores = routing_scores(model, outputs)
    top, _ = index.best(scores, min(BEST_SCORED, scores.shape[1]))
    raw, raw_cosines = raw_nearest(model.raw, asked.features, RAW_NEIGHBOURS if use_raw else 0)
    frequent = model.classes.frequent[asked.part_class]
    routing = _distinct(
        np.concatenate([top, model.known.routing[neighbours], model.known.routing[raw], frequent], axis=1)
    )
    signals = [
        _network(model, outputs, scores, routing),
        np.log(_class_share(model, asked.part_class, routing) + np.float32(1e-3)),
        np.log(_vote(model, neighbours, cosines, routing) + _FLOOR),
        np.log(_vote(model, raw, raw_cosines, routing) + _FLOOR),
        _is_nearest(model, raw, routing),
        np.log(model.book.counts[routing] / np.float32(len(model.known.routing))),
    ]
    return Candidates(routing, np.stack(signals, axis=2), neighbours, cosines, outputs)


def nearest(model: Model, vectors: Floats, count: int) -> index.Found:
    count = min(count, len(model.known.vectors))
    if model.index is not None and len(model.known.vectors) > index.EXACT_UP_TO:
        return model.index.search(vectors, count)
    return index.exact(model.known.vectors, vectors, count)


def routing_scores(model: Model, outputs: Floats) -> Floats:
    """Scores of the frequent routings, shape (items, routings)."""
    table = model.frequent_factors
    scores: Floats = outputs[:, : len(table)] @ table + model.routing_bias
    return scores


def raw_nearest(raw: Raw, features: Rows, count: int) -> index.Found:
    """Nearest routed items by cosine of the idf-weighted feature sets, shape (items, count)."""
    count = min(count, len(raw.length))
    places, cosines = np.zeros((len(features), count), np.int64), np.zeros((len(features), count), np.float32)
    for i in range(len(features) if count else 0):
        ids = features.row(i)
        overlap = _overlap(raw, ids) / raw.length
        norm = np.sqrt(raw.weight[ids].sum()) + np.float32(1e-9)
        found, scores = index.best((overlap / norm)[None, :].astype(np.float32), count)
        places[i], cosines[i] = found[0], scores[0]
    return places, cosines


def _overlap(raw: Raw, ids: NDArray[np.int32]) -> NDArray[np.float64]:
    """Sum of squared idf over the features shared with each routed item."""
    if not len(ids):
        return np.zeros(len(raw.length))
    rows = [raw.postings.row(int(f)) for f in ids]
    weights = np.repeat(raw.weight[ids], [len(row) for row in rows])
    return np.bincount(np.concatenate(rows), weights, minlength=len(raw.length)).astype(np.float64)


def _distinct(routing: Places) -> Places:
    """Each row in ascending order, what repeats replaced by -1."""
    routing = np.sort(routing, axis=1)
    routing[:, 1:][routing[:, 1:] == routing[:, :-1]] = -1
    return routing


def _class_share(model: Model, part_class: Places, routing: Places) -> Floats:
    """Share of the class's items made so, drawn towards the share among all items."""
    counts = model.class_counts(part_class, routing)
    overall = model.book.counts[routing] / np.float32(len(model.known.routing))
    total = model.classes.totals[part_class][:, None]
    share: Floats = ((counts + 2 * overall) / (total + 2)).astype(np.float32)
    return share


def _vote(model: Model, neighbours: Places, cosines: Floats, routing: Places) -> Floats:
    if not neighbours.shape[1]:
        return np.zeros(routing.shape, np.float32)
    weights = np.exp(_SHARPNESS * (cosines - cosines[:, :1]))
    weights /= weights.sum(axis=1, keepdims=True)
    same = model.known.routing[neighbours][:, :, None] == routing[:, None, :]
    votes: Floats = np.einsum("ik,ikc->ic", weights, same, dtype=np.float32)
    return votes


def _is_nearest(model: Model, raw: Places, routing: Places) -> Floats:
    if not raw.shape[1]:
        return np.zeros(routing.shape, np.float32)
    return np.asarray(model.known.routing[raw[:, :1]] == routing, np.float32)


def _network(model: Model, outputs: Floats, scores: Floats, routing: Places) -> Floats:
    """Logarithm of the chance that the network alone gives, over the frequent routings and these."""
    factors = model.factor_table[routing]
    picked = np.take_along_axis(outputs[:, None, :], factors.clip(min=0), axis=2)
    total = np.where(factors >= 0, picked, 0).sum(axis=2, dtype=np.float32)
    highest = scores.max(axis=1, keepdims=True)
    norm = highest + np.log(np.exp(scores - highest).sum(axis=1, keepdims=True))
    signal: Floats = (total + model.full_bias[routing] - norm).clip(-40, 5).astype(np.float32)
    return signal


def chances(candidates: Candidates, weights: NDArray[np.float64]) -> Floats:
    """Chance of each candidate, 0 where empty, shape (items, candidates)."""
    scores = candidates.signals @ weights.astype(np.float32)
    scores = np.where(candidates.routing >= 0, scores, _NOTHING)
    scores -= scores.max(axis=1, keepdims=True)
    chance = np.exp(scores)
    shares: Floats = chance / chance.sum(axis=1, keepdims=True)
    return shares
