"""Candidate routings for a batch of items, the signals that speak for each, and their blend.

Candidates are the known routings of the likeliest sets of operations, by the trees and by the network, those of
neighbours and of siblings, and the class's most frequent; and where a set is likelier than all that a routing
has, the routing made from the best by leaving out and adding what the set says. Each gets signals (natural
logarithms of smoothed shares, and scores); the blend is a conditional logit (McFadden, 1974) over the
candidates, so that its outcome is a chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from apps.models.ml import index
from apps.models.ml.features import Rows, beside
from apps.models.ml.model import Model, Raw
from apps.models.ml.routings import Book, Ints
from apps.models.ml.sets import SAME_SET

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

SIGNALS = (
    "network",
    "trees",
    "class share",
    "neighbours",
    "raw neighbours",
    "raw nearest",
    "siblings",
    "all items",
    "made before",
)
NEIGHBOURS = 30
RAW_NEIGHBOURS = 10
LIKELY_BY_TREES = 12
LIKELY_BY_NETWORK = 6
SIBLINGS = 3
CLASS_FREQUENT = 4
_SHARPNESS = np.float32(12.0)
_FLOOR = np.float32(0.02)
_NOTHING = np.float32(-1e9)


@dataclass(frozen=True)
class Asked:
    """Several items in the form that ranking uses.

    features: those of the items' own attributes; said: those of their siblings, numbered behind; `part_class` are
    positions in the model's classes; `siblings` the positions of each item's siblings among the routed items.
    """

    features: Rows
    said: Rows
    part_class: Places
    siblings: Sequence[Ints]

    @cached_property
    def whole(self) -> Rows:
        """All features of each item."""
        return beside(self.features, self.said)


@dataclass(frozen=True)
class Candidates:
    """routing (items, candidates): numbers of known routings, and behind them those of `new`; -1 where empty.

    factors (items, candidates, most factors of any): the factors of each, filled up with -1.
    signals (items, candidates, signals). neighbours and their cosines have shape (items, neighbours), nearest first;
    outputs are the network's (items, outputs), trees the log-odds (items, operations) that the trees give.
    """

    routing: Places
    new: tuple[tuple[int, ...], ...]
    factors: Ints
    signals: Floats
    neighbours: Places
    cosines: Floats
    outputs: Floats
    trees: Floats

    def sequence(self, book: Book, routing: int) -> tuple[int, ...]:
        known = len(book.counts)
        return book.sequence(routing) if routing < known else self.new[routing - known]

    def of_first(self, places: Places) -> "Candidates":
        """The first item's candidates at these places."""
        return replace(
            self,
            routing=self.routing[:1, places],
            factors=self.factors[:1, places],
            signals=self.signals[:1, places],
        )


@dataclass(frozen=True)
class Voices:
    """What is known of the items before any candidate is: network outputs, log-odds of the trees, and who is near."""

    outputs: Floats
    trees: Floats
    neighbours: index.Found
    raw: index.Found


def find_candidates(model: Model, asked: Asked, *, use_raw: bool) -> Candidates:
    voices = _listen(model, asked, use_raw=use_raw)
    routing, new = _with_new(model, voices, asked)
    factors = factors_of(model, routing, new)
    signals = _signals(model, asked, voices, routing, factors)
    return Candidates(routing, new, factors, signals, *voices.neighbours, voices.outputs, voices.trees)


def _listen(model: Model, asked: Asked, *, use_raw: bool) -> Voices:
    outputs = model.network.outputs(model.network.hidden(asked.whole))
    vectors = model.embedding.vectors(outputs, asked.whole)
    return Voices(
        outputs=outputs,
        trees=model.trees.logits(asked.whole, asked.part_class),
        neighbours=nearest(model, vectors, NEIGHBOURS),
        raw=raw_nearest(model.raw, asked.features, RAW_NEIGHBOURS if use_raw else 0),
    )


def _with_new(model: Model, voices: Voices, asked: Asked) -> tuple[Places, tuple[tuple[int, ...], ...]]:
    """Candidates of every item, and the sequences of those that no routed item has."""
    items = len(asked.part_class)
    by_both = np.concatenate([voices.trees, voices.outputs[:, : model.book.operations]])
    likely = model.sets.likely(by_both, LIKELY_BY_TREES)
    by_trees, by_network = likely.routing[:items], likely.routing[items:, : SAME_SET * LIKELY_BY_NETWORK]
    siblings = np.full((items, SIBLINGS), -1, np.int64)
    for item, own in enumerate(asked.siblings):
        siblings[item, : len(own)] = model.known.routing[own[:SIBLINGS]]
    near = model.known.routing[voices.neighbours[0]]
    known: list[Places] = [
        by_trees,
        by_network,
        near,
        model.known.routing[voices.raw[0]],
        siblings,
        model.classes.frequent[asked.part_class].astype(np.int64),
    ]
    new: dict[tuple[int, ...], int] = {}
    added = np.full((items, 3), -1, np.int64)  # the last stays empty: a place for "none of them"
    for item, wanted in likely.new:
        if item >= items:
            break  # the network's
        base = next((r for r in by_trees[item].tolist() if r >= 0), int(near[item, 0]))
        sequence = model.sets.change(model.book.sequence(base), wanted)
        place = 0 if added[item, 0] < 0 else 1
        added[item, place] = len(model.book.counts) + new.setdefault(sequence, len(new))
    return _distinct(np.concatenate([*known, added], axis=1)), tuple(new)


def _signals(model: Model, asked: Asked, voices: Voices, routing: Places, factors: Ints) -> Floats:
    counts = item_counts(model, routing)
    signals = [
        _picked(voices.outputs, factors),
        _by_trees(voices.trees, factors),
        class_share(model, asked.part_class, routing),
        np.log(_vote(model, *voices.neighbours, routing) + _FLOOR),
        np.log(_vote(model, *voices.raw, routing) + _FLOOR),
        _is_nearest(model, voices.raw[0], routing),
        _sibling_share(model, asked.siblings, routing),
        np.log(counts / len(model.known.routing)),
        routing < len(model.book.counts),
    ]
    return np.stack([np.asarray(signal, np.float32) for signal in signals], axis=2)


def nearest(model: Model, vectors: Floats, count: int) -> index.Found:
    count = min(count, len(model.known.vectors))
    if model.index is not None and len(model.known.vectors) > index.EXACT_UP_TO:
        return model.index.search(vectors, count)
    return index.exact(model.known.vectors, vectors, count)


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
    """Each row in ascending order without repeats, filled up in front with at least one -1."""
    routing = np.sort(routing, axis=1)
    routing[:, 1:][routing[:, 1:] == routing[:, :-1]] = -1
    routing.sort(axis=1)
    most = int((routing >= 0).sum(axis=1).max(initial=0))
    return routing[:, routing.shape[1] - most - 1 :]


def factors_of(model: Model, routing: Places, new: Sequence[tuple[int, ...]]) -> Ints:
    """Factors of every candidate, shape (items, candidates, most factors of any), filled up with -1."""
    known, table = len(model.book.counts), model.factor_table
    made = [model.book.factors_of(sequence) for sequence in new]
    places = np.minimum(routing, known - 1)
    width = max([int(model.factor_counts[places].max(initial=0)), *map(len, made)])
    factors = np.full((*routing.shape, width), -1, np.int32)
    factors[:, :, : table.shape[1]] = table[:, :width][places]
    for item, place in zip(*np.nonzero(routing >= known), strict=True):
        own = made[routing[item, place] - known]
        factors[item, place] = -1
        factors[item, place, : len(own)] = own
    return factors


def _picked(outputs: Floats, factors: Ints) -> Floats:
    """Sum of the outputs (items, outputs) of each candidate's factors."""
    padded = np.zeros((len(outputs), outputs.shape[1] + 1), np.float32)  # -1, no factor, is its last column
    padded[:, :-1] = outputs
    total: Floats = padded[np.arange(len(outputs))[:, None, None], factors].sum(axis=2)
    return total


def _by_trees(logits: Floats, factors: Ints) -> Floats:
    """Log-likelihood of each candidate's set of operations, as if they were independent."""
    missing = -np.logaddexp(0, logits).sum(axis=1, keepdims=True)
    likelihood: Floats = _picked(logits, np.where(factors < logits.shape[1], factors, -1)) + missing
    return likelihood


def item_counts(model: Model, routing: Places) -> NDArray[np.float64]:
    """How many routed items are made so; half a one for a new routing."""
    known = len(model.book.counts)
    counts: NDArray[np.float64] = np.where(routing < known, model.book.counts[np.minimum(routing, known - 1)], 0.5)
    return counts


def class_share(model: Model, part_class: Places, routing: Places) -> Floats:
    """Logarithm of the share of the class's items made so, drawn towards the share among all items."""
    own = model.class_counts(part_class, routing)
    overall = item_counts(model, routing) / len(model.known.routing)
    total = model.classes.totals[part_class][:, None]
    share: Floats = np.log(((own + 2 * overall) / (total + 2)).astype(np.float32) + np.float32(1e-3))
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


def _sibling_share(model: Model, siblings: Sequence[Ints], routing: Places) -> Floats:
    """Share of an item's siblings that are made so."""
    share = np.zeros(routing.shape, np.float32)
    for item, own in enumerate(siblings):
        if len(own):
            share[item] = (model.known.routing[own][:, None] == routing[item]).mean(axis=0)
    return share


def chances(candidates: Candidates, weights: NDArray[np.float64]) -> Floats:
    """Chance of each candidate, 0 where empty, shape (items, candidates)."""
    return softmax(candidates.signals, candidates.routing, weights)


def softmax(signals: Floats, routing: Places, weights: NDArray[np.float64]) -> Floats:
    scores = signals @ weights.astype(np.float32)
    scores = np.where(routing >= 0, scores, _NOTHING)
    scores -= scores.max(axis=1, keepdims=True)
    chance = np.exp(scores)
    shares: Floats = chance / chance.sum(axis=1, keepdims=True)
    return shares
