"""Alignment of sequences of operations."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.models.ml.align import kept_steps, similarity

SEQUENCES = st.lists(st.integers(0, 4), max_size=15).map(tuple)


@pytest.mark.parametrize(
    ("a", "b", "kept", "reason"),
    [
        ((1, 2, 3), (1, 2, 3), [(0, 0), (1, 1), (2, 2)], "equal"),
        ((1, 3), (1, 2, 3), [(0, 0), (1, 2)], "a step added"),
        ((1, 2, 1), (1, 1), [(0, 0), (2, 1)], "a repeated operation"),
        ((), (1,), [], "nothing to keep"),
    ],
)
def test_kept_steps(a: tuple[int, ...], b: tuple[int, ...], kept: list[tuple[int, int]], reason: str) -> None:
    assert kept_steps(a, b) == kept, reason


@given(SEQUENCES, SEQUENCES)
def test_what_is_kept_is_an_optimal_edit(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    kept = kept_steps(a, b)
    assert all(a[i] == b[j] for i, j in kept)
    corners = [(-1, -1), *kept, (len(a), len(b))]
    edits = [max(i - before_i, j - before_j) - 1 for (before_i, before_j), (i, j) in pairwise(corners)]
    assert sum(edits) == distance(a, b)
    assert similarity(a, b) == pytest.approx(1 - distance(a, b) / max(len(a), len(b), 1))


def distance(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """Levenshtein's, by its definition."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]
