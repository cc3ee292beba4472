"""A damaged artefact is refused before any of it is used."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from apps.models.ml import artifact, index
from apps.models.ml.artifact import DamagedArtifact
from apps.models.ml.headers import Damage, check_graph, check_npy
from apps.models.ml.predictor import Predictor
from tests.models.ml.conftest import Trained

MUTATIONS = 300


@pytest.fixture
def copy(trained: Trained, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained.folder, tmp_path / "copy"))


def test_what_training_wrote_is_accepted(copy: Path, trained: Trained) -> None:
    manifest = artifact.verify(copy)
    assert manifest.data["items"] == 600
    assert {"numpy", "scikit-learn", "hnswlib", "python"} <= set(manifest.libraries)
    assert artifact.artifact_hash(copy) == artifact.artifact_hash(trained.folder)
    assert not [path.name for path in copy.iterdir() if path.suffix not in (".npy", ".json", ".bin")]


def test_random_damage_is_refused(trained: Trained, copy: Path) -> None:
    """A few hundred files cut short, grown, or with one bit turned."""
    rng = np.random.default_rng(1)
    files = sorted(path.name for path in copy.iterdir())
    for k in range(MUTATIONS):
        path = copy / files[k % len(files)]
        whole = path.read_bytes()
        path.write_bytes(_damaged(whole, k // len(files), rng))
        with pytest.raises(DamagedArtifact):
            Predictor.load(copy)
        path.write_bytes(whole)
    artifact.verify(copy)


def _damaged(whole: bytes, kind: int, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(len(whole)))
    if kind % 3 == 0:
        return whole[:place]
    if kind % 3 == 1:
        return whole + b"\0"
    return whole[:place] + bytes([whole[place] ^ 1 << int(rng.integers(8))]) + whole[place + 1 :]


def change_manifest(folder: Path, **changes: object) -> None:
    content = json.loads((folder / "manifest.json").read_text())
    content.pop("seal")
    content.update(changes)
    (folder / "manifest.json").write_bytes(artifact._sealed(content))


def swap(folder: Path, a: str, b: str) -> None:
    first, second = (folder / a).read_bytes(), (folder / b).read_bytes()
    (folder / a).write_bytes(second)
    (folder / b).write_bytes(first)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: (f / "index.bin").unlink(), "index.bin is missing"),
        (lambda f: (f / "extra.npy").write_bytes(b""), "extra.npy is not in the manifest"),
        (lambda f: (f / "manifest.json").unlink(), "manifest.json .* cannot be read"),
        (lambda f: (f / "manifest.json").write_bytes(b"[" * 100_000), "manifest.json .* is not a manifest"),
        (lambda f: (f / "manifest.json").write_bytes(b"{}"), "manifest.json .* is not a manifest"),
        (lambda f: (f / "manifest.json").write_bytes(b" " * 2_000_000), "larger than any"),
        (lambda f: swap(f, "network.first.npy", "times.network.first.npy"), "first.npy .* bytes instead"),
        (lambda f: swap(f, "times.low.npy", "times.high.npy"), "other content"),
        (lambda f: change_manifest(f, format=2), "format 2, this program reads format 1"),
        (lambda f: shutil.rmtree(f), "cannot be read"),
    ],
    ids=["missing", "extra", "no manifest", "deep", "empty", "huge", "sizes", "swapped", "version", "no folder"],
)
def test_damage_is_named(copy: Path, damage: Callable[[Path], object], message: str) -> None:
    damage(copy)
    with pytest.raises(DamagedArtifact, match=message):
        artifact.verify(copy)


def test_a_link_in_place_of_a_file_is_refused(copy: Path, trained: Trained) -> None:
    (copy / "model.json").unlink()
    (copy / "model.json").symlink_to(trained.folder / "model.json")
    with pytest.raises(DamagedArtifact, match="not a plain file"):
        artifact.verify(copy)


def header(text: str, version: bytes = b"\x01\x00") -> bytes:
    padded = text.encode().ljust(118)[:-1] + b"\n"
    return b"\x93NUMPY" + version + len(padded).to_bytes(2, "little") + padded


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"), "objects would be unpickled"),
        (header("{'descr': '<f4', 'fortran_order': False, 'shape': (2305843009213693952,), }"), "huge"),
        (header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }"), "negative"),
        (header("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }"), "larger than the file"),
        (header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (0,), }"), "records"),
        (header("{'descr': '<f4', 'fortran_order': True, 'shape': (0,), }"), "column order"),
        (header("__import__('os').system('true')"), "code"),
        (header("(" * 110), "deep"),
        (header("{}", b"\x03\x00"), "another version"),
        (b"\x93NUMPY", "cut off"),
        (b"", "empty"),
    ],
)
def test_hostile_npy_headers_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.npy").write_bytes(content)
    with pytest.raises(Damage):
        check_npy(tmp_path / "a.npy")


def test_hostile_header_is_refused_even_under_a_right_hash(copy: Path) -> None:
    path = copy / "times.low.npy"
    path.write_bytes(header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"))
    files = json.loads((copy / "manifest.json").read_text())["files"]
    change_manifest(copy, files={**files, path.name: artifact._fingerprint(path)})
    with pytest.raises(DamagedArtifact, match="bad header"):
        Predictor.load(copy)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    vectors = np.random.default_rng(0).normal(size=(500, 8)).astype(np.float32)
    path = tmp_path_factory.mktemp("graph") / "index.bin"
    index.build(vectors, 1).save(path)
    check_graph(path, {"items": 500, "dimensions": 8})
    return path.read_bytes()


@pytest.mark.parametrize("word", range(24))
@pytest.mark.parametrize("value", [0, 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_hostile_graph_headers_are_refused_or_harmless(tmp_path: Path, graph: bytes, word: int, value: int) -> None:
    """What passes the check is read by hnswlib and answers as before."""
    changed = bytearray(graph)
    changed[4 * word : 4 * word + 4] = value.to_bytes(4, "little")
    (tmp_path / "index.bin").write_bytes(changed)
    try:
        check_graph(tmp_path / "index.bin", {"items": 500, "dimensions": 8})
    except Damage:
        return
    found = index.load(tmp_path / "index.bin", 8, 500, 1)
    assert found.search(np.zeros((1, 8), np.float32), 5)[0].max() < 500


@pytest.mark.parametrize("place", range(96, 60_000, 997))
def test_links_that_lead_outside_are_refused(tmp_path: Path, graph: bytes, place: int) -> None:
    per_item = 2 * index.LINKS * 4 + 4 + 8 * 4 + 8
    start = 96 + (place - 96) // per_item * per_item
    for offset in (0, 4):  # the number of links, the first link
        changed = bytearray(graph)
        changed[start + offset : start + offset + 4] = (0x00FFFFFF).to_bytes(4, "little")
        (tmp_path / "index.bin").write_bytes(changed)
        with pytest.raises(Damage):
            check_graph(tmp_path / "index.bin", {"items": 500, "dimensions": 8})
