"""A trained model on disk: one folder of JSON, .npy and an hnswlib graph, all named in a manifest.

Nothing here can execute code, and no byte of a file is used before its size, hash and header are right.

Formats: 1 — the first.
"""

import hashlib
import json
import platform
from dataclasses import dataclass, fields, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from apps.models.ml import index
from apps.models.ml.headers import Damage, check_graph, check_npy
from apps.models.ml.model import Model

FORMAT = 1
MANIFEST = "manifest.json"
MODEL = "model.json"
METRICS = "metrics.json"
GRAPH = "index.bin"
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


def save(model: Model, metrics: dict[str, Any], folder: Path, *, seed: int, data: dict[str, int]) -> None:
    """Writes the artefact into an empty folder, the manifest last."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    tree = _flatten(model, "", arrays)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
    _write_json(folder / MODEL, tree)
    _write_json(folder / METRICS, metrics)
    if model.index is not None:
        model.index.save(folder / GRAPH)
    items, dimensions = model.known.vectors.shape
    manifest = {
        "format": FORMAT,
        "seed": seed,
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "data": data,
        "graph": {"items": items, "dimensions": dimensions} if model.index is not None else {},
        "files": {path.name: _fingerprint(path) for path in sorted(folder.iterdir())},
    }
    (folder / MANIFEST).write_bytes(_sealed(manifest))


def verify(folder: Path) -> Manifest:
    """The manifest, once every file is found to be exactly what training wrote."""
    manifest = _read_manifest(folder)
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


def load(folder: Path, *, threads: int) -> Model:
    """The verified model; large arrays stay on disk and are shared between processes."""
    manifest = verify(folder)
    try:
        model: Model = _restore(Model, json.loads((folder / MODEL).read_bytes()), "", folder)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DamagedArtifact(f"{MODEL} in {folder} does not describe a model: {error}.") from error
    if not manifest.graph or len(model.known.vectors) <= index.EXACT_UP_TO:
        return model
    graph = index.load(folder / GRAPH, model.known.vectors.shape[1], len(model.known.vectors), threads)
    return _with_index(model, graph)


def artifact_hash(folder: Path) -> str:
    """SHA-256 of the manifest, which itself holds that of every file."""
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def metrics(folder: Path) -> dict[str, Any]:
    """The held-out figures stored with the model."""
    found: dict[str, Any] = json.loads((folder / METRICS).read_bytes())
    return found


def _with_index(model: Model, graph: index.Index) -> Model:
    return Model(**{f.name: getattr(model, f.name) for f in fields(model) if f.name != "index"}, index=graph)


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


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise DamagedArtifact(f"{MANIFEST} in {folder} is larger than any that training writes.")
        raw = path.read_bytes()
        content = json.loads(raw)
        del content["seal"]
        if content["format"] != FORMAT:
            raise DamagedArtifact(
                f"{MANIFEST} in {folder} has format {content['format']}, this program reads format {FORMAT}. "
                "Train a new version."
            )
        if raw != _sealed(content):
            raise DamagedArtifact(f"{MANIFEST} in {folder} was changed after training.")
        return Manifest(**content)
    except OSError as error:
        raise DamagedArtifact(f"{MANIFEST} in {folder} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise DamagedArtifact(f"{MANIFEST} in {folder} is not a manifest: {error}.") from error


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


def _restore(kind: Any, tree: Any, name: str, folder: Path) -> Any:
    """The inverse of :func:`_flatten`, by the types that the dataclasses declare."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        public = [f.name for f in fields(kind) if not f.name.startswith("_") and f.name != "index"]
        made = {k: _restore(hints[k], tree[k], f"{name}.{k}".lstrip("."), folder) for k in public}
        return kind(**made, index=None) if kind is Model else kind(**made)  # type: ignore[operator]
    if get_origin(kind) is np.ndarray:
        # A plain view of the mapped file: np.memmap itself makes every small slice three times as slow.
        return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
    if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        return tuple(tree)
    return tree
