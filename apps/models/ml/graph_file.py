"""hnswlib's saved graph as plain arrays: how its file is laid out, and what must hold before anything uses it.

A header; a record for each item on the ground level; then for each item the size in bytes of its lists of links
above the ground, and these lists. hnswlib trusts its file: a wrong size or link overflows the heap (hnswlib issue
673). So every size is recomputed from the number of items, and every link must lead to an item.
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.headers import Damage
from apps.models.ml.index import LINKS

Ground = NDArray[np.void]
_HEADER = struct.Struct("<QQQQQQiIQQQdQ")
_UPPER_LIST = 4 + 4 * LINKS
_LONGEST = 1.001
"""No part of a unit vector is longer; then no cosine overflows, or is no number."""


def read_ground(path: Path, items: int, dimensions: int) -> Ground:
    """The ground level of a checked file, mapped, shape (items,): what belongs to item i is record i.

    Fields: `count` of its links, `links` (2 x LINKS,), `vector` (dimensions,), `label`, which is i. Links beyond the
    count are former ones or 0.
    """
    fields = [("count", "<u4"), ("links", "<u4", (2 * LINKS,)), ("vector", "<f4", (dimensions,)), ("label", "<u8")]
    # A plain view of the mapped file: np.memmap itself makes every small slice three times as slow.
    return np.memmap(path, np.dtype(fields), mode="r", offset=_HEADER.size, shape=(items,)).view(np.ndarray)


def check_graph(path: Path, expected: dict[str, int]) -> None:
    """Raises Damage unless the file can be read without leaving it, or the memory that hnswlib allocates for it."""
    items, dimensions = expected["items"], expected["dimensions"]
    if type(items) is not int or type(dimensions) is not int:
        raise Damage("its sizes in the manifest are no numbers")
    top, entry = _check_header(path, items, dimensions)
    ground = read_ground(path, items, dimensions)
    _check_ground(ground)
    with path.open("rb") as file:
        file.seek(_HEADER.size + ground.nbytes)
        levels = _check_levels(file.read(), items)
    if levels.max() != top or levels[entry] != top:
        raise Damage("its top level is not that of its entry point")


def _check_header(path: Path, items: int, dimensions: int) -> tuple[int, int]:
    """The top level and the entry point, once all sizes are right."""
    with path.open("rb") as file:
        start = file.read(_HEADER.size)
    if len(start) < _HEADER.size:
        raise Damage("it is cut off")
    offset, most, count, size, label, vector, top, entry, m, m0, m_, _, _ = _HEADER.unpack(start)
    before_vector = 4 + 4 * 2 * LINKS
    before_label = before_vector + 4 * dimensions
    per_item = before_label + 8
    sizes = (offset, most, count, size, label, vector, m, m0, m_)
    if sizes != (0, items, items, per_item, before_label, before_vector, LINKS, 2 * LINKS, LINKS):
        raise Damage("its sizes are not those of this model")
    if not (0 <= top < 64 and entry < items) or path.stat().st_size < _HEADER.size + items * (per_item + 4):
        raise Damage("its levels or its length are impossible")
    return top, entry


def _check_ground(ground: Ground) -> None:
    # Deleted marks share the count's word; this model's graphs have none.
    if ground["count"].max() > 2 * LINKS or ground["links"].max() >= len(ground):
        raise Damage("a link points outside")
    if not np.array_equal(ground["label"], np.arange(len(ground))):
        raise Damage("its labels are not those of this model")
    if not (ground["vector"].min() >= -_LONGEST and ground["vector"].max() <= _LONGEST):
        raise Damage("its vectors are not of length 1")


def _check_levels(raw: bytes, items: int) -> NDArray[np.int64]:
    """Number of levels of each item, once the lists above the ground level are found sound."""
    place, levels, lists = 0, np.zeros(items, np.int64), []
    for item in range(items):
        if place + 4 > len(raw):
            raise Damage("it is cut off")
        size = int.from_bytes(raw[place : place + 4], "little")
        place += 4
        if size % _UPPER_LIST or place + size > len(raw):
            raise Damage("a list of links is longer than the file")
        levels[item] = size // _UPPER_LIST
        if size:
            lists.append(np.frombuffer(raw, "<u4", size // 4, place).reshape(-1, 1 + LINKS))
        place += size
    if place != len(raw):
        raise Damage("something follows its end")
    if lists:
        _check_upper(np.concatenate(lists), np.concatenate([np.arange(1, n + 1) for n in levels if n]), levels)
    return levels


def _check_upper(table: NDArray[np.uint32], level: NDArray[np.int64], levels: NDArray[np.int64]) -> None:
    """Links above the ground must lead to items that reach the same level; table (lists, 1 + LINKS)."""
    used = np.arange(LINKS) < table[:, :1]
    target = np.where(used, table[:, 1:], 0)
    if table[:, 0].max() > LINKS or target.max() >= len(levels):
        raise Damage("a link points outside")
    if (levels[target] < np.where(used, level[:, None], 0)).any():
        raise Damage("a link leads to a level that is not there")
