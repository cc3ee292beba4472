"""A trained model on disk: one folder of JSON, .npy and an hnswlib graph, all named in a manifest.

Nothing here can execute code, and no byte of a file is used before its size, hash and header are right.

Formats: 1 — the first. 2 — the graph holds the vectors, so that they are stored once. 3 — beside the figures stand
the outcomes of single held-out items; one of format 2 is read as before, without them.
"""

import hashlib
import json
import platform
import stat
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from apps.models.ml import index
from apps.models.ml.graph_file import check_graph, read_ground
from apps.models.ml.headers import Damage, check_npy
from apps.models.ml.mapped_index import MappedIndex
from apps.models.ml.model import Model

FORMAT = 3
READABLE = (2, 3)
MANIFEST = "manifest.json"
MODEL = "model.json"
METRICS = "metrics.json"
HELD_OUT = "held_out.json"
GRAPH = "index.bin"
VECTORS = "known.vectors"
_LARGEST_MANIFEST = 1_000_000
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "hnswlib")


class DamagedArtifact(Exception):
    """The files of a model are not those that training wrote; the message says which and how."""


@dataclass(frozen=True)
class Manifest:
    """What an artefact consists of; `files` maps name to its size and SHA-256."""

    format: int
    seed: int
    libraries: dict[str, str]
    data: dict[str, int]
    graph: dict[str, int]
    files: dict[str, dict[str, int | str]]


def save(
    model: Model, metrics: dict[str, Any], held_out: bytes, folder: Path, *, seed: int, data: dict[str, int]
) -> None:
    """Writes the artefact into an empty folder, the manifest last; :mod:`held_out` says what that file holds."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    tree = _flatten(model, "", arrays)
    graph: dict[str, int] = {}
    if isinstance(model.index, index.NativeIndex):
        model.index.save(folder / GRAPH)
        items, dimensions = arrays.pop(VECTORS).shape  # the graph holds them
        graph = {"items": items, "dimensions": dimensions}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
    _write_json(folder / MODEL, tree)
    _write_json(folder / METRICS, metrics)
    (folder / HELD_OUT).write_bytes(held_out)
    manifest = {
        "format": FORMAT,
        "seed": seed,
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "data": data,
        "graph": graph,
        "files": {path.name: _fingerprint(path) for path in sorted(folder.iterdir())},
    }
    (folder / MANIFEST).write_bytes(_sealed(manifest))


def verify(folder: Path) -> Manifest:
    """The manifest, once every file is found to be exactly what training wrote."""
    manifest = read_manifest(folder)
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    for name in sorted(there ^ set(manifest.files)):
        raise DamagedArtifact(f"{name} is {'not in the manifest' if name in there else 'missing'} in {folder}.")
    for name, expected in manifest.files.items():
        _check_file(folder / name, expected)
    for name in manifest.files:
        try:
            if name.endswith(".npy"):
                check_npy(folder / name)
            elif name == GRAPH:
                check_graph(folder / name, manifest.graph)
        except (Damage, KeyError) as error:
            raise DamagedArtifact(f"{name} in {folder} has a bad header: {error}.") from error
    return manifest


def load(folder: Path, *, threads: int, native: bool = False) -> Model:
    """The verified model; large arrays stay on disk and are shared between processes.

    A native index answers many queries several times as fast, but with a copy of the graph of its own.
    """
    manifest = verify(folder)
    graph, path = manifest.graph, folder / GRAPH
    try:
        given = {VECTORS: _vectors(path, **graph)} if graph else {}
        model: Model = _restore(Model, json.loads((folder / MODEL).read_bytes()), "", folder, given)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DamagedArtifact(f"{MODEL} in {folder} does not describe a model: {error}.") from error
    if not graph or graph["items"] <= index.EXACT_UP_TO:
        return model
    opened: index.Index = index.load(path, **graph, threads=threads) if native else MappedIndex.open(path, **graph)
    return replace(model, index=opened)


def _vectors(path: Path, items: int, dimensions: int) -> index.Floats:
    """Those of the graph where a walk searches it; side by side, for a few MB, where all of them are compared."""
    vectors: index.Floats = read_ground(path, items, dimensions)["vector"]
    return vectors if items > index.EXACT_UP_TO else np.ascontiguousarray(vectors)


def artifact_hash(folder: Path) -> str:
    """SHA-256 of the manifest, which itself holds that of every file."""
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def metrics(folder: Path) -> dict[str, Any]:
    """The held-out figures stored with the model."""
    found: dict[str, Any] = json.loads((folder / METRICS).read_bytes())
    return found


def held_out_bytes(folder: Path) -> bytes | None:
    """The outcomes of held-out items as they were written, or None where a version of format 2 has none."""
    expected = read_manifest(folder).files.get(HELD_OUT)
    if expected is None:
        return None
    path = folder / HELD_OUT
    try:
        _check_file(path, expected)
        return path.read_bytes()
    except OSError as error:
        raise DamagedArtifact(f"{HELD_OUT} in {folder} cannot be read: {error.strerror}.") from error


def _sealed(content: dict[str, Any]) -> bytes:
    """Canonical JSON with the hash of itself, so that a changed manifest shows even on its own."""
    seal = hashlib.sha256(_canonical(content)).hexdigest()
    return _canonical({**content, "seal": seal})


def _canonical(content: Any) -> bytes:
    return json.dumps(content, indent=1, sort_keys=True, allow_nan=False).encode()


def _write_json(path: Path, content: Any) -> None:
    path.write_bytes(_canonical(content))


def _fingerprint(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}


def read_manifest(folder: Path) -> Manifest:
    """What the artefact says of itself, its seal checked, the files not yet. Raises DamagedArtifact."""
    path = folder / MANIFEST
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise DamagedArtifact(f"{MANIFEST} in {folder} is not a plain file.")
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise DamagedArtifact(f"{MANIFEST} in {folder} is larger than any that training writes.")
        raw = path.read_bytes()
        content = json.loads(raw)
        del content["seal"]
        if content["format"] not in READABLE or type(content["format"]) is not int:
            raise DamagedArtifact(
                f"{MANIFEST} in {folder} has format {content['format']}, this program reads formats "
                f"{' and '.join(map(str, READABLE))}. Train a new version."
            )
        if raw != _sealed(content):
            raise DamagedArtifact(f"{MANIFEST} in {folder} was changed after training.")
        return _typed(Manifest(**content))
    except OSError as error:
        raise DamagedArtifact(f"{MANIFEST} in {folder} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise DamagedArtifact(f"{MANIFEST} in {folder} is not a manifest: {error}.") from error


def _typed(manifest: Manifest) -> Manifest:
    """The same, once its fields have the types that they declare."""
    kinds = {name: get_origin(kind) or kind for name, kind in get_type_hints(Manifest).items()}
    if not all(isinstance(getattr(manifest, name), kind) for name, kind in kinds.items()):
        raise TypeError("a field is of another type")
    if not all(entry.keys() == {"size", "sha256"} for entry in manifest.files.values()):
        raise TypeError("a file has no size or no hash")
    return manifest


def _check_file(path: Path, expected: dict[str, int | str]) -> None:
    if path.is_symlink() or not path.is_file():
        raise DamagedArtifact(f"{path.name} in {path.parent} is not a plain file.")
    if path.stat().st_size != expected["size"]:
        raise DamagedArtifact(
            f"{path.name} in {path.parent} has {path.stat().st_size} bytes instead of {expected['size']}."
        )
    if _fingerprint(path) != expected:
        raise DamagedArtifact(f"{path.name} in {path.parent} has other content than training wrote.")


def _flatten(value: Any, name: str, arrays: dict[str, np.ndarray[Any, Any]]) -> Any:
    """The value as JSON; arrays go aside under their dotted name."""
    if isinstance(value, np.ndarray):
        arrays[name] = value
        return None
    if is_dataclass(value):
        public = [f.name for f in fields(value) if not f.name.startswith("_") and f.name != "index"]
        return {key: _flatten(getattr(value, key), f"{name}.{key}".lstrip("."), arrays) for key in public}
    return value


def _restore(kind: Any, tree: Any, name: str, folder: Path, given: Mapping[str, np.ndarray[Any, Any]]) -> Any:
    """The inverse of :func:`_flatten`, by the types that the dataclasses declare; `given` arrays have no file."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        public = [f.name for f in fields(kind) if not f.name.startswith("_") and f.name != "index"]
        made = {k: _restore(hints[k], tree[k], f"{name}.{k}".lstrip("."), folder, given) for k in public}
        return kind(**made, index=None) if kind is Model else kind(**made)  # type: ignore[operator]
    if name in given:
        return given[name]
    if get_origin(kind) is np.ndarray:
        # A plain view of the mapped file: np.memmap itself makes every small slice three times as slow.
        return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
    if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        return tuple(tree)
    return tree
