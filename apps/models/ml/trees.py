"""Boosted trees that say of each operation how likely an item has it (NumPy only; :mod:`trees_fit` learns them).

An operation starts from its share among the routed items of the part class; where that says neither yes nor no,
trees shift its log-odds by what the item's features tell (gradient boosting: Friedman, 2001).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

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


class _Group(NamedTuple):
    """Trees in order of operation, the operation of each, the operations, and where each one's trees begin."""

    trees: Ints
    owner: Ints
    operations: Places
    first: Places


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
            group = self._group(number, only)
            items = np.flatnonzero(part_class == number)
            for start in range(0, len(items) if len(group.trees) else 0, _BLOCK):
                block = items[start : start + _BLOCK]
                gains = self.gain[group.trees, self._outcomes(self.table(features, block), number, group)]
                logits[block[:, None], group.operations] += np.add.reduceat(gains, group.first, axis=1)
        return logits

    def table(self, features: Rows, items: Places) -> Floats:
        """Column values of these items, shape (items, columns + 1); the last column is left empty."""
        values = np.zeros((len(items), self.columns + 1), np.float32)
        for row, item in enumerate(items.tolist()):
            columns = self.column[features.row(item)]
            values[row] = np.bincount(columns[columns >= 0], minlength=self.columns + 1)
        return values

    def _holds(self, table: Floats, number: int, group: _Group) -> NDArray[np.bool_]:
        """Which comparisons hold, shape (items, trees, SPLITS), all items being of one class."""
        split, limit = self.split.take(group.trees, axis=0), self.limit.take(group.trees, axis=0)
        prior = self.prior[number].take(group.owner)[:, None]
        holds: NDArray[np.bool_] = np.where(split == self.columns, prior, table.take(split, axis=1)) <= limit
        return holds

    def _outcomes(self, table: Floats, number: int, group: _Group) -> NDArray[np.uint8]:
        return _numbers(self._holds(table, number, group))

    def shifts_without(self, values: Floats, groups: Ints, group_count: int, number: int, only: Places) -> Floats:
        """What the log-odds of an item of class `number` gain where the columns of a group are empty.

        Shape (groups, operations); values (columns + 1,) are the item's own, groups (columns + 1,) tell the group of
        each column, -1 for none. A tree that reads no column of a group, or falls to the same side, gains nothing.
        """
        group = self._group(number, only)
        split, limit = self.split.take(group.trees, axis=0), self.limit.take(group.trees, axis=0)
        holds = self._holds(values[None, :], number, group)[0]
        tree, at = np.nonzero((holds != (limit >= 0)) & (groups.take(split) >= 0))
        turned = np.where(holds[tree, at], -_POWERS[at], _POWERS[at])
        met, place = np.unique(groups[split[tree, at]] * np.int64(len(limit)) + tree, return_inverse=True)
        which, tree = np.divmod(met, max(1, len(limit)))
        before = _numbers(holds)[tree].astype(np.int64)
        after = before + np.bincount(place, turned, minlength=len(met)).astype(np.int64)
        gained = self.gain[group.trees[tree], after] - self.gain[group.trees[tree], before]
        shape = group_count, len(self.ptr) - 1
        shifts = np.bincount(which * shape[1] + group.owner[tree], gained, minlength=shape[0] * shape[1])
        return shifts.reshape(shape).astype(np.float32)

    def _group(self, number: int, only: Places | None) -> _Group:
        """The trees asked for a class, of all operations or of these."""
        if only is not None:
            return self._gathered(only[self.asked[number, only]])
        if number not in self._by_class:
            self._by_class[number] = self._gathered(np.flatnonzero(self.asked[number]))
        return self._by_class[number]

    def _gathered(self, operations: Places) -> _Group:
        count = self.ptr[operations + 1] - self.ptr[operations]
        first = np.cumsum(count) - count
        trees = np.arange(count.sum()) + np.repeat(self.ptr[operations] - first, count)
        return _Group(trees.astype(np.int32), np.repeat(operations, count).astype(np.int32), operations, first)

    @cached_property
    def _by_class(self) -> dict[int, _Group]:
        return {}


def _numbers(holds: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Which comparisons (…, SPLITS) hold, as binary numbers; one after the other, since NumPy is slow at short rows."""
    bits = holds.view(np.uint8)
    number: NDArray[np.uint8] = bits[..., 0].copy()
    for k in range(1, SPLITS):
        number += bits[..., k] << np.uint8(k)
    return number
