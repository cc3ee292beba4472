"""Ways in which an artefact's folder may be damaged by accident or on purpose; each must be refused.

Each kind takes the folder and a random generator and damages the files in place. Where nothing but the check of a
header stands between a file and a library, the manifest is sealed again, as somebody with write access could do.
"""

import json
import os
import shutil
import stat
from pathlib import Path

import numpy as np

from apps.models.ml import artifact
from apps.models.ml.index import LINKS

Random = np.random.Generator
MANIFEST, GRAPH = "manifest.json", "index.bin"
GRAPH_HEADER = 96


def contents(folder: Path) -> dict[str, bytes]:
    """What all files hold, for :func:`restore`; their time becomes 0, so that a file which was written to shows."""
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def restore(folder: Path, whole: dict[str, bytes]) -> None:
    """The folder as it was, whatever was done to it."""
    there = {path.name: path.lstat() for path in folder.iterdir()}
    for name, found in there.items():
        if stat.S_ISDIR(found.st_mode):
            (folder / name).rmdir()
        elif name not in whole or not stat.S_ISREG(found.st_mode):
            (folder / name).unlink()
    for name, content in whole.items():
        if name not in there or there[name].st_mtime != 0:
            (folder / name).write_bytes(content)
            os.utime(folder / name, (0, 0))


def change_manifest(folder: Path, **changes: object) -> None:
    content = json.loads((folder / MANIFEST).read_text())
    content.pop("seal")
    content.update(changes)
    (folder / MANIFEST).write_bytes(artifact._sealed(content))


def seal(folder: Path, name: str) -> None:
    """Makes the manifest say that the file is as it should be."""
    files = json.loads((folder / MANIFEST).read_text())["files"]
    change_manifest(folder, files={**files, name: artifact._fingerprint(folder / name)})


def some_file(folder: Path, rng: Random, suffix: str = "") -> Path:
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(suffix))
    return folder / names[rng.integers(len(names))]


def cut_short(folder: Path, rng: Random) -> None:
    path = some_file(folder, rng)
    os.truncate(path, rng.integers(path.stat().st_size))


def grown(folder: Path, rng: Random) -> None:
    with some_file(folder, rng).open("ab") as file:
        file.write(rng.bytes(int(rng.integers(1, 100))))


def one_bit_turned(folder: Path, rng: Random) -> None:
    path = some_file(folder, rng)
    content = bytearray(path.read_bytes())
    content[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)


def two_swapped(folder: Path, rng: Random) -> None:
    first = some_file(folder, rng)
    second = some_file(folder, rng)
    while (one := first.read_bytes()) == (other := second.read_bytes()):
        second = some_file(folder, rng)
    first.write_bytes(other)
    second.write_bytes(one)


def other_format(folder: Path, rng: Random) -> None:
    others = [0, 1, artifact.FORMAT + 1, -1, 10**30, str(artifact.FORMAT), None, [artifact.FORMAT], {}, 0.5]
    change_manifest(folder, format=others[rng.integers(len(others))])


def other_manifest(folder: Path, rng: Random) -> None:
    """Fields of a kind that training does not write."""
    content = json.loads((folder / MANIFEST).read_text())
    field = ["files", "graph", "data", "libraries", "seed"][rng.integers(5)]
    change_manifest(folder, **{field: [None, [], 0.5, "text", [content[field]]][rng.integers(5)]})


def file_missing(folder: Path, rng: Random) -> None:
    some_file(folder, rng).unlink()


def file_added(folder: Path, rng: Random) -> None:
    path = folder / f"{rng.integers(10**6)}{['.npy', '.json', '.bin', '', '.part'][rng.integers(5)]}"
    path.write_bytes(rng.bytes(int(rng.integers(200))))


def no_plain_file(folder: Path, rng: Random) -> None:
    """A link to the very same content, a folder, or a pipe, whose reader would wait for ever."""
    path = some_file(folder, rng)
    kind = rng.integers(3)
    if kind == 0:
        aside = folder.parent / "aside"
        shutil.copy(path, aside)
        path.unlink()
        path.symlink_to(aside)
    else:
        path.unlink()
        path.mkdir() if kind == 1 else os.mkfifo(path)


def hostile_array(folder: Path, rng: Random) -> None:
    """A header that says other than what follows; the manifest agrees with it."""
    path = some_file(folder, rng, ".npy")
    shape = np.load(path, mmap_mode="r").shape
    content = path.read_bytes()[10 + int.from_bytes(path.read_bytes()[8:10], "little") :]
    headers = [
        {"descr": "|O", "fortran_order": False, "shape": shape},
        {"descr": "<f4", "fortran_order": False, "shape": (2**61,)},
        {"descr": "<f4", "fortran_order": False, "shape": (-1,)},
        {"descr": "<f8", "fortran_order": False, "shape": (len(content) // 8 + int(rng.integers(1, 2**20)),)},
        {"descr": "<f4", "fortran_order": True, "shape": shape},
        {"descr": [("a", "<f4")], "fortran_order": False, "shape": shape},
        {"descr": "|u1", "fortran_order": False, "shape": (len(content) + 1,)},
        {"descr": "|u1", "fortran_order": False, "shape": len(content)},
        {"descr": "|u1", "shape": (len(content),)},
        "__import__('os').abort()",
        "(" * 500,
    ]
    text = str(headers[rng.integers(len(headers))]).encode().ljust(118)[:-1] + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content)
    seal(folder, path.name)


def hostile_graph(folder: Path, rng: Random) -> None:
    """A size, link, label or vector that would lead hnswlib or a walk astray; the manifest agrees with it."""
    sizes = json.loads((folder / MANIFEST).read_text())["graph"]
    items, links = sizes["items"], 4 * 2 * LINKS
    record = 4 + links + 4 * sizes["dimensions"] + 8
    start = GRAPH_HEADER + int(rng.integers(items)) * record
    outside = int(rng.integers(items, 2**32))
    places = [
        (start, int(rng.integers(2 * LINKS + 1, 2**32)), 4),  # number of links
        (start + 4 + 4 * int(rng.integers(2 * LINKS)), outside, 4),  # a link
        (start + 4 + links, 0x7FC00000, 4),  # a vector that holds no number
        (start + record - 8, outside, 8),  # a label
        (8 * int(rng.integers(6)), int(rng.integers(2**32, 2**60)), 8),  # sizes
        (48, int(rng.integers(64, 2**31)), 4),  # top level
        (52, outside, 8),  # entry point
        (60 + 8 * int(rng.integers(3)), int(rng.integers(2**32, 2**60)), 8),  # links per item
        (GRAPH_HEADER + items * record, int(rng.integers(2**20, 2**32)), 4),  # size of a list above the ground
    ]
    place, value, size = places[rng.integers(len(places))]
    content = bytearray((folder / GRAPH).read_bytes())
    content[place : place + size] = value.to_bytes(size, "little")
    (folder / GRAPH).write_bytes(content)
    seal(folder, GRAPH)


KINDS = (
    cut_short,
    grown,
    one_bit_turned,
    two_swapped,
    other_format,
    other_manifest,
    file_missing,
    file_added,
    no_plain_file,
    hostile_array,
    hostile_graph,
)
