"""Boosted trees that say of each operation how likely an item has it (NumPy only; :mod:`trees_fit` learns them).

An operation starts from its share among the routed items of the part class; where that says neither yes nor no,
trees shift its log-odds by what the item's features tell (gradient boosting: Friedman, 2001).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import Rows

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Places = NDArray[np.int64]
SPLITS = 5
"""Comparisons per tree. Few enough that a tree is a table: their outcomes, read as a binary number, are its index."""
_POWERS = 2 ** np.arange(SPLITS, dtype=np.int64)
_BLOCK = 64
_NONE = np.zeros(0, np.int32)


@dataclass(frozen=True)
class Trees:
    """column (features,): the column in which a feature counts, -1 for none; a number's thresholds share one,
    so that its value is how many of them it reaches. The last column, `columns`, is the operation's class prior.

    Operation o owns the trees `ptr[o]:ptr[o + 1]`. Comparison k of a tree holds where column `split[tree, k]` is at
    most `limit[tree, k]`; `gain` (trees, 2 ** SPLITS) is the shift of the log-odds for each outcome. `prior`
    (classes + 1, operations) are log-odds by class, and `asked` of that shape says where the trees are asked.
    """

    column: Ints
    columns: int
    ptr: Places
    split: Ints
    limit: Floats
    gain: Floats
    prior: Floats
    asked: NDArray[np.bool_]

    def logits(self, features: Rows, part_class: Places, only: Places | None = None) -> Floats:
        """Log-odds that each item has each operation, shape (items, operations).

        Where `only` names operations, the trees of no others are asked, which stay at their class's log-odds.
        """
        logits = self.prior[part_class]
        for number in np.unique(part_class).tolist():
            trees, operation = self._trees_of(number, only)
            items = np.flatnonzero(part_class == number)
            for start in range(0, len(items) if len(trees) else 0, _BLOCK):
                block = items[start : start + _BLOCK]
                logits[block] += self._shifts(self.table(features, block), number, trees, operation)
        return logits

    def table(self, features: Rows, items: Places) -> Floats:
        """Column values of these items, shape (items, columns + 1); the last column is left empty."""
        values = np.zeros((len(items), self.columns + 1), np.float32)
        for row, item in enumerate(items.tolist()):
            columns = self.column[features.row(item)]
            values[row] = np.bincount(columns[columns >= 0], minlength=self.columns + 1)
        return values

    def _shifts(self, table: Floats, number: int, trees: Ints, operation: Ints) -> Floats:
        """What these trees add, shape (items, operations), all items being of one class."""
        split = self.split[trees]
        values = table[:, split]
        values[:, split == self.columns] = self.prior[number, operation.repeat((split == self.columns).sum(axis=1))]
        outcome = (values <= self.limit[trees]) @ _POWERS
        gains = self.gain[trees, outcome]
        first = np.flatnonzero(np.diff(operation, prepend=-1))
        shifts = np.zeros((len(table), len(self.ptr) - 1), np.float32)
        shifts[:, operation[first]] = np.add.reduceat(gains, first, axis=1)
        return shifts

    def shifts_without(self, values: Floats, groups: Ints, group_count: int, number: int, only: Places) -> Floats:
        """What the log-odds of an item of class `number` gain where the columns of a group are empty.

        Shape (groups, operations); values (columns + 1,) are the item's own, groups (columns + 1,) tell the group of
        each column, -1 for none. A tree that reads no column of a group, or falls to the same side, gains nothing.
        """
        trees, operation = self._trees_of(number, only)
        split, limit = self.split[trees], self.limit[trees]
        own = values[split]
        own[split == self.columns] = self.prior[number, operation.repeat((split == self.columns).sum(axis=1))]
        holds = own <= limit
        tree, at = np.nonzero((holds != (limit >= 0)) & (groups[split] >= 0))
        turned = np.where(holds[tree, at], -_POWERS[at], _POWERS[at])
        met, place = np.unique(groups[split[tree, at]] * np.int64(len(trees)) + tree, return_inverse=True)
        group, tree = np.divmod(met, max(1, len(trees)))
        before = (holds @ _POWERS)[tree]
        after = before + np.bincount(place, turned, minlength=len(met)).astype(np.int64)
        gained = self.gain[trees[tree], after] - self.gain[trees[tree], before]
        shape = group_count, len(self.ptr) - 1
        shifts = np.bincount(group * shape[1] + operation[tree], gained, minlength=shape[0] * shape[1])
        return shifts.reshape(shape).astype(np.float32)

    def _trees_of(self, number: int, only: Places | None = None) -> tuple[Ints, Ints]:
        """The trees asked for a class, in order of operation, and the operation of each."""
        if only is not None:
            asked = only[self.asked[number, only]]
            trees = np.concatenate([np.arange(self.ptr[o], self.ptr[o + 1], dtype=np.int32) for o in asked] or [_NONE])
            return trees, np.repeat(asked, (self.ptr[1:] - self.ptr[:-1])[asked]).astype(np.int32)
        known = self._by_class.get(number)
        if known is None:
            owner = np.repeat(np.arange(len(self.ptr) - 1, dtype=np.int32), np.diff(self.ptr))
            trees = np.flatnonzero(self.asked[number][owner]).astype(np.int32)
            known = self._by_class[number] = (trees, owner[trees])
        return known

    @cached_property
    def _by_class(self) -> dict[int, tuple[Ints, Ints]]:
        return {}
