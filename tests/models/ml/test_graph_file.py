"""A saved graph that could lead out of itself is refused before hnswlib or a walk uses it."""

from pathlib import Path

import numpy as np
import pytest

from apps.models.ml import index
from apps.models.ml.graph_file import check_graph, read_ground
from apps.models.ml.headers import Damage
from apps.models.ml.index import LINKS
from apps.models.ml.mapped_index import MappedIndex
from apps.models.ml.model import unit

ITEMS, DIMENSIONS = 500, 8
SIZES = {"items": ITEMS, "dimensions": DIMENSIONS}
HEADER = 96
BEFORE_VECTOR = 4 + 4 * 2 * LINKS
RECORD = BEFORE_VECTOR + 4 * DIMENSIONS + 8
VECTORS = unit(np.random.default_rng(0).normal(size=(ITEMS, DIMENSIONS)).astype(np.float32))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("graph") / "index.bin"
    index.build(VECTORS, 1).save(path)
    return path.read_bytes()


@pytest.fixture
def file(tmp_path: Path, graph: bytes) -> Path:
    (tmp_path / "index.bin").write_bytes(graph)
    return tmp_path / "index.bin"


def put(file: Path, place: int, value: int, size: int = 4) -> None:
    changed = bytearray(file.read_bytes())
    changed[place : place + size] = value.to_bytes(size, "little")
    file.write_bytes(changed)


def test_what_hnswlib_saved_is_accepted(file: Path) -> None:
    check_graph(file, SIZES)
    ground = read_ground(file, **SIZES)
    assert (ground["vector"] == VECTORS).all()
    assert (ground["label"] == np.arange(ITEMS)).all()
    assert not ground.flags.writeable


@pytest.mark.parametrize("word", range(24))
@pytest.mark.parametrize("value", [0, 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_hostile_headers_are_refused_or_harmless(file: Path, word: int, value: int) -> None:
    """What passes the check is read by hnswlib and by a walk, and answers as before."""
    put(file, 4 * word, value)
    try:
        check_graph(file, SIZES)
    except Damage:
        return
    for found in (index.load(file, ITEMS, DIMENSIONS, 1), MappedIndex.open(file, ITEMS, DIMENSIONS)):
        assert found.search(np.zeros((1, DIMENSIONS), np.float32), 5)[0].max() < ITEMS


@pytest.mark.parametrize("item", range(0, ITEMS, 9))
@pytest.mark.parametrize("field", [0, 4, 4 * 2 * LINKS], ids=["count", "first link", "last link"])
def test_links_that_lead_outside_are_refused(file: Path, item: int, field: int) -> None:
    put(file, HEADER + item * RECORD + field, ITEMS)
    with pytest.raises(Damage, match="outside"):
        check_graph(file, SIZES)


@pytest.mark.parametrize("label", [0, ITEMS, 2**64 - 1])
def test_labels_other_than_the_position_are_refused(file: Path, label: int) -> None:
    put(file, HEADER + 4 * RECORD - 8, label, 8)
    with pytest.raises(Damage, match="labels"):
        check_graph(file, SIZES)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 2.0, 1e38])
def test_vectors_whose_cosines_are_no_numbers_are_refused(file: Path, value: float) -> None:
    put(file, HEADER + BEFORE_VECTOR, int(np.float32(value).view(np.uint32)))
    with pytest.raises(Damage, match="length 1"):
        check_graph(file, SIZES)


def test_words_above_the_ground_are_checked(file: Path) -> None:
    """A wrong size, count or link there leads hnswlib astray; only links that are not in use may be anything."""
    start, size = HEADER + ITEMS * RECORD, file.stat().st_size
    refused = 0
    whole = file.read_bytes()
    for place in range(start, size, 28):
        put(file, place, 0x00FFFFFF)
        try:
            check_graph(file, SIZES)
        except Damage:
            refused += 1
        else:
            index.load(file, ITEMS, DIMENSIONS, 1).search(VECTORS[:1], 5)
        file.write_bytes(whole)
    assert refused > ITEMS / 7


@pytest.mark.parametrize("kept", [0, 95, 96, HEADER + ITEMS * RECORD - 1, HEADER + ITEMS * RECORD, -1])
def test_cut_files_are_refused(file: Path, graph: bytes, kept: int) -> None:
    file.write_bytes(graph[:kept])
    with pytest.raises(Damage):
        check_graph(file, SIZES)


@pytest.mark.parametrize("items", [0, -1, ITEMS - 1, ITEMS + 1, 2**62, "500", None])
@pytest.mark.parametrize("dimensions", [DIMENSIONS, 0, -1, 2**62, 8.0])
def test_sizes_of_another_graph_are_refused(file: Path, items: object, dimensions: object) -> None:
    with pytest.raises(Damage):
        check_graph(file, {"items": items, "dimensions": dimensions})
