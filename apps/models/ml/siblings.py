"""Siblings: routed items that share an item's drawing, and what their routings say of it.

Items of one drawing are one design in other materials or sizes: much that no attribute tells is the same for
them. An item never counts as its own sibling, in training as in a query, so that both see the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import Rows, stack
from apps.models.ml.routings import Book, Ragged, ragged
from apps.models.ml.strings import Strings, strings
from apps.models.ml.text import clean

DRAWING = "drawing"
Places = NDArray[np.int64]
Ids = NDArray[np.int32]


def drawing_key(drawing: str) -> str:
    """What two spellings of one drawing number have in common."""
    return "".join(clean(drawing).split())


@dataclass(frozen=True)
class Drawings:
    """Routed items by drawing: the k-th drawing, in ascending order, has the items `members.row(k)`."""

    keys: Strings
    members: Ragged

    def items(self, drawing: str) -> Ids:
        """Positions of the routed items with this drawing."""
        key = drawing_key(drawing)
        place = self.keys.find(key) if key else -1
        return self.members.row(place) if place >= 0 else np.zeros(0, np.int32)

    def own_siblings(self, count: int) -> list[Ids]:
        """The siblings of each of the `count` routed items."""
        found = [np.zeros(0, np.int32)] * count
        for k in np.flatnonzero(np.diff(self.members.ptr) > 1).tolist():
            members = self.members.row(k)
            for item in members.tolist():
                found[item] = members[members != item]
        return found


def make_drawings(drawings: Sequence[str]) -> Drawings:
    """The table of routed items' drawings, in item order; items without one are left out."""
    members: dict[str, list[int]] = {}
    for item, drawing in enumerate(drawings):
        if key := drawing_key(drawing):
            members.setdefault(key, []).append(item)
    keys = sorted(members, key=lambda key: key.encode("utf-8", "replace"))
    return Drawings(strings(keys), ragged([members[key] for key in keys]))


def sibling_size(operations: int) -> int:
    """Number of features: some siblings have the operation, most have it; and that there are siblings."""
    return 2 * operations + 1


def sibling_rows(book: Book, routing: Places, siblings: Sequence[Ids], start: int) -> Rows:
    """Features of items with these siblings, numbered from `start`; `routing` is that of every routed item."""
    said = lru_cache(maxsize=50_000)(lambda numbers: _say(book, numbers, start))
    nothing = np.zeros(0, np.int32)
    return stack([said(tuple(sorted(routing[s].tolist()))) if len(s) else nothing for s in siblings])


def _say(book: Book, routings: tuple[int, ...], start: int) -> Ids:
    """A scale of two for each operation, like a number's thresholds: some have it, at least half have it."""
    having = Counter(o for r in routings for o in set(book.sequence(r)))
    some = sorted(having)
    most = [book.operations + o for o in some if 2 * having[o] >= len(routings)]
    return np.array([*some, *most, 2 * book.operations], np.int32) + np.int32(start)
