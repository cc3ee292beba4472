"""Which sets of operations are likely, which known routings have them, and routings that nobody had yet.

Every operation has a random number, and a set is the exclusive or of its operations' numbers, so that the routings
of a set are found by one look-up, and changing one operation changes the set's number by one step.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.routings import Book

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Numbers = NDArray[np.uint64]
Sequence = tuple[int, ...]
DOUBTFUL = 6
"""Operations that are tried both ways, the most doubtful ones: 2 ** DOUBTFUL sets per item."""
SAME_SET = 3
"""Routings of one set, the most frequent ones."""
_NEW_SETS = 2
_OUTCOMES = (np.arange(2**DOUBTFUL)[:, None] >> np.arange(DOUBTFUL) & 1).astype(np.bool_)
_LONGEST = 60


@dataclass(frozen=True)
class Likely:
    """Per item the known routings of its likeliest sets, likeliest first, -1 where there are fewer; `new` are the
    operations of a likelier set that no routing has, as (item, set as 0/1 of shape (operations,))."""

    routing: Places
    new: list[tuple[int, NDArray[np.bool_]]]


class SetTable:
    """The sets of operations of all known routings."""

    def __init__(self, book: Book) -> None:
        self.book = book
        rng = np.random.default_rng(20)
        self._number: Numbers = rng.integers(1, 2**63, book.operations, dtype=np.uint64)
        table = book.factors.padded()
        there = (table >= 0) & (table < book.operations)
        own = np.where(there, self._number[np.where(there, table, 0)], np.uint64(0))
        sets = np.bitwise_xor.reduce(own, axis=1)
        # Routings are numbered from the most frequent on, and a stable sort keeps that order within a set.
        self._order = np.argsort(sets, kind="stable")
        self._sets = sets[self._order]

    def likely(self, logits: Floats, count: int) -> Likely:
        """Routings and new sets for log-odds (items, operations) that an item has each operation."""
        doubt = np.abs(logits)
        width = min(DOUBTFUL, logits.shape[1])
        toggled = np.argpartition(doubt, width - 1, axis=1)[:, :width]
        outcomes = _OUTCOMES[: 2**width, :width]
        cost = np.take_along_axis(doubt, toggled, axis=1) @ outcomes.T.astype(np.float32)
        sets = self._toggled(logits > 0, toggled, outcomes)
        place = np.searchsorted(self._sets, sets)
        known = self._sets[np.minimum(place, len(self._sets) - 1)] == sets
        order = np.argsort(np.where(known, cost, np.inf), axis=1, kind="stable")[:, :count]
        best = np.take_along_axis(place, order, axis=1)
        found = np.take_along_axis(known, order, axis=1)
        at = best[:, :, None] + np.arange(SAME_SET)
        within = np.minimum(at, len(self._sets) - 1)
        same = found[:, :, None] & (self._sets[within] == self._sets[within[:, :, :1]]) & (at == within)
        routing = np.where(same, self._order[within], -1)
        new = self._new(logits > 0, toggled, outcomes, np.where(known, np.inf, cost), np.where(known, cost, np.inf))
        return Likely(routing.reshape(len(logits), -1), new)

    def _toggled(self, present: NDArray[np.bool_], toggled: Places, outcomes: NDArray[np.bool_]) -> Numbers:
        base = np.bitwise_xor.reduce(np.where(present, self._number, np.uint64(0)), axis=1)
        change = np.where(outcomes, self._number[toggled][:, None, :], np.uint64(0))
        numbers: Numbers = base[:, None] ^ np.bitwise_xor.reduce(change, axis=2)
        return numbers

    def _new(
        self, present: NDArray[np.bool_], toggled: Places, outcomes: NDArray[np.bool_], cost: Floats, known: Floats
    ) -> list[tuple[int, NDArray[np.bool_]]]:
        """The likeliest sets that no routing has, where they are likelier than all that some routing has."""
        found = []
        for item in np.flatnonzero(cost.min(axis=1) < known.min(axis=1)).tolist():
            for outcome in np.argsort(cost[item], kind="stable")[:_NEW_SETS].tolist():
                if cost[item, outcome] < known[item].min():
                    own = present[item].copy()
                    own[toggled[item][outcomes[outcome]]] ^= True
                    if own.any():
                        found.append((item, own))
        return found

    @cached_property
    def follows(self) -> NDArray[np.bool_]:
        """Whether b was seen right after a, with the start and the end as in :func:`routings.pair_codes`."""
        seen = np.zeros((self.book.operations + 2) ** 2, np.bool_)
        seen[self.book.pairs] = True
        return seen.reshape(self.book.operations + 2, -1)

    def change(self, sequence: Sequence, wanted: NDArray[np.bool_]) -> Sequence:
        """The sequence without what is not wanted, and with what is missing where it usually stands."""
        kept = [o for o in sequence if wanted[o]]
        for operation in np.flatnonzero(wanted).tolist():
            if operation not in kept and len(kept) < _LONGEST:
                kept.insert(self._place(kept, operation), operation)
        return tuple(kept)

    def _place(self, kept: list[int], operation: int) -> int:
        """Where the operation has the most before it that comes before, and after it that comes after."""
        ahead = np.array([self.book.precedence[o, operation] for o in kept] or [0.0])
        # Standing at place p, the first p operations are before it and the others after.
        fit = np.append(0, np.cumsum(ahead)) - np.append(np.cumsum(ahead[::-1])[::-1], 0)
        chain = [self.book.operations, *kept, self.book.operations + 1]
        joined = [self.follows[a, operation] and self.follows[operation, b] for a, b in pairwise(chain)]
        return int(np.argmax(fit[: len(joined)] + np.array(joined, np.float64)))
