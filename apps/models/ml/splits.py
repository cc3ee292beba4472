"""Splits of the routed items that mean something: what is nearly the same item stays on one side."""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.plant import Items
from apps.models.ml.text import as_text, clean

Places = NDArray[np.int64]
_VARIES = re.compile(r"[\W\d_]+")
_LARGEST_NAME_GROUP = 20
_NAME_GROUP_SHARE = 0.05


def groups(items: Items, rows: Places) -> Places:
    """Group number of each of these items: linked by a drawing, or by a name equal but for digits.

    A name that more than 20 items (or 5 % of a small plant's) share is a kind of part, not a
    near-duplicate, and links nothing. Where one group would be most of the plant, no split could keep it
    whole, and every item stands alone.
    """
    parent = np.arange(len(rows))
    _link(parent, [clean(as_text(v)) for v in items.drawings[rows]], len(rows))
    names = [_VARIES.sub(" ", clean(as_text(v))).strip() for v in items.names[rows]]
    _link(parent, names, min(_LARGEST_NAME_GROUP, max(2, round(_NAME_GROUP_SHARE * len(rows)))))
    roots = np.array([_root(parent, i) for i in range(len(rows))], np.int64)
    group = np.unique(roots, return_inverse=True)[1].astype(np.int64)
    return group if np.bincount(group).max(initial=0) <= len(rows) / 2 else np.arange(len(rows))


def _link(parent: Places, keys: list[str], largest: int) -> None:
    members: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if key:
            members.setdefault(key, []).append(i)
    for same in members.values():
        if len(same) <= largest:
            first = _root(parent, same[0])
            for other in same[1:]:
                parent[_root(parent, other)] = first


def _root(parent: Places, i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = int(parent[i])
    return i


def folds(group: Places, count: int, seed: int) -> list[Places]:
    """Positions of each of `count` folds of about equal size, whole groups together."""
    rng = np.random.default_rng(seed)
    sizes = np.bincount(group)
    order = rng.permutation(len(sizes))
    filled = np.zeros(count)
    fold_of = np.zeros(len(sizes), np.int64)
    for g in order:
        fold_of[g] = int(filled.argmin())
        filled[fold_of[g]] += sizes[g]
    return [np.flatnonzero(fold_of[group] == f) for f in range(count)]


def lots(codes: Sequence[str]) -> NDArray[np.uint64]:
    """A random number per item that hangs on its code alone, and so is the same in every training."""
    digests = b"".join(
        blake2b(code.strip().upper().encode("utf-8", "replace"), digest_size=8).digest() for code in codes
    )
    return np.frombuffer(digests, np.uint64)


def hold_out(group: Places, lot: NDArray[np.uint64], share: float, most: int) -> Places:
    """Positions of whole groups, those with the lowest lots, until the share or the number is reached.

    Two trainings so hold out mostly the same items, whatever came to the plant in between, and can be compared on them.
    """
    sizes = np.bincount(group)
    lowest = np.full(len(sizes), np.iinfo(np.uint64).max)
    np.minimum.at(lowest, group, lot)
    order = np.argsort(lowest, kind="stable")
    wanted = min(share * len(group), most)
    taken = np.cumsum(sizes[order]) <= max(wanted, 1)
    chosen = np.zeros(len(sizes), np.bool_)
    chosen[order[taken]] = True
    return np.flatnonzero(chosen[group])


def newest(created_days: NDArray[np.int32], share: float, most: int) -> tuple[Places, Places] | None:
    """Positions (oldest, newest) by day; None where days are unknown for most items or all alike."""
    dated = np.flatnonzero(created_days >= 0)
    if len(dated) < 0.5 * len(created_days) or len(np.unique(created_days[dated])) < 5:
        return None
    order = dated[np.argsort(created_days[dated], kind="stable")]
    border = created_days[order[int((1 - share) * len(order))]]
    old, new = order[created_days[order] < border], order[created_days[order] >= border]
    if len(old) < 10 or len(new) < 5:
        return None
    step = max(1, -(-len(new) // most))
    return old, new[::step]
