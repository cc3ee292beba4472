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
Pair = tuple[sparse.csr_array, sparse.csr_array]
"""The same features of the train and of the test items."""
NEIGHBOURS = 10
_BLOCK = 128
_TERMS = 20_000


def baselines(
    prepared: Prepared, train: Places, test: Places, sequences: list[Sequence], tick: Tick
) -> dict[str, list[Sequence]]:
    """What each method proposes for the test items; `sequences` are those of all routed items."""
    known, asked = _notebook_features(prepared.plant.items, prepared.routed.items, train, test)
    turned = known.T.tocsr()
    del known  # half a gigabyte at a large plant
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


def _notebook_features(items: Items, rows: Places, train: Places, test: Places) -> Pair:
    blocks = [_one_hot(items, rows[train], rows[test])]
    blocks += [
        pair for pair in (_scaled(items, rows[train], rows[test]), _terms(items, rows[train], rows[test])) if pair
    ]
    known, asked = (sparse.hstack(side, format="csr", dtype=np.float32) for side in zip(*blocks, strict=True))
    return sparse.csr_array(normalize(known, copy=False)), sparse.csr_array(normalize(asked, copy=False))


def _one_hot(items: Items, train: Places, test: Places) -> Pair:
    columns = [items.part_classes, *(c.values for c in items.columns if c.kind == "category")]

    def table(rows: Places) -> NDArray[np.object_]:
        return np.array([[as_text(v) for v in column[rows]] for column in columns], object).T

    encoder = OneHotEncoder(handle_unknown="ignore", dtype=np.float32).fit(table(train))
    return sparse.csr_array(encoder.transform(table(train))), sparse.csr_array(encoder.transform(table(test)))


def _terms(items: Items, train: Places, test: Places) -> Pair | None:
    columns = [items.names, *(c.values for c in items.columns if c.kind == "text")]

    def texts(rows: Places) -> list[str]:
        return [" ".join(map(as_text, values)) for values in zip(*(c[rows] for c in columns), strict=True)]

    known = texts(train)
    if not any(text.strip() for text in known):
        return None
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=_TERMS, dtype=np.float32)
    return sparse.csr_array(vectorizer.fit_transform(known)), sparse.csr_array(vectorizer.transform(texts(test)))


def _scaled(items: Items, train: Places, test: Places) -> Pair | None:
    """Numbers between 0 and 1, unknown ones in the middle."""
    columns = [c.values for c in items.columns if c.kind == "number"]
    if not columns:
        return None
    table = np.stack(columns, axis=1).astype(np.float64)
    table[~np.isfinite(table)] = np.nan
    known = np.isfinite(table[train])
    low = np.where(known, table[train], np.inf).min(axis=0)
    high = np.where(known, table[train], -np.inf).max(axis=0)
    with np.errstate(invalid="ignore"):
        shares = np.nan_to_num((table - low) / np.maximum(high - low, 1e-9), nan=0.5).clip(0, 1).astype(np.float32)
    return sparse.csr_array(shares[train]), sparse.csr_array(shares[test])


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
