"""Siblings by drawing: who they are, what they say, and that no item is its own."""

import numpy as np
import pytest

from apps.models.ml.plant import Query
from apps.models.ml.routings import make_book, routed
from apps.models.ml.siblings import drawing_key, make_drawings, sibling_rows, sibling_size
from tests.models.ml.plants import make_plant, query


@pytest.mark.parametrize(
    ("drawings", "asked", "found"),
    [
        (["A-1", "B-2", "a-1 "], "A-1", [0, 2]),  # spelling does not matter
        (["A-1", "B-2", "A-1"], " b-2", [1]),
        (["A-1", "", ""], "", []),  # no drawing is no common drawing
        (["A-1"], "A-2", []),
        ([], "A-1", []),
        (["도면-7", "É", "도면-7"], "도면-7", [0, 2]),
    ],
)
def test_items_of_one_drawing(drawings, asked, found):
    assert make_drawings(drawings).items(asked).tolist() == found


def test_an_item_is_not_its_own_sibling():
    own = make_drawings(["A", "B", "A", "A", ""]).own_siblings(5)
    assert [s.tolist() for s in own] == [[2, 3], [], [0, 3], [0, 2], []]


def test_every_drawing_is_found_among_many():
    drawings = [f"D{n * 7919 % 100_003:X}" for n in range(2_000)]
    table = make_drawings(drawings)
    assert all(drawings.index(d) in table.items(d) for d in drawings)


def test_siblings_say_what_some_and_what_most_of_them_have():
    plant = make_plant(40)
    book, routing = make_book(plant.steps, routed(plant.steps), len(plant.operations))
    three = np.array([0, 1, 2], np.int32)
    said = sibling_rows(book, routing, [three, three[:0]], start=100)
    sets = [set(book.sequence(routing[i])) for i in range(3)]
    some = sorted(set.union(*sets))
    most = [o for o in some if sum(o in s for s in sets) >= 2]
    features = [*some, *(book.operations + o for o in most), 2 * book.operations]
    assert said.row(0).tolist() == [100 + f for f in features]
    assert said.row(1).tolist() == []
    assert said.row(0).max() < 100 + sibling_size(book.operations)


def test_a_drawing_key_ignores_case_and_blanks():
    assert drawing_key(" Ab-1 2 ") == drawing_key("AB-12") == "ab-12"


def test_a_siblings_routing_is_used_but_not_the_items_own(trained):
    plant = trained.plant
    first = next(i for i, d in enumerate(plant.items.drawings) if d and list(plant.items.drawings).count(d) == 2)
    asked = query(plant, first)
    siblings = trained.predictor.ask([asked]).siblings[0].tolist()
    assert [plant.items.drawings[s] for s in siblings] == [asked.drawing]
    assert first not in siblings
    unknown = trained.predictor.ask([Query("NEW", asked.name, asked.part_class, asked.drawing)]).siblings[0]
    assert first in unknown.tolist()
