"""Likely sets of operations: known routings that have them, and routings that nobody had yet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.models.ml.plant import Steps
from apps.models.ml.routings import make_book, routed
from apps.models.ml.sets import SetTable

A, B, C, D, E = range(5)


def book_of(*sequences: tuple[int, ...]):
    """A book in which every item has one of these routings."""
    item = np.concatenate([np.full(len(s), i, np.int32) for i, s in enumerate(sequences)])
    operation = np.concatenate([np.array(s, np.int32) for s in sequences])
    n = len(item)
    none, nan = np.full(n, -1, np.int32), np.full(n, np.nan)
    steps = Steps(item, operation, none, np.zeros(n, np.bool_), none, nan, nan, nan, nan)
    return make_book(steps, routed(steps), 5)[0]


def logits(*present: int, doubtful: dict[int, float] | None = None) -> np.ndarray:
    row = np.full((1, 5), -6, np.float32)
    row[0, list(present)] = 6
    for operation, value in (doubtful or {}).items():
        row[0, operation] = value
    return row


def found(book, row, count=4):
    likely = SetTable(book).likely(row, count)
    return [book.sequence(r) for r in likely.routing[0].tolist() if r >= 0], likely.new


def test_the_routing_of_the_likeliest_set_comes_first():
    book = book_of((A, B), (A, C), (A, B, C), (A, B))
    sequences, new = found(book, logits(A, C))
    assert sequences[0] == (A, C)
    assert new == []


def test_all_orders_and_repetitions_of_a_set_come():
    book = book_of((A, B, A), (A, B), (A, B), (B, A))
    assert set(found(book, logits(A, B))[0]) >= {(A, B), (A, B, A), (B, A)}


def test_a_doubtful_operation_is_tried_both_ways():
    book = book_of((A, B), (A, B, C))
    assert found(book, logits(A, B, doubtful={C: -0.1}))[0][:2] == [(A, B), (A, B, C)]
    assert found(book, logits(A, B, doubtful={C: 0.1}))[0][:2] == [(A, B, C), (A, B)]


def test_a_likelier_set_that_no_routing_has_is_new():
    book = book_of((A, B, D), (A, C, D))
    _, new = found(book, logits(A, B, C, D))
    assert [np.flatnonzero(wanted).tolist() for _, wanted in new[:1]] == [[A, B, C, D]]


@pytest.mark.parametrize(
    ("sequence", "wanted", "changed"),
    [
        ((A, B, D), {A, B, C, D}, (A, B, C, D)),  # C stands between B and D wherever it is
        ((A, B, C, D), {A, D}, (A, D)),
        ((A, C, D), {B, C, D}, (B, C, D)),
        ((A, B, A), {A, B, D}, (A, B, A, D)),  # what comes twice stays so
        ((A, B), {C}, (C,)),
    ],
)
def test_steps_are_left_out_and_added_where_they_usually_stand(sequence, wanted, changed):
    table = SetTable(book_of((A, B, C, D), (A, C, D), (B, C), (A, B, D)))
    assert table.change(sequence, np.isin(np.arange(5), list(wanted))) == changed


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=7).map(tuple), min_size=1, max_size=12),
    st.lists(st.floats(-20, 20, width=32), min_size=5, max_size=5),
)
def test_whatever_the_plant_and_the_odds_known_routings_or_new_sets_come(sequences, odds):
    book = book_of(*sequences)
    table = SetTable(book)
    likely = table.likely(np.array([odds], np.float32), 6)
    assert likely.routing.max() < len(book.counts)
    for _, wanted in likely.new:
        assert set(table.change(book.sequence(0), wanted)) == set(np.flatnonzero(wanted).tolist())
