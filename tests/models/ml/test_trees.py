"""Trees per operation: what they learn, that serving counts as training did, and where they stay silent."""

import lightgbm
import numpy as np
import pytest
from scipy import sparse

from apps.models.ml.features import Encoder, Rows
from apps.models.ml.network import as_csr
from apps.models.ml.trees_fit import TreeOptions, fit_trees

OPERATIONS = 3
SIZE = 12 + 2 * OPERATIONS + 1


def made_up(items: int = 800, seed: int = 0):
    """Operation 0 is always there, 1 where two tokens meet, 2 from a threshold of a number on."""
    rng = np.random.default_rng(seed)
    tokens = rng.random((items, 8)) < 0.5
    reached = rng.integers(0, 5, items)
    ones = np.zeros((items, SIZE), np.bool_)
    ones[:, :8] = tokens
    ones[:, 8:12] = np.arange(4) < reached[:, None]
    has = np.column_stack([np.ones(items), tokens[:, 0] & tokens[:, 1], reached >= 3])
    encoder = Encoder({}, {"name": {f"w{k}": k for k in range(8)}}, {"size": [1.0, 2, 3, 4]}, {"size": 8})
    place, feature = np.nonzero(ones)
    rows = Rows(np.append(0, np.cumsum(np.bincount(place, minlength=items))), feature.astype(np.int32))
    return rows, encoder, sparse.csc_array(has.astype(np.float32))


def fitted(rows: Rows, encoder: Encoder, has: sparse.csc_array, classes=None, **options):
    part_class = np.zeros(len(rows), np.int64) if classes is None else classes
    return fit_trees(
        as_csr(rows, SIZE),
        encoder,
        part_class,
        int(part_class.max()) + 1,
        has,
        TreeOptions(**options),
        1,
        lambda _: None,
    )


def test_they_learn_meetings_of_tokens_and_thresholds():
    trees = fitted(*made_up())
    rows, _, has = made_up(300, seed=1)
    said = trees.logits(rows, np.zeros(300, np.int64)) > 0
    assert (said == (has.toarray() > 0)).mean() > 0.97


def test_an_operation_that_is_settled_by_the_class_has_no_trees():
    trees = fitted(*made_up())
    assert trees.ptr[1] - trees.ptr[0] == 0
    assert trees.ptr[2] - trees.ptr[1] == TreeOptions().count
    assert not trees.asked[0, 0]


def test_a_table_says_what_its_tree_said(monkeypatch):
    """The log-odds equal LightGBM's own, to rounding."""
    boosters, train = [], lightgbm.train

    def keep(parameters, data, count):
        values = data.data.copy()  # LightGBM lets go of them
        boosters.append((train(parameters, data, count), values))
        return boosters[-1][0]

    monkeypatch.setattr(lightgbm, "train", keep)
    rows, encoder, has = made_up()
    trees = fitted(rows, encoder, has)
    for operation, (booster, values) in zip((1, 2), boosters, strict=True):
        own = booster.predict(values, raw_score=True) + trees.prior[0, operation]
        ours = trees.logits(rows, np.zeros(len(rows), np.int64))[:, operation]
        np.testing.assert_allclose(ours, own, atol=1e-4)


def test_one_item_is_told_what_a_batch_is_told():
    rows, encoder, has = made_up()
    classes = np.arange(len(rows)) % 3
    trees = fitted(rows, encoder, has, classes)
    batch = trees.logits(rows, classes)
    for i in range(0, 800, 97):
        alone = trees.logits(rows.take(np.array([i])), classes[[i]])
        np.testing.assert_allclose(alone[0], batch[i], atol=1e-5)


def test_another_class_starts_from_the_plant_as_a_whole():
    rows, encoder, has = made_up()
    trees = fitted(rows, encoder, has)
    said = trees.logits(rows, np.ones(len(rows), np.int64)) > 0
    assert (said == (has.toarray() > 0)).mean() > 0.95


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_trees(seed):
    first, again = (fitted(*made_up(seed=seed)) for _ in range(2))
    np.testing.assert_array_equal(first.gain, again.gain)
    np.testing.assert_array_equal(first.split, again.split)


def test_few_items_have_the_shares_of_their_class_only():
    rows, encoder, has = made_up(30)
    trees = fitted(rows, encoder, has)
    assert len(trees.split) == 0
    assert np.isfinite(trees.logits(rows, np.zeros(30, np.int64))).all()
