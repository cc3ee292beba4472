"""Nearest neighbours by cosine: a graph for large catalogues, NumPy as oracle and for small ones.

The only module that touches hnswlib, which has no type stubs. :mod:`mapped_index` walks its graphs without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import hnswlib
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Found = tuple[NDArray[np.int64], Floats]
LINKS = 16
EFFORT_BUILDING = 120
EFFORT_ASKING = 96
EXACT_UP_TO = 50_000
_BLOCK = 256
_CHUNK = 2_000


class Index(Protocol):
    """A graph over unit vectors; nothing is ever added to it or removed."""

    def search(self, vectors: Floats, count: int) -> Found:
        """Positions and cosines of shape (queries, count), nearest first."""


@dataclass(frozen=True)
class NativeIndex:
    """hnswlib's own: the fastest, but each process has its own copy."""

    graph: Any
    threads: int

    def search(self, vectors: Floats, count: int) -> Found:
        places, distances = self.graph.knn_query(vectors, k=count, num_threads=self.threads)
        return places.astype(np.int64), (1 - distances).astype(np.float32)

    def save(self, path: Path) -> None:
        self.graph.save_index(str(path))


def build(vectors: Floats, seed: int, tick: Callable[[float], None] = lambda _: None) -> NativeIndex:
    """One thread only: hnswlib's graph depends on the order of insertion, and must be repeatable."""
    graph = hnswlib.Index(space="ip", dim=vectors.shape[1])
    graph.init_index(max_elements=len(vectors), M=LINKS, ef_construction=EFFORT_BUILDING, random_seed=seed)
    for start in range(0, len(vectors), _CHUNK):
        places = np.arange(start, min(start + _CHUNK, len(vectors)))
        graph.add_items(vectors[places], places, num_threads=1)
        tick(start / len(vectors))
    graph.set_ef(EFFORT_ASKING)
    return NativeIndex(graph, 1)


def load(path: Path, items: int, dimensions: int, threads: int) -> NativeIndex:
    """The graph of a file that has been verified: hnswlib trusts whatever it reads."""
    graph = hnswlib.Index(space="ip", dim=dimensions)
    graph.load_index(str(path), max_elements=items)
    graph.set_ef(EFFORT_ASKING)
    graph.set_num_threads(threads)
    return NativeIndex(graph, threads)


def exact(known: Floats, vectors: Floats, count: int) -> Found:
    """The same as :meth:`Index.search` by comparing with every vector."""
    count = min(count, len(known))
    parts = [_exact(known, vectors[i : i + _BLOCK], count) for i in range(0, len(vectors), _BLOCK)]
    return np.concatenate([p for p, _ in parts]), np.concatenate([s for _, s in parts])


def _exact(known: Floats, vectors: Floats, count: int) -> Found:
    cosines = vectors @ known.T
    return best(cosines, count)


def best(scores: Floats, count: int) -> Found:
    """Places and values of the highest `count` per row, highest first, ties by lower place."""
    rows = np.arange(len(scores))[:, None]
    some = np.argpartition(-scores, min(count, scores.shape[1]) - 1, axis=1)[:, :count]
    some.sort(axis=1)
    order = np.argsort(-scores[rows, some], axis=1, kind="stable")
    places = some[rows, order]
    return places.astype(np.int64), scores[rows, places]


def recall(index: Index, vectors: Floats, asked: Floats, count: int = 10) -> float:
    """Share of the true `count` nearest that the graph finds; a tie at the border counts as found."""
    _, truth = exact(vectors, asked, count)
    _, found = index.search(asked, min(count, len(vectors)))
    border = truth[:, -1:] - np.float32(1e-6)
    return float((found >= border).mean())
