"""Walking a saved graph where it lies, against comparing with every vector and against hnswlib."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from apps.models.ml import index
from apps.models.ml.graph_file import check_graph
from apps.models.ml.mapped_index import MappedIndex
from apps.models.ml.model import unit

ITEMS, DIMENSIONS = 20_000, 32


def clustered(count: int, seed: int) -> index.Floats:
    """Groups of a few dozen vectors that are much alike, as items of a plant are; the same groups for any seed."""
    centres = np.random.default_rng(0).normal(size=(500, DIMENSIONS))
    rng = np.random.default_rng(seed)
    chosen = centres[rng.integers(len(centres), size=count)]
    return unit((chosen + rng.normal(size=(count, DIMENSIONS)) * 0.25).astype(np.float32))


@dataclass(frozen=True)
class Saved:
    vectors: index.Floats
    path: Path
    mapped: MappedIndex


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    vectors = clustered(ITEMS, 1)
    return save(vectors, tmp_path_factory.mktemp("graph") / "index.bin")


def save(vectors: index.Floats, path: Path) -> Saved:
    index.build(vectors, 1).save(path)
    items, dimensions = vectors.shape
    check_graph(path, {"items": items, "dimensions": dimensions})
    return Saved(vectors, path, MappedIndex.open(path, items, dimensions))


@pytest.mark.parametrize("count", [1, 10, 30])
def test_it_finds_what_exact_search_finds(saved: Saved, count: int) -> None:
    assert index.recall(saved.mapped, saved.vectors, clustered(500, 2), count) >= 0.99


def test_its_cosines_are_those_of_the_places_it_found(saved: Saved) -> None:
    asked = clustered(100, 3)
    places, cosines = saved.mapped.search(asked, 10)
    assert places.shape == cosines.shape == (100, 10)
    assert (places.dtype, cosines.dtype) == (np.int64, np.float32)
    assert np.allclose(cosines, np.einsum("qd,qkd->qk", asked, saved.vectors[places]), atol=1e-5)
    assert (np.diff(cosines, axis=1) <= 0).all()
    assert all(len(set(row)) == 10 for row in places.tolist())


def test_it_answers_as_hnswlib_does(saved: Saved) -> None:
    asked = clustered(500, 4)
    own, _ = saved.mapped.search(asked, 10)
    theirs, _ = index.load(saved.path, ITEMS, DIMENSIONS, 1).search(asked, 10)
    same = [len(set(a) & set(b)) for a, b in zip(own.tolist(), theirs.tolist(), strict=True)]
    assert np.mean(same) >= 9.8


def test_an_item_finds_itself(saved: Saved) -> None:
    some = np.arange(0, ITEMS, 17)
    places, _ = saved.mapped.search(saved.vectors[some], 1)
    assert (places[:, 0] == some).mean() >= 0.999


@pytest.mark.parametrize("items", [1, 2, 17, 40, 200])
def test_in_a_small_graph_it_finds_exactly_what_is_nearest(tmp_path: Path, items: int) -> None:
    small = save(clustered(items, 5), tmp_path / "index.bin")
    asked, count = clustered(20, 6), min(items, 30)
    assert (small.mapped.search(asked, count)[0] == index.exact(small.vectors, asked, count)[0]).all()


def test_items_that_are_all_the_same(tmp_path: Path) -> None:
    same = save(np.repeat(clustered(1, 7), 9_000, axis=0), tmp_path / "index.bin")
    places, cosines = same.mapped.search(same.vectors[:2], 30)
    assert np.allclose(cosines, 1, atol=1e-6)
    assert all(len(set(row)) == 30 for row in places.tolist())


def test_nothing_asked(saved: Saved) -> None:
    assert saved.mapped.search(saved.vectors[:0], 10)[0].shape == (0, 10)


def test_the_vectors_it_walks_are_those_of_the_file(saved: Saved) -> None:
    """Nothing but the starts is held in a process's own memory."""
    assert not saved.mapped.ground.flags.owndata
    assert (saved.mapped.ground["vector"] == saved.vectors).all()
    assert saved.mapped.start_vectors.nbytes < 2**20
