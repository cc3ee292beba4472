"""Fits the parts of a model to some of a plant's routed items (training only)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.models.ml.embed_fit import embed, fit_embedding
from apps.models.ml.features import Encoder, EncoderOptions, Rows, beside
from apps.models.ml.losses import FactorLoss
from apps.models.ml.measures import Measured, take_steps
from apps.models.ml.model import Blend, Classes, Known, Model, Network, Raw, Shown
from apps.models.ml.network import Layers, NetworkOptions, Tick, as_csr, train_network
from apps.models.ml.plant import Items, Plant
from apps.models.ml.ranking import CLASS_FREQUENT, SIGNALS, Asked
from apps.models.ml.routings import Book, Ragged, Routed, Ways, make_book, make_ways, routed
from apps.models.ml.siblings import make_drawings, sibling_rows, sibling_size
from apps.models.ml.strings import strings
from apps.models.ml.text import as_text
from apps.models.ml.times_fit import fit_times
from apps.models.ml.trees_fit import TreeOptions, fit_trees

Places = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FitOptions:
    """Sizes of the parts; raw neighbours are only kept for plants up to `raw_up_to` routed items."""

    encoder: EncoderOptions = field(default_factory=EncoderOptions)
    network: NetworkOptions = field(default_factory=NetworkOptions)
    times: NetworkOptions = field(
        default_factory=lambda: NetworkOptions(hidden=128, rate=1e-3, effort=1.5, dropout=0.1)
    )
    trees: TreeOptions = field(default_factory=TreeOptions)
    dimensions: int = 64
    raw_up_to: int = 30_000


@dataclass(frozen=True)
class Prepared:
    """A plant with what all fits share; `measured` belongs to the plant's steps.

    The encoder has seen the attributes of all routed items, though of nothing else: `features` are all routed items'.
    """

    plant: Plant
    routed: Routed
    encoder: Encoder
    features: Rows
    measured: Measured
    class_attribute: str
    options: FitOptions

    def asked(self, model: Model, positions: Places) -> Asked:
        """These routed items as a question to a model that has not seen them."""
        rows = self.routed.items[positions]
        return ask_items(model, self.plant.items, rows, self.features.take(positions), self.class_attribute)


def ask_items(model: Model, items: Items, rows: Places, features: Rows, class_attribute: str) -> Asked:
    """Items of a plant, with their features, as a question to a model that has not seen them."""
    siblings = [model.drawings.items(as_text(drawing)) for drawing in items.drawings[rows]]
    return Asked(
        features=features,
        said=sibling_rows(model.book, model.known.routing, siblings, model.encoder.size),
        part_class=model.classes.numbers(class_values(items, class_attribute)[rows]),
        siblings=siblings,
    )


def class_values(items: Items, attribute: str) -> NDArray[np.object_]:
    """The part class of every item: its own, or the column that serves as one."""
    for column in items.columns:
        if column.key == attribute:
            return column.values
    return items.part_classes


NEUTRAL = Blend(
    "network",
    tuple(float(signal == "network") for signal in SIGNALS),
    uses_raw=False,
    chance_from=(0, 1),
    chance_to=(0, 1),
)
NO_RAW = Raw(Ragged(np.zeros(1, np.int64), np.zeros(0, np.int32)), np.zeros(0, np.float32), np.zeros(0, np.float32))
NOT_SHOWN = Shown((), strings(()), np.zeros((0, 0), np.int32))


def fit(prepared: Prepared, positions: Places, seed: int, tick: Tick) -> Model:
    """A model of the routed items at these positions; its blend and intervals are still neutral."""
    plant, options = prepared.plant, prepared.options
    chosen = np.zeros(len(prepared.routed.items), np.bool_)
    chosen[positions] = True
    mask = np.repeat(chosen, np.diff(prepared.routed.first))
    steps = take_steps(plant.steps, mask)
    measured = prepared.measured.take(mask)
    items = routed(steps)
    book, routing = make_book(steps, items, len(plant.operations))
    ways, way = make_ways(steps)
    row = np.repeat(np.arange(len(items.items)), np.diff(items.first))
    encoder, own = prepared.encoder, prepared.features.where(chosen)
    idf = feature_idf(own, encoder.size)
    raw = make_raw(own, idf) if len(own) <= options.raw_up_to else NO_RAW
    drawings = make_drawings([as_text(d) for d in plant.items.drawings[items.items]])
    rows = beside(own, sibling_rows(book, routing, drawings.own_siblings(len(own)), encoder.size))
    del own  # as large as all that follows
    features = as_csr(rows, encoder.size + sibling_size(book.operations))
    classes = make_classes(
        prepared.class_attribute, class_values(plant.items, prepared.class_attribute)[items.items], routing, book
    )
    part_class = classes.numbers(class_values(plant.items, prepared.class_attribute)[items.items])
    has = sparse.csc_array((np.ones(len(row), np.float32), (row, steps.operation)), (len(rows), book.operations))
    has.data[:] = 1
    trees = fit_trees(
        features, encoder, part_class, len(classes.names), has, options.trees, seed, lambda s: tick(0.3 * s)
    )
    layers = _factor_network(features, book, routing, row, way, ways, options, seed, lambda s: tick(0.3 + 0.45 * s))
    embedding = fit_embedding(features, layers, idf, options.dimensions, seed)
    times = fit_times(
        features, steps, measured, row, way, ways, book.operations, options.times, seed, lambda s: tick(0.75 + s / 4)
    )
    results = measured.results.clip(0, 65535).astype(np.uint16)
    codes = strings(plant.items.codes[i] for i in items.items)
    return Model(
        encoder=encoder,
        operations=plant.operations,
        resources=plant.resources,
        vendors=plant.vendors,
        book=book,
        ways=ways,
        way_factors=(book.factor_count + np.arange(len(ways))).astype(np.int32),
        classes=classes,
        network=Network(layers.first, layers.first_bias, layers.second, layers.second_bias),
        embedding=embedding,
        blend=NEUTRAL,
        known=Known(codes, routing, embed(embedding, features, rows, layers), items.first, results),
        shown=NOT_SHOWN,
        drawings=drawings,
        trees=trees,
        raw=raw,
        times=times,
        index=None,
    )


def _factor_network(
    features: sparse.csr_array,
    book: Book,
    routing: Places,
    row: Places,
    way: Places,
    ways: Ways,
    options: FitOptions,
    seed: int,
    tick: Tick,
) -> Layers:
    """The network of factors and ways."""
    targets = _factor_targets(book, routing, row, way, ways)
    return train_network(features, FactorLoss(targets), options.network, seed, tick)


def _factor_targets(book: Book, routing: Places, row: Places, way: Places, ways: Ways) -> sparse.csr_array:
    """Which factors and ways each item has, 0/1 of shape (items, factors + ways)."""
    at_item = _ragged_csr(book.factors, book.factor_count)[routing]
    ways_at_item = sparse.csr_array((np.ones(len(row), np.float32), (row, way)), shape=(len(routing), len(ways)))
    ways_at_item.data[:] = 1
    return sparse.csr_array(sparse.hstack([at_item, ways_at_item], format="csr", dtype=np.float32))


def _ragged_csr(rows: Ragged, width: int) -> sparse.csr_array:
    return as_csr(Rows(rows.ptr, rows.values), width)


def make_classes(
    attribute: str, values: Sequence[object] | NDArray[np.object_], routing: Places, book: Book
) -> Classes:
    texts = [as_text(v) for v in values]
    names = tuple(sorted(set(texts) - {""}))
    number = {name: i for i, name in enumerate(names)}
    part_class = np.array([number.get(text, len(names)) for text in texts], np.int64)
    width = len(book.counts)
    keys, counts = np.unique(part_class * width + routing, return_counts=True)
    frequent = np.zeros((len(names) + 1, CLASS_FREQUENT), np.int32)
    frequent[:] = np.arange(CLASS_FREQUENT).clip(max=width - 1)
    for c in range(len(names)):
        own = np.flatnonzero(keys // width == c)
        best = keys[own[np.argsort(-counts[own], kind="stable")[:CLASS_FREQUENT]]] % width
        frequent[c, : len(best)] = best
        frequent[c, len(best) :] = best[0]
    totals = np.bincount(part_class, minlength=len(names) + 1).astype(np.int32)
    return Classes(attribute, names, keys, counts.astype(np.int32), totals, frequent)


def feature_idf(rows: Rows, size: int) -> Floats:
    """Logarithm of how rare each feature is (Spärck Jones, 1972), never quite 0, shape (size,)."""
    idf: Floats = (np.log((1 + len(rows)) / (1 + rows.counts(size))) + 0.1).astype(np.float32)
    return idf


def make_raw(rows: Rows, idf: Floats) -> Raw:
    """The inverted list of these items' features."""
    features, weight = as_csr(rows, len(idf)), idf**2
    turned = features.tocsc()
    turned.sort_indices()
    length = np.sqrt(features @ weight) + np.float32(1e-9)
    postings = Ragged(turned.indptr.astype(np.int64), turned.indices.astype(np.int32))
    return Raw(postings, weight, length.astype(np.float32))


def choose_class_attribute(plant: Plant, items: Routed, routing: Places) -> str:
    """ "" where items have a part class; else the category whose most frequent routings fit best.

    Each value's count of its most frequent routing, less one for having been seen, is what would be right
    for a new item.
    """
    if any(as_text(v) for v in plant.items.part_classes[items.items]):
        return ""
    scores = {"": 0}
    for column in plant.items.columns:
        if column.kind == "category":
            pairs = Counter(zip(map(as_text, column.values[items.items]), routing.tolist(), strict=True))
            most: dict[str, int] = {}
            for (value, _), count in pairs.items():
                most[value] = max(most.get(value, 0), count)
            scores[column.key] = sum(count - 1 for value, count in most.items() if value)
    return max(scores, key=lambda key: scores[key])
