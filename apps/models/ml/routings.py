"""The distinct routings of a plant, and the factors that each consists of.

Factors, in this order: operation present (one per operation), operation repeated (one per operation),
adjacent pair (one per pair seen, start and end included). Behind them stand the ways of doing an
operation: a resource, or a vendor outside. A routing's score is the sum of its factors' logits.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.plant import Steps

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Ragged:
    """Integer rows of different lengths: row i is `values[ptr[i]:ptr[i + 1]]`."""

    ptr: NDArray[np.int64]
    values: Ints

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def row(self, i: int) -> Ints:
        return self.values[self.ptr[i] : self.ptr[i + 1]]

    def padded(self) -> Ints:
        """Shape (rows, longest row), filled up with -1."""
        lengths = np.diff(self.ptr)
        table = np.full((len(self), int(lengths.max(initial=1))), -1, np.int32)
        inside = np.arange(table.shape[1]) < lengths[:, None]
        table[inside] = self.values
        return table


def ragged(rows: Sequence[Sequence[int] | Ints]) -> Ragged:
    ptr = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=ptr[1:])
    flat = [np.asarray(row, np.int32) for row in rows]
    return Ragged(ptr, np.concatenate(flat) if flat else np.zeros(0, np.int32))


@dataclass(frozen=True)
class Routed:
    """The routed items of a plant in item order; `first[i]:first[i + 1]` are the steps of `items[i]`."""

    items: NDArray[np.int64]
    first: NDArray[np.int64]


def routed(steps: Steps) -> Routed:
    starts = np.flatnonzero(np.diff(steps.item, prepend=-1) != 0)
    return Routed(steps.item[starts].astype(np.int64), np.append(starts, len(steps.item)))


@dataclass(frozen=True)
class Book:
    """All distinct routings, most frequent first.

    sequences: operations of each; counts: items made so; factors: its factors; pairs: the factor
    `2 * operations + k` stands for pair `pairs[k] = before * (operations + 2) + after`, ascending;
    precedence (operations, operations): log-odds that one operation comes before another where an item has both.
    """

    operations: int
    sequences: Ragged
    counts: Ints
    factors: Ragged
    pairs: NDArray[np.int64]
    precedence: NDArray[np.float32]

    @property
    def factor_count(self) -> int:
        return 2 * self.operations + len(self.pairs)

    def sequence(self, routing: int) -> tuple[int, ...]:
        return self._tuples[routing]

    @cached_property
    def _tuples(self) -> list[tuple[int, ...]]:
        """Every sequence once and for all: neighbours' routings are looked up thirty times per query."""
        values, ptr = self.sequences.values.tolist(), self.sequences.ptr.tolist()
        return [tuple(values[a:b]) for a, b in pairwise(ptr)]

    def factors_of(self, sequence: Sequence[int]) -> Ints:
        """The known factors of any sequence of operations."""
        return _factors(sequence, self.operations, self.pairs)


def pair_codes(sequence: Sequence[int], operations: int) -> NDArray[np.int64]:
    """Codes of adjacent pairs with the start (`operations`) and the end (`operations + 1`)."""
    chain = np.array([operations, *sequence, operations + 1], np.int64)
    return chain[:-1] * (operations + 2) + chain[1:]


def _factors(sequence: Sequence[int], operations: int, pairs: NDArray[np.int64]) -> Ints:
    times = Counter(sequence)
    codes = np.unique(pair_codes(sequence, operations))
    places = np.searchsorted(pairs, codes).clip(max=len(pairs) - 1)
    known = places[pairs[places] == codes] + 2 * operations
    again = [operations + o for o, n in sorted(times.items()) if n > 1]
    return np.concatenate([np.array(sorted(times), np.int32), np.array(again, np.int32), known]).astype(np.int32)


def make_book(steps: Steps, items: Routed, operations: int) -> tuple[Book, NDArray[np.int64]]:
    """The book, and for every routed item the number of its routing."""
    keys = [steps.operation[a:b].tobytes() for a, b in zip(items.first[:-1], items.first[1:], strict=True)]
    counts = Counter(keys)
    order = sorted(counts, key=lambda key: (-counts[key], key))
    number = {key: i for i, key in enumerate(order)}
    sequences = [np.frombuffer(key, np.int32) for key in order]
    pairs = np.unique(np.concatenate([pair_codes(s.tolist(), operations) for s in sequences]))
    book = Book(
        operations=operations,
        sequences=ragged(sequences),
        counts=np.array([counts[key] for key in order], np.int32),
        factors=ragged([_factors(s.tolist(), operations, pairs) for s in sequences]),
        pairs=pairs,
        precedence=_precedence(sequences, [counts[key] for key in order], operations),
    )
    return book, np.array([number[key] for key in keys], np.int64)


def _precedence(sequences: Sequence[Ints], counts: Sequence[int], operations: int) -> NDArray[np.float32]:
    count = np.zeros((operations, operations))
    for sequence, items in zip(sequences, counts, strict=True):
        first, second = np.triu_indices(len(sequence), 1)
        np.add.at(count, (sequence[first], sequence[second]), items)
    return np.log((count + 0.5) / (count.T + 0.5)).astype(np.float32)


@dataclass(frozen=True)
class Ways:
    """How an operation is done: shape (ways,), most frequent first within the table's order."""

    operation: Ints
    resource: Ints
    outsourced: NDArray[np.bool_]
    vendor: Ints
    counts: Ints

    def __len__(self) -> int:
        return len(self.operation)


def make_ways(steps: Steps) -> tuple[Ways, NDArray[np.int64]]:
    """The distinct ways in order of operation, and for every step the number of its way."""
    table = np.stack([steps.operation, steps.resource, steps.outsourced, steps.vendor], axis=1).astype(np.int64)
    widths = table.max(axis=0, initial=0) + 2  # -1 stands for none
    key = np.ravel_multi_index(tuple((table + 1).T), tuple(widths))  # one number per row: sorted ten times faster
    _, at, number, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    distinct = table[at].astype(np.int32)
    ways = Ways(
        operation=distinct[:, 0],
        resource=distinct[:, 1],
        outsourced=distinct[:, 2].astype(np.bool_),
        vendor=distinct[:, 3],
        counts=counts.astype(np.int32),
    )
    return ways, number.ravel().astype(np.int64)
