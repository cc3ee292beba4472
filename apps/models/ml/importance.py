"""How much each attribute is worth: what is lost on held-out items when its values are dealt out anew.

Permutation importance (Breiman, 2001): [{attribute, items, exact_loss, similarity_loss}], the largest loss first.
A loss is a share of items or of similarity; a small negative one is chance.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.align import similarity
from apps.models.ml.features import NAME, PART_CLASS
from apps.models.ml.fit import Prepared, ask_items
from apps.models.ml.learning import true_sequence
from apps.models.ml.model import Model
from apps.models.ml.network import Tick
from apps.models.ml.plant import Items
from apps.models.ml.predictor import Predictor
from apps.models.ml.ranking import Asked
from apps.models.ml.siblings import DRAWING

Places = NDArray[np.int64]
Figures = dict[str, Any]
_SAMPLE = 300


def importance(prepared: Prepared, model: Model, test: Places, seed: int, tick: Tick) -> list[Figures]:
    """What a model loses on (some) items that it has not seen, attribute by attribute."""
    rng = np.random.default_rng(seed)
    some = np.sort(rng.choice(test, min(_SAMPLE, len(test)), replace=False))
    rows, items = prepared.routed.items[some], prepared.plant.items
    true = [true_sequence(prepared, position) for position in some.tolist()]

    def rightness(asked: Items) -> NDArray[np.float64]:
        features = prepared.encoder.encode_items(asked, rows)
        return _rightness(model, ask_items(model, asked, rows, features, prepared.class_attribute), true)

    whole, figures = rightness(items), []
    for k, attribute in enumerate(model.attributes):
        tick(k / len(model.attributes))
        exact, alike = (float(v) for v in whole - rightness(_dealt(items, rows, rng.permutation(rows), attribute)))
        figures.append({"attribute": attribute, "items": len(some), "exact_loss": exact, "similarity_loss": alike})
    return join_importance([figures])


def join_importance(parts: Sequence[list[Figures]]) -> list[Figures]:
    """The importance over all folds, each counting by its items."""
    sums: dict[str, NDArray[np.float64]] = {}
    for figure in (f for part in parts for f in part):
        n = figure["items"]
        row = np.array([n, n * figure["exact_loss"], n * figure["similarity_loss"]])
        sums[figure["attribute"]] = sums.get(figure["attribute"], np.zeros(3)) + row
    joined = [
        {"attribute": name, "items": int(n), "exact_loss": float(exact / n), "similarity_loss": float(alike / n)}
        for name, (n, exact, alike) in sums.items()
    ]
    return sorted(joined, key=lambda f: (-f["similarity_loss"], f["attribute"]))


def _rightness(model: Model, asked: Asked, true: list[tuple[int, ...]]) -> NDArray[np.float64]:
    """Share of exact sequences, and mean similarity."""
    predictor = Predictor(model)
    pairs = list(zip(true, predictor.sequences(predictor.rank(asked, 1)), strict=True))
    return np.array([np.mean([t == f for t, f in pairs]), np.mean([similarity(t, f) for t, f in pairs])])


def _dealt(items: Items, to: Places, out_of: Places, attribute: str) -> Items:
    """The same items, the attribute's values of some dealt out anew among them."""

    def deal(values: NDArray[Any]) -> NDArray[Any]:
        changed = values.copy()
        changed[to] = values[out_of]
        return changed

    if attribute == NAME:
        return replace(items, names=deal(items.names))
    if attribute == PART_CLASS:
        return replace(items, part_classes=deal(items.part_classes))
    if attribute == DRAWING:
        return replace(items, drawings=deal(items.drawings))
    columns = tuple(replace(c, values=deal(c.values)) if c.key == attribute else c for c in items.columns)
    return replace(items, columns=columns)
