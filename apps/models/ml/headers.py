"""Checks of the headers of .npy files and hnswlib graphs before a library reads them.

hnswlib trusts its file: a wrong size or link overflows the heap (hnswlib issue 673). So every size is
recomputed from the number of items, and every link must point at an item.
"""

import ast
import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.index import LINKS

_DTYPES = {"<f4", "<f8", "<i4", "<i8", "<u2", "|u1", "|b1"}
_LARGEST_HEADER = 1000
_GRAPH = struct.Struct("<QQQQQQiIQQQdQ")


class Damage(Exception):
    """What is wrong with a header, as the end of a sentence."""


def check_npy(path: Path) -> None:
    """Raises Damage unless the header describes exactly the bytes that follow, as plain numbers."""
    with path.open("rb") as file:
        start = file.read(10)
        if len(start) < 10 or start[:6] != b"\x93NUMPY" or start[6:8] != b"\x01\x00":
            raise Damage("it is not a NumPy file of version 1.0")
        length = int.from_bytes(start[8:10], "little")
        if length > _LARGEST_HEADER:
            raise Damage("it is too long")
        header = file.read(length)
    try:
        described = ast.literal_eval(header.decode("ascii"))
        dtype, shape = described["descr"], described["shape"]
        plain = set(described) == {"descr", "fortran_order", "shape"} and described["fortran_order"] is False
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError) as error:
        raise Damage("it cannot be parsed") from error
    if not plain or not isinstance(dtype, str) or dtype not in _DTYPES:
        raise Damage(f"it has the type {dtype!r}")
    if not isinstance(shape, tuple) or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise Damage(f"it has the shape {shape!r}")
    if math.prod(shape) * np.dtype(dtype).itemsize + 10 + length != path.stat().st_size:
        raise Damage(f"its shape {shape} does not fit the size of the file")


def check_graph(path: Path, expected: dict[str, int]) -> None:
    """Raises Damage unless hnswlib can read the file without leaving the memory it allocates."""
    items, dimensions = expected["items"], expected["dimensions"]
    data = np.memmap(path, np.uint8, mode="r")
    if len(data) < _GRAPH.size:
        raise Damage("it is cut off")
    links0, wide = 2 * LINKS, 2 * LINKS * 4 + 4
    per_item = wide + 4 * dimensions + 8
    header = _GRAPH.unpack(data[: _GRAPH.size].tobytes())
    offset, most, count, size, label, vectors, top, entry, m, m0, m_, _, _ = header
    found = (offset, most, count, size, label, vectors, m, m0, m_)
    if found != (0, items, items, per_item, per_item - 8, wide, LINKS, links0, LINKS):
        raise Damage("its sizes are not those of this model")
    if not (0 <= top < 64 and entry < items) or len(data) < _GRAPH.size + items * per_item:
        raise Damage("its levels or its length are impossible")
    base = data[_GRAPH.size : _GRAPH.size + items * per_item].reshape(items, per_item)
    # Deleted marks share the count's word; this model's graphs have none.
    _check_links(base[:, :wide], links0, items)
    labels = base[:, -8:].copy().view("<u8").ravel()
    if not np.array_equal(np.sort(labels), np.arange(items, dtype=np.uint64)):
        raise Damage("its labels are not those of this model")
    levels = _check_levels(data[_GRAPH.size + items * per_item :], items)
    if levels.max(initial=0) != top or levels[entry] != top:
        raise Damage("its top level is not that of its entry point")


def _check_links(table: NDArray[np.uint8], most: int, items: int) -> None:
    words = table.copy().view("<u4")
    used = np.arange(most) < words[:, :1]
    if (words[:, 0] > most).any() or (words[:, 1:][used] >= items).any():
        raise Damage("a link points outside")


def _check_levels(data: NDArray[np.uint8], items: int) -> NDArray[np.int64]:
    """Number of levels of each item, once the lists above the ground level are found sound."""
    per_level, place = LINKS * 4 + 4, 0
    raw, levels, lists = data.tobytes(), np.zeros(items, np.int64), []
    for item in range(items):
        if place + 4 > len(raw):
            raise Damage("it is cut off")
        size = int.from_bytes(raw[place : place + 4], "little")
        place += 4
        if size % per_level or place + size > len(raw):
            raise Damage("a list of links is longer than the file")
        levels[item] = size // per_level
        if size:
            lists.append(np.frombuffer(raw, np.uint8, size, place).reshape(-1, per_level))
        place += size
    if place != len(raw):
        raise Damage("something follows its end")
    if lists:
        _check_upper(np.concatenate(lists), np.concatenate([np.arange(1, n + 1) for n in levels if n]), levels)
    return levels


def _check_upper(table: NDArray[np.uint8], level: NDArray[np.int64], levels: NDArray[np.int64]) -> None:
    """Links above the ground must lead to items that reach the same level."""
    _check_links(table, LINKS, len(levels))
    words = table.copy().view("<u4")
    used = np.arange(LINKS) < words[:, :1]
    target = np.where(used, words[:, 1:], 0)
    if (levels[target] < np.where(used, level[:, None], 0)).any():
        raise Damage("a link leads to a level that is not there")
