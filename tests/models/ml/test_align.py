"""Alignment of sequences of operations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from apps.models.ml.align import alignment, kept_steps, similarity

SEQUENCES = st.lists(st.integers(0, 4), max_size=15).map(tuple)


@pytest.mark.parametrize(
    ("a", "b", "kept", "reason"),
    [
        ((1, 2, 3), (1, 2, 3), ((0, 0), (1, 1), (2, 2)), "equal"),
        ((1, 3), (1, 2, 3), ((0, 0), (1, 2)), "a step added"),
        ((1, 2, 1), (1, 1), ((0, 0), (2, 1)), "a repeated operation"),
        ((), (1,), (), "nothing to keep"),
    ],
)
def test_kept_steps(a: tuple[int, ...], b: tuple[int, ...], kept: tuple[tuple[int, int], ...], reason: str) -> None:
    assert kept_steps(a, b) == kept, reason


@given(SEQUENCES, SEQUENCES)
def test_distance_is_levenshteins(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    distance, kept = alignment(a, b)
    assert distance == Levenshtein.distance(a, b)
    assert similarity(a, b) == pytest.approx(Levenshtein.normalized_similarity(a, b))
    assert all(a[i] == b[j] for i, j in kept)
    assert list(kept) == sorted(set(kept))
