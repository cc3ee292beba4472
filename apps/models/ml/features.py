"""One item as a set of features: the same code for training and for a query.

Every attribute gives tokens (a category and its parts, words and character n-grams of a text, the
missing mark) and numbers (its own, or those found in its text). Tokens seen often enough get a feature;
a number gets one feature per threshold that it reaches ("thermometer"), thresholds being quantiles.
All features are 0 or 1, so an item is a sorted array of feature indices.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.plant import Items, Kind, Query
from apps.models.ml.text import as_number, as_text, clean, numbers, word_tokens, words

NAME = "name"
PART_CLASS = "part class"
Value = str | float | None
Ids = NDArray[np.int32]
_BLOCK = 2_048
_VALUES_AT_HAND = 10_000
_AT_ONCE = 1_000_000
"""Features: NumPy makes 8 bytes of each that it counts, and a large plant has tens of millions."""


@dataclass(frozen=True)
class Rows:
    """Feature sets of several items: row i has `indices[indptr[i]:indptr[i + 1]]`, sorted, no repeats."""

    indptr: NDArray[np.int64]
    indices: Ids

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def row(self, i: int) -> Ids:
        return self.indices[self.indptr[i] : self.indptr[i + 1]]

    def take(self, places: NDArray[np.int64]) -> "Rows":
        """The rows at these places."""
        lengths = np.diff(self.indptr)[places]
        indptr = np.append(0, np.cumsum(lengths))
        at = np.arange(indptr[-1]) + np.repeat(self.indptr[places] - indptr[:-1], lengths)
        return Rows(indptr, self.indices[at])

    def where(self, mask: NDArray[np.bool_]) -> "Rows":
        """The rows at which the mask is true."""
        lengths = np.diff(self.indptr)
        return Rows(np.append(0, np.cumsum(lengths[mask])), self.indices[np.repeat(mask, lengths)])

    def counts(self, size: int) -> NDArray[np.int64]:
        """How many rows have each feature, shape (size,)."""
        total = np.zeros(size, np.int64)
        for start in range(0, len(self.indices), _AT_ONCE):
            total += np.bincount(self.indices[start : start + _AT_ONCE], minlength=size)
        return total

    def block(self, part: slice) -> "Rows":
        """The rows of a slice with both ends given."""
        ptr = self.indptr[part.start : part.stop + 1]
        return Rows(ptr - ptr[0], self.indices[ptr[0] : ptr[-1]])


def stack(sets: Sequence[Ids]) -> Rows:
    """Rows out of one index array per item."""
    indptr = np.zeros(len(sets) + 1, np.int64)
    np.cumsum([len(ids) for ids in sets], out=indptr[1:])
    indices = np.concatenate(sets).astype(np.int32) if sets else np.zeros(0, np.int32)
    return Rows(indptr, indices)


def join_rows(blocks: Sequence[Rows]) -> Rows:
    """Several blocks below each other."""
    lengths = np.concatenate([np.diff(block.indptr) for block in blocks])
    return Rows(np.append(0, np.cumsum(lengths)), np.concatenate([block.indices for block in blocks]))


def beside(left: Rows, right: Rows) -> Rows:
    """Both sets of every item in one row; the features of `right` must be the higher ones."""
    at = np.arange(len(right.indices)) + np.repeat(left.indptr[1:], np.diff(right.indptr))
    is_right = np.zeros(len(left.indices) + len(right.indices), np.bool_)
    is_right[at] = True
    indices = np.empty(len(is_right), np.int32)
    indices[is_right] = right.indices
    indices[~is_right] = left.indices
    return Rows(left.indptr + right.indptr, indices)


def category_tokens(value: str) -> tuple[str, ...]:
    """The category, its words and its leading parts: codes often say more from left to right."""
    if not value:
        return ("∅",)
    prefixes = (f"p{value[:n]}" for n in (1, 2, 3, 5) if n < len(value))
    return (f"={value}", *(f"w{word}" for word in words(value)), *prefixes)


def text_tokens(value: str) -> tuple[str, ...]:
    """All words and n-grams of a cleaned text; the missing mark where it is empty."""
    return tuple({t: None for word in words(value) for t in word_tokens(word)}) or ("∅",)


@dataclass(frozen=True)
class Encoder:
    """What training has learned to see: a vocabulary and the thresholds of every number.

    `columns` maps attribute to kind; `tokens[attribute][token]` is a feature; `thresholds[key]` are
    ascending and belong to features `starts[key]`, `starts[key] + 1`, …; `owner[feature]` is the
    position of its attribute in `attributes`.
    """

    columns: dict[str, Kind]
    tokens: dict[str, dict[str, int]]
    thresholds: dict[str, list[float]]
    starts: dict[str, int]
    _cache: dict[str, dict[str, Ids]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def attributes(self) -> list[str]:
        return [NAME, PART_CLASS, *self.columns]

    @property
    def size(self) -> int:
        return sum(map(len, self.tokens.values())) + sum(map(len, self.thresholds.values()))

    def owner(self) -> NDArray[np.int32]:
        """For every feature the position of its attribute, shape (size,)."""
        owner = np.zeros(self.size, np.int32)
        for position, attribute in enumerate(self.attributes):
            owner[list(self.tokens.get(attribute, {}).values())] = position
        for key, limits in self.thresholds.items():
            start = self.starts[key]
            owner[start : start + len(limits)] = self.attributes.index(key.split("\t")[0])
        return owner

    def encode_items(self, items: Items, rows: NDArray[np.int64]) -> Rows:
        """Features of these items of the catalogue, in blocks so that a large one fits into memory."""
        blocks = [self._encode_block(items, rows[i : i + _BLOCK]) for i in range(0, len(rows), _BLOCK)]
        return join_rows(blocks) if blocks else stack([])

    def _encode_block(self, items: Items, rows: NDArray[np.int64]) -> Rows:
        names, classes = items.names[rows].tolist(), items.part_classes[rows].tolist()
        parts = [[self._ids(NAME, "text", v) for v in names]]
        parts.append([self._ids(PART_CLASS, "category", v) for v in classes])
        for column in items.columns:
            if column.key in self.columns:
                kind = self.columns[column.key]
                values = column.values[rows].tolist()
                parts.append([self._ids(column.key, kind, v) for v in values])
        return stack([_union(sets) for sets in zip(*parts, strict=True)])

    def encode(self, query: Query) -> Ids:
        """Features of one query; unknown attributes are ignored, absent ones are missing."""
        given = query.attributes or {}
        sets = [self._ids(NAME, "text", query.name), self._ids(PART_CLASS, "category", query.part_class)]
        sets.extend(self._ids(key, kind, given.get(key)) for key, kind in self.columns.items())
        return _union(sets)

    def _ids(self, attribute: str, kind: Kind, value: Value) -> Ids:
        if kind == "number":
            return self._number_ids(attribute, as_number(value))
        text = as_text(value)
        cache = self._cache.setdefault(attribute, {})
        known = cache.get(text)
        if known is None:
            known = self._text_ids(attribute, kind, clean(text))
            # A bounded memory of values: plants repeat themselves, and a web worker lives for weeks.
            if len(cache) < _VALUES_AT_HAND:
                cache[text] = known
        return known

    def _number_ids(self, key: str, number: float) -> Ids:
        limits = self.thresholds.get(key)
        if number != number or limits is None:
            missing = self.tokens.get(key, {}).get("∅")
            return np.zeros(0, np.int32) if missing is None else np.array([missing], np.int32)
        start = self.starts[key]
        reached = bisect_right(limits, number)
        return np.arange(start, start + reached, dtype=np.int32)

    def _text_ids(self, attribute: str, kind: Kind, text: str) -> Ids:
        vocabulary = self.tokens.get(attribute, {})
        tokens = text_tokens(text) if kind == "text" else category_tokens(text)
        found = [np.array([vocabulary[t] for t in tokens if t in vocabulary], np.int32)]
        for key, number in numbers(text).items():
            full = f"{attribute}\t{key}"
            if full in self.thresholds:
                found.append(self._number_ids(full, number))
        return np.unique(np.concatenate(found))


def _union(sets: Iterable[Ids]) -> Ids:
    # Attributes own disjoint features, so sorting is all that a union needs.
    return np.sort(np.concatenate(list(sets)))


@dataclass(frozen=True)
class EncoderOptions:
    """How much the encoder sees; `levels` thresholds per number, at most `size` features."""

    levels: int = 24
    size: int = 16_000
    rare_share: float = 5e-5


def learn_encoder(items: Items, rows: NDArray[np.int64], options: EncoderOptions) -> Encoder:
    """Vocabulary and thresholds from these items; what fewer than 2 items share tells nothing."""
    columns = {column.key: column.kind for column in items.columns}
    least = max(2, round(options.rare_share * len(rows)))
    # With few items a fine scale would only number them.
    levels = min(options.levels, max(6, round(len(rows) ** 0.5)))
    counts: dict[str, Counter[str]] = {}
    values: dict[str, list[float]] = {}
    texts = [(NAME, "text", items.names), (PART_CLASS, "category", items.part_classes)]
    texts += [(c.key, c.kind, c.values) for c in items.columns if c.kind != "number"]
    for attribute, kind, column in texts:
        counts[attribute] = _count(attribute, kind == "text", column[rows].tolist(), values)
    for number in items.columns:
        if number.kind == "number":
            known = number.values[rows].astype(np.float64)
            values[number.key] = known[np.isfinite(known)].tolist()
            counts[number.key] = Counter({"∅": int((~np.isfinite(known)).sum())})
    thresholds = {k: t for k, v in values.items() if (t := _thresholds(v, levels, least))}
    room = options.size - sum(map(len, thresholds.values()))
    return _number_features(columns, counts, thresholds, least, room, len(rows))


def _count(attribute: str, is_text: bool, column: list[str], values: dict[str, list[float]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, times in Counter(column).items():
        cleaned = clean(as_text(text))
        for token in text_tokens(cleaned) if is_text else category_tokens(cleaned):
            counts[token] += times
        for key, number in numbers(cleaned).items():
            values.setdefault(f"{attribute}\t{key}", []).extend([number] * times)
    return counts


def _thresholds(values: list[float], levels: int, least: int) -> list[float]:
    """Quantiles of the distinct enough values; the lowest one marks "known"."""
    if len(values) < max(5, 2 * least):
        return []
    steps = np.quantile(values, np.linspace(0, 1, levels + 1)[:-1], method="lower")
    limits = [float(v) for v in np.unique(steps)]
    return limits if len(limits) > 1 else []


def _number_features(
    columns: dict[str, Kind],
    counts: dict[str, Counter[str]],
    thresholds: dict[str, list[float]],
    least: int,
    room: int,
    items: int,
) -> Encoder:
    """Features for the most frequent tokens that some items have and some do not."""
    usable = [
        (-times, attribute, token)
        for attribute, counter in counts.items()
        for token, times in counter.items()
        if least <= times < items
    ]
    tokens: dict[str, dict[str, int]] = {}
    for feature, (_, attribute, token) in enumerate(sorted(usable)[: max(room, 0)]):
        tokens.setdefault(attribute, {})[token] = feature
    starts, start = {}, sum(map(len, tokens.values()))
    for key, limits in thresholds.items():
        starts[key], start = start, start + len(limits)
    return Encoder(columns, tokens, thresholds, starts)
