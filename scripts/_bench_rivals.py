"""Inside the product: what simple methods and a random forest reach, learning from the same items as ours."""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from _bench_data import key
from _bench_score import similarity
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import OneHotEncoder

from apps.models.ml.baselines import baselines
from apps.models.ml.evaluation import true_sequences
from apps.models.ml.fit import Prepared
from apps.models.ml.learning import TrainingOptions, prepare
from apps.models.ml.plan import make_plan
from apps.models.ml.plant import Items
from apps.models.ml.text import as_text
from apps.models.plant_reading import read_plant
from apps.models.threads import thread_budget

Places = NDArray[np.int64]
Sequence = tuple[int, ...]
FOREST = "random_forest"
TERMS = 20_000


def rivals(*, test: list[str] | None, trees: int, seed: int) -> dict[str, dict[str, float]]:
    """Exact and similarity of each method.

    test: codes of the items to predict from all others; None: the splits that a training judges itself by, where the
    training's own figures hold the simple methods already, so that only the forest is added.
    """
    prepared = prepare(read_plant(), TrainingOptions())
    sequences = true_sequences(prepared)
    proposed: dict[str, list[tuple[Sequence, Sequence]]] = {}
    for train, asked in _splits(prepared, test, seed):
        found = baselines(prepared, train, asked, sequences, lambda share: None) if test is not None else {}
        found[FOREST] = forest(prepared, train, asked, sequences, trees, seed)
        for name, guesses in found.items():
            proposed.setdefault(name, []).extend(zip(guesses, (sequences[i] for i in asked), strict=True))
    return {name: _figures(pairs) for name, pairs in proposed.items()}


def _splits(prepared: Prepared, test: list[str] | None, seed: int) -> Iterator[tuple[Places, Places]]:
    if test is None:
        yield from ((split.train, split.test) for split in make_plan(prepared, TrainingOptions(), seed).splits)
        return
    wanted = set(map(key, test))
    codes = prepared.plant.items.codes
    is_test = np.array([key(codes[item]) in wanted for item in prepared.routed.items])
    yield np.flatnonzero(~is_test), np.flatnonzero(is_test)


def _figures(pairs: list[tuple[Sequence, Sequence]]) -> dict[str, float]:
    return {
        "exact": float(np.mean([guess == true for guess, true in pairs])),
        "similarity": float(np.mean([similarity(guess, true) for guess, true in pairs])),  # type: ignore[arg-type]
    }


def forest(
    prepared: Prepared, train: Places, test: Places, sequences: list[Sequence], trees: int, seed: int
) -> list[Sequence]:
    """A random forest whose classes are the whole routings, as a notebook would set it up.

    Its trees are grown one by one, and only their votes are kept: together, with a thousand classes in every leaf,
    they would take more memory than this machine has.
    """
    features = _features(prepared.plant.items, prepared.routed.items, train)
    number = {sequence: i for i, sequence in enumerate(sorted({sequences[i] for i in train}))}
    known = list(number)
    classes = np.array([number[sequences[i]] for i in train])
    # scikit-learn's forests add up their trees' shares in just this way.
    grown = Parallel(n_jobs=thread_budget(), prefer="threads", return_as="generator_unordered")(
        delayed(_tree)(features[train], classes, features[test], seed * 10_000 + tree) for tree in range(trees)
    )
    votes = np.zeros((len(test), len(known)), np.float32)
    for shares in grown:
        votes += shares
    return [known[i] for i in votes.argmax(axis=1)]


def _tree(features: sparse.csr_array, classes: Places, asked: sparse.csr_array, seed: int) -> NDArray[np.float32]:
    with warnings.catch_warnings(action="ignore"):  # that there are many classes, which is the point
        tree = RandomForestClassifier(n_estimators=1, random_state=seed).fit(features, classes)
    return np.asarray(tree.predict_proba(asked), np.float32)


def _features(items: Items, rows: Places, train: Places) -> sparse.csr_array:
    """One-hot categories, numbers as they are with -1 for unknown, character n-gram TF-IDF of all text."""
    texts = [items.names[rows], *(c.values[rows] for c in items.columns if c.kind == "text")]
    joined = [" ".join(as_text(v) for v in values) for values in zip(*texts, strict=True)]
    categories = [items.part_classes[rows], *(c.values[rows] for c in items.columns if c.kind == "category")]
    table = np.array([[as_text(v) for v in values] for values in categories], object).T
    one_hot = OneHotEncoder(handle_unknown="ignore", min_frequency=2).fit(table[train])
    numbers = [np.nan_to_num(c.values[rows], nan=-1.0) for c in items.columns if c.kind == "number"]
    blocks: list[Any] = [one_hot.transform(table), *(sparse.csr_array(column[:, None]) for column in numbers)]
    if any(joined[i].strip() for i in train):
        words = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=TERMS)
        words.fit([joined[i] for i in train])
        blocks.append(words.transform(joined))
    return sparse.csr_array(sparse.hstack(blocks, format="csr", dtype=np.float32))
