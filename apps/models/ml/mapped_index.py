"""Nearest neighbours by walking hnswlib's saved graph where it lies: mapped, and shared by all processes that do.

hnswlib itself would read a copy into each of them (hnswlib issue 47). Its walk (Malkov & Yashunin, 2018) follows one
item at a time; here it follows several at once, so that each round is a few calls of NumPy. Instead of the levels
above the ground, evenly spread items are compared first, and the walk starts at the best of these.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.graph_file import Ground, read_ground
from apps.models.ml.index import EFFORT_ASKING, Floats, Found

Places = NDArray[np.int64]
STARTS = 4096
AT_ONCE = 24


@dataclass(frozen=True)
class MappedIndex:
    """A checked graph's ground level (items,); positions (starts,) and vectors of the items where walks start."""

    ground: Ground
    starts: Places
    start_vectors: Floats

    @classmethod
    def open(cls, path: Path, items: int, dimensions: int) -> Self:
        ground = read_ground(path, items, dimensions)
        count = min(STARTS, items)
        starts = np.arange(count) * items // count
        return cls(ground, starts, ground["vector"][starts])

    def search(self, vectors: Floats, count: int) -> Found:
        """Positions and cosines of shape (queries, count), nearest first, ties by lower position.

        count is at most the number of starts.
        """
        places, cosines = np.empty((len(vectors), count), np.int64), np.empty((len(vectors), count), np.float32)
        for i, vector in enumerate(vectors):
            places[i], cosines[i] = self._nearest(vector, count)
        return places, cosines

    def _nearest(self, asked: Floats, count: int) -> Found:
        seen = np.zeros(len(self.ground), np.bool_)
        seen[self.starts] = True
        beam = Beam(max(EFFORT_ASKING, count), self.starts, self.start_vectors @ asked)
        while len(follow := beam.follow(AT_ONCE)):
            places = self._linked(follow, seen)
            beam.add(places, self.ground.take(places)["vector"] @ asked)
        return beam.best(count)

    def _linked(self, follow: Places, seen: NDArray[np.bool_]) -> Places:
        """The items that links of these lead to, each once, and none that was seen before."""
        places = self.ground.take(follow)["links"].astype(np.int64).ravel()
        # take and compress do what indexing does, and faster.
        places = np.sort(places.compress(~seen.take(places)))
        is_first = np.ones(len(places), np.bool_)
        np.not_equal(places[1:], places[:-1], out=is_first[1:])
        places = places.compress(is_first)
        seen[places] = True
        return places


class Beam:
    """The best `size` places met so far, more only where the last are equal, and which of them were followed."""

    def __init__(self, size: int, places: Places, cosines: Floats) -> None:
        self._size, self._lowest = size, np.float32(-np.inf)
        self._places, self._cosines = places[:0], cosines[:0]
        self._is_open = np.zeros(0, np.bool_)
        self.add(places, cosines)

    def add(self, places: Places, cosines: Floats) -> None:
        """New places, which displace the worst ones."""
        better = cosines > self._lowest
        places = np.concatenate([self._places, places[better]])
        cosines = np.concatenate([self._cosines, cosines[better]])
        is_open = np.ones(len(places), np.bool_)
        is_open[: len(self._is_open)] = self._is_open
        if len(places) > self._size:
            self._lowest = np.partition(cosines, -self._size)[-self._size]
            kept = cosines >= self._lowest
            places, cosines, is_open = places[kept], cosines[kept], is_open[kept]
        self._places, self._cosines, self._is_open = places, cosines, is_open

    def follow(self, count: int) -> Places:
        """About `count` of the best places that were not followed yet; from now on they were."""
        chosen = self._is_open.nonzero()[0]
        if len(chosen) > count:
            cosines = self._cosines[chosen]
            chosen = chosen[cosines >= np.partition(cosines, -count)[-count]]
        self._is_open[chosen] = False
        return self._places[chosen]

    def best(self, count: int) -> Found:
        order = np.lexsort((self._places, -self._cosines))[:count]
        return self._places[order], self._cosines[order]
