"""The simple methods that a model is measured against, on the same held-out items (evaluation only).

Written as a notebook would: one-hot categories, character n-gram TF-IDF of all text, scaled numbers,
brute-force cosine.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import OneHotEncoder, normalize

from apps.models.ml.fit import Prepared, class_values
from apps.models.ml.network import Tick
from apps.models.ml.plant import Items
from apps.models.ml.text import as_text

Places = NDArray[np.int64]
Sequence = tuple[int, ...]
NEIGHBOURS = 10
_BLOCK = 128
_TERMS = 20_000


def baselines(
    prepared: Prepared, train: Places, test: Places, sequences: list[Sequence], tick: Tick
) -> dict[str, list[Sequence]]:
    """What each method proposes for the test items; `sequences` are those of all routed items."""
    features = _notebook_features(prepared.plant.items, prepared.routed.items, train)
    # At a large plant each copy of this matrix takes half a gigabyte: only the turned one stays.
    turned, asked = features[train].T.tocsr(), features[test]
    del features
    nearest, votes = _neighbours(turned, asked, [sequences[i] for i in train], tick)
    classes = [as_text(v) for v in class_values(prepared.plant.items, prepared.class_attribute)[prepared.routed.items]]
    return {
        "class_most_frequent": _most_frequent(classes, sequences, train, test),
        "nearest_neighbour": nearest,
        "ten_neighbour_vote": votes,
    }


def _most_frequent(classes: list[str], sequences: list[Sequence], train: Places, test: Places) -> list[Sequence]:
    overall = Counter(sequences[i] for i in train).most_common(1)[0][0]
    by_class: dict[str, Counter[Sequence]] = {}
    for i in train:
        by_class.setdefault(classes[i], Counter())[sequences[i]] += 1
    best = {name: counts.most_common(1)[0][0] for name, counts in by_class.items()}
    return [best.get(classes[i], overall) for i in test]


def _notebook_features(items: Items, rows: Places, train: Places) -> sparse.csr_array:
    texts = [items.names[rows], *(c.values[rows] for c in items.columns if c.kind == "text")]
    joined = [" ".join(as_text(v) for v in values) for values in zip(*texts, strict=True)]
    categories = [items.part_classes[rows], *(c.values[rows] for c in items.columns if c.kind == "category")]
    table = np.array([[as_text(v) for v in values] for values in categories], object).T
    blocks = [_one_hot(table, train), _scaled([c.values[rows] for c in items.columns if c.kind == "number"], train)]
    if any(joined[i].strip() for i in train):
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=_TERMS, dtype=np.float32)
        vectorizer.fit([joined[i] for i in train])
        blocks.append(vectorizer.transform(joined))
    stacked = sparse.hstack([block for block in blocks if block is not None], format="csr", dtype=np.float32)
    return sparse.csr_array(normalize(stacked, copy=False))


def _one_hot(table: NDArray[np.object_], train: Places) -> sparse.csr_array:
    encoder = OneHotEncoder(handle_unknown="ignore", dtype=np.float32).fit(table[train])
    return sparse.csr_array(encoder.transform(table))


def _scaled(columns: list[NDArray[np.float64]], train: Places) -> sparse.csr_array | None:
    """Numbers between 0 and 1, unknown ones in the middle."""
    if not columns:
        return None
    table = np.stack(columns, axis=1).astype(np.float64)
    table[~np.isfinite(table)] = np.nan
    known = np.isfinite(table[train])
    low = np.where(known, table[train], np.inf).min(axis=0)
    high = np.where(known, table[train], -np.inf).max(axis=0)
    with np.errstate(invalid="ignore"):
        shares = np.nan_to_num((table - low) / np.maximum(high - low, 1e-9), nan=0.5).clip(0, 1)
    return sparse.csr_array(shares.astype(np.float32))


def _neighbours(
    turned: sparse.csr_array, test: sparse.csr_array, sequences: list[Sequence], tick: Tick
) -> tuple[list[Sequence], list[Sequence]]:
    """The nearest's routing and the vote of ten for each row of `test`; `turned` is (features, train items)."""
    nearest, votes = [], []
    for start in range(0, test.shape[0], _BLOCK):
        tick(start / test.shape[0])
        cosines = (test[start : start + _BLOCK] @ turned).toarray()
        count = min(NEIGHBOURS, cosines.shape[1])
        some = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        for row, places in zip(cosines, some, strict=True):
            ordered = places[np.argsort(-row[places], kind="stable")]
            tally: dict[Sequence, float] = {}
            for place in ordered:
                tally[sequences[place]] = tally.get(sequences[place], 0.0) + float(row[place])
            nearest.append(sequences[ordered[0]])
            votes.append(max(tally, key=lambda key: tally[key]))
    return nearest, votes
