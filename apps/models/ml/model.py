"""Everything that a prediction needs, as plain arrays: what an artefact holds and a predictor uses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import Encoder, Rows
from apps.models.ml.index import Index
from apps.models.ml.routings import Book, Ints, Ragged, Ways
from apps.models.ml.sets import SetTable
from apps.models.ml.siblings import DRAWING, Drawings, sibling_size
from apps.models.ml.strings import Strings
from apps.models.ml.text import as_text, clean
from apps.models.ml.trees import Trees

Floats = NDArray[np.float32]
LOOKS_SHARE = 0.1
"""How much of the likeness is that of the attributes themselves."""
_TEXTS_AT_HAND = 5_000


@dataclass(frozen=True)
class Network:
    """Layers of a trained network: first (features, hidden), second (hidden, outputs), and their biases."""

    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    def hidden(self, rows: Rows) -> Floats:
        """Activations of the hidden layer, shape (rows, hidden)."""
        out = gather(self.first, rows)
        out += self.first_bias
        return np.maximum(out, 0, out=out)

    def outputs(self, hidden: Floats) -> Floats:
        """What the network says, shape (rows, outputs)."""
        outputs: Floats = hidden @ self.second + self.second_bias
        return outputs


@dataclass(frozen=True)
class Embedding:
    """Places items so that those made alike are near, and among these those that look alike.

    The first part is the principal axes (outputs, dimensions) of the squashed outputs, the second a random
    projection `sketch` (features, dimensions) of the idf-weighted features: without it, all items of which
    the network says the same would coincide, and none would find itself.
    """

    centre: Floats
    axes: Floats
    sketch: Floats

    def vectors(self, outputs: Floats, rows: Rows) -> Floats:
        """Unit vectors of shape (rows, dimensions)."""
        made = unit(np.asarray((squash(outputs) - self.centre) @ self.axes, np.float32))
        looks = unit(gather(self.sketch, rows))
        parts = [made * np.float32((1 - LOOKS_SHARE) ** 0.5), looks * np.float32(LOOKS_SHARE**0.5)]
        return unit(np.concatenate(parts, axis=1))


def gather(weights: Floats, rows: Rows) -> Floats:
    """Sum of the weights (features, width) of each row's features, shape (rows, width)."""
    out = np.empty((len(rows), weights.shape[1]), np.float32)
    for i in range(len(rows)):
        out[i] = weights[rows.row(i)].sum(axis=0)
    return out


def squash(outputs: Floats) -> Floats:
    """Logits as −1 … 1: for likeness it matters whether a factor is called for, not how clearly.

    Without it, neighbours' votes were right for 40 % of held-out items instead of 51 % (1,541 routed items).
    """
    squashed: Floats = np.tanh(outputs * np.float32(0.5))
    return squashed


def unit(vectors: Floats) -> Floats:
    length = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    scaled: Floats = vectors / np.maximum(length, np.float32(1e-9))
    return scaled


@dataclass(frozen=True)
class Classes:
    """Routings of each part class; the last class, number `len(names)`, stands for any other.

    `attribute` is the column that serves as class, "" for the items' own part class. `keys` are
    class x routings + routing, ascending, with `counts` items each; `totals` items per class;
    `frequent` (classes + 1, few) the most frequent routings of each.
    """

    attribute: str
    names: tuple[str, ...]
    keys: NDArray[np.int64]
    counts: Ints
    totals: Ints
    frequent: Ints

    def numbers(self, values: Iterable[object]) -> NDArray[np.int64]:
        """Class number of each attribute value."""
        return np.array([self._number.get(as_text(v), len(self.names)) for v in values], np.int64)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}


@dataclass(frozen=True)
class Blend:
    """How candidates are ranked (`name` says by what): weights of `ranking.SIGNALS`.

    `chance_from` → `chance_to`, to be interpolated, calibrates the first one's chance; `uses_raw` tells
    whether neighbours by raw features are looked up at all.
    """

    name: str
    weights: tuple[float, ...]
    uses_raw: bool
    chance_from: tuple[float, ...]
    chance_to: tuple[float, ...]


@dataclass(frozen=True)
class Raw:
    """Feature sets of the routed items, inverted: the nearest neighbours that need no learning.

    postings row f holds the items with feature f; `weight` is the squared idf; `length` each item's norm.
    """

    postings: Ragged
    weight: Floats
    length: Floats


@dataclass(frozen=True)
class Known:
    """The routed items, in index order: codes, routing numbers, embeddings, results per step.

    Step s of item i, at `steps_ptr[i] + s`, has `results[...]` shop-floor results behind it.
    """

    codes: Strings
    routing: NDArray[np.int64]
    vectors: Floats
    steps_ptr: NDArray[np.int64]
    results: NDArray[np.uint16]


@dataclass(frozen=True)
class Shown:
    """Attribute values of the routed items for people: item i has `texts[codes[i, k]]` for `keys[k]`."""

    keys: tuple[str, ...]
    texts: Strings
    codes: Ints

    @cached_property
    def text(self) -> Callable[[int], tuple[str, str]]:
        """A text by its code, as it stands and cleaned; the last ones asked for are at hand."""

        def read(code: int) -> tuple[str, str]:
            text = self.texts[code]
            return text, clean(text)

        return lru_cache(maxsize=_TEXTS_AT_HAND)(read)


@dataclass(frozen=True)
class Times:
    """Log times per operation (set-up, run, price side by side) and how far off they are.

    The network's output for operation o and measure m is column `m * operations + o`, in units of
    `spread` around `level` (measures, operations); ways shift it by `way_shift` (measures, ways). Residual
    quantiles `low` and `high` (measures, operations) hold 80 %; `zero` and `unknown` (measures, ways) say
    that a way has no such time, or that none was ever given. `lead_days` (ways,) is NaN where unknown.
    """

    network: Network
    level: Floats
    spread: Floats
    way_shift: Floats
    low: Floats
    high: Floats
    zero: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    lead_days: Floats


@dataclass(frozen=True)
class Model:
    """One trained model of one plant."""

    encoder: Encoder
    operations: tuple[str, ...]
    resources: tuple[str, ...]
    vendors: tuple[str, ...]
    book: Book
    ways: Ways
    way_factors: Ints
    classes: Classes
    network: Network
    embedding: Embedding
    blend: Blend
    known: Known
    shown: Shown
    raw: Raw
    drawings: Drawings
    trees: Trees
    times: Times
    index: Index | None

    @cached_property
    def factor_table(self) -> Ints:
        """Factors of every routing, shape (routings, most factors), filled up with -1."""
        return self.book.factors.padded()

    @cached_property
    def factor_counts(self) -> Ints:
        """Number of factors of every routing."""
        return np.diff(self.book.factors.ptr).astype(np.int32)

    @cached_property
    def sets(self) -> SetTable:
        """The sets of operations of the known routings."""
        return SetTable(self.book)

    def class_counts(self, part_class: NDArray[np.int64], routing: NDArray[np.int64]) -> Ints:
        """Items of these classes (items,) made by these routings (items, candidates)."""
        wanted = np.where(routing < len(self.book.counts), part_class[:, None] * len(self.book.counts) + routing, -1)
        places = np.minimum(np.searchsorted(self.classes.keys, wanted), len(self.classes.keys) - 1)
        counts: Ints = np.where(self.classes.keys[places] == wanted, self.classes.counts[places], 0)
        return counts

    @cached_property
    def owner(self) -> Ints:
        """For every feature the position of its attribute in `attributes`."""
        drawing = np.full(sibling_size(self.book.operations), len(self.attributes) - 1)
        return np.concatenate([self.encoder.owner(), drawing]).astype(np.int32)

    @cached_property
    def column_owner(self) -> Ints:
        """The same for every column of the trees; -1 for the last, the class prior."""
        owner = np.full(self.trees.columns + 1, -1, np.int32)
        seen = self.trees.column >= 0
        owner[self.trees.column[seen]] = self.owner[seen]
        return owner

    @property
    def attributes(self) -> list[str]:
        """What a prediction reads: the encoder's attributes, and last the drawing for its siblings."""
        return [*self.encoder.attributes, DRAWING]
