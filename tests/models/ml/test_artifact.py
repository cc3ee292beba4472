"""A damaged artefact is refused before any of it is used."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from apps.models.ml import artifact, index
from apps.models.ml.artifact import DamagedArtifact
from apps.models.ml.headers import Damage, check_npy
from apps.models.ml.mapped_index import MappedIndex
from apps.models.ml.prediction import Prediction
from apps.models.ml.predictor import Predictor
from tests.models.ml.conftest import Trained
from tests.models.ml.damages import KINDS, change_manifest, contents, restore, seal
from tests.models.ml.plants import query


@pytest.fixture
def copy(trained: Trained, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained.folder, tmp_path / "copy"))


def test_what_training_wrote_is_accepted(copy: Path, trained: Trained) -> None:
    manifest = artifact.verify(copy)
    assert manifest.data["items"] == 600
    assert {"numpy", "scikit-learn", "hnswlib", "python"} <= set(manifest.libraries)
    assert artifact.artifact_hash(copy) == artifact.artifact_hash(trained.folder)
    assert not [path.name for path in copy.iterdir() if path.suffix not in (".npy", ".json", ".bin")]


def test_a_thousand_damaged_artefacts_are_refused(copy: Path) -> None:
    rng, whole = np.random.default_rng(1), contents(copy)
    for number in range(1000):
        damage = KINDS[number % len(KINDS)]
        damage(copy, rng)
        try:
            artifact.load(copy, threads=1)
        except DamagedArtifact:
            restore(copy, whole)
        else:
            pytest.fail(f"{damage.__name__}, number {number}, was accepted")
    artifact.load(copy, threads=1)


def test_vectors_are_stored_once(copy: Path, trained: Trained) -> None:
    assert not (copy / "known.vectors.npy").exists()
    vectors = artifact.load(copy, threads=1).known.vectors
    assert len(vectors) == 600
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_large_plant_is_searched_where_its_graph_lies(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web process has no graph of hnswlib's, and no copy of the vectors."""
    monkeypatch.setattr(index, "EXACT_UP_TO", 100)
    monkeypatch.setattr(index, "load", lambda *_, **__: pytest.fail("hnswlib was asked to read the graph"))
    model = artifact.load(copy, threads=1)
    assert isinstance(model.index, MappedIndex)
    assert not model.known.vectors.flags.owndata


def test_both_ways_to_search_predict_the_same(copy: Path, trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [query(trained.plant, i) for i in range(0, 600, 20)]
    exact = operations(trained.predictor.predict_many(asked))
    monkeypatch.setattr(index, "EXACT_UP_TO", 100)
    native = Predictor.load(copy, native=True)
    assert isinstance(native.model.index, index.NativeIndex)
    assert operations(Predictor.load(copy).predict_many(asked)) == operations(native.predict_many(asked)) == exact


def operations(answers: list[Prediction]) -> list[list[str]]:
    return [[step.operation for step in answer.routings[0].steps] for answer in answers]


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
        (lambda f: change_manifest(f, format=1), "format 1, this program reads formats 2 and 3"),
        (lambda f: shutil.rmtree(f), "cannot be read"),
    ],
    ids=["missing", "extra", "no manifest", "deep", "empty", "huge", "sizes", "swapped", "version", "no folder"],
)
def test_damage_is_named(copy: Path, damage: Callable[[Path], object], message: str) -> None:
    damage(copy)
    with pytest.raises(DamagedArtifact, match=message):
        artifact.verify(copy)


@pytest.mark.parametrize("name", ["model.json", "manifest.json", "index.bin"])
def test_a_link_in_place_of_a_file_is_refused(copy: Path, trained: Trained, name: str) -> None:
    (copy / name).unlink()
    (copy / name).symlink_to(trained.folder / name)
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
    seal(copy, path.name)
    with pytest.raises(DamagedArtifact, match="bad header"):
        Predictor.load(copy)
