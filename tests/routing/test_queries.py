"""What people type, as a question to a model."""

import pytest

from apps.catalog.models import Attribute, Item
from apps.models.selectors import trained_attributes
from apps.routing.queries import Changes, ask, typed_value

pytestmark = pytest.mark.django_db


@pytest.fixture
def attributes():
    return [
        Attribute.objects.create(key="od", label="Outside diameter", kind="number", unit="mm"),
        Attribute.objects.create(key="material", label="Material", kind="category"),
    ]


@pytest.fixture
def item():
    return Item.objects.create(
        code="A-1", name="SHAFT", part_class="SFT", attributes={"od": 40.0, "material": "SUS316", "cost": 3}
    )


@pytest.mark.parametrize(
    ("fields", "changed", "expected_attributes", "expected_name"),
    [
        ({}, {}, {"od": 40.0, "material": "SUS316"}, "SHAFT"),
        ({}, {"od": "55.5"}, {"od": 55.5, "material": "SUS316"}, "SHAFT"),
        (
            {},
            {"material": ""},
            {"od": 40.0, "material": None},
            "SHAFT",
        ),  # emptied: unknown, not the item's own
        ({"name": " SLEEVE "}, {}, {"od": 40.0, "material": "SUS316"}, "SLEEVE"),
        ({}, {"unheard-of": "1"}, {"od": 40.0, "material": "SUS316"}, "SHAFT"),
    ],
)
def test_changes_stand_in_for_the_items_own_values(
    attributes, item, fields, changed, expected_attributes, expected_name
):
    query = ask(item, Changes(fields, changed), attributes)
    assert query.attributes == expected_attributes
    assert query.name == expected_name
    assert query.part_class == "SFT"


def test_a_new_item_is_what_was_typed_and_nothing_else(attributes):
    query = ask(None, Changes({"name": "RING"}, {"od": "12"}), attributes)
    assert (query.code, query.name, query.attributes) == ("", "RING", {"od": 12.0})


def test_what_the_model_was_not_trained_on_never_reaches_it(attributes, item):
    Attribute.objects.create(key="cost", label="Cost", kind="number")
    assert "cost" not in ask(item, Changes({}, {}), trained_attributes({"od": "number"})).attributes


def test_a_model_is_asked_as_it_was_trained_whatever_is_set_today(attributes):
    Attribute.objects.filter(key="od").update(used_for_learning=False, kind="text", label="OD", position=7)
    read = trained_attributes({"od": "number", "gone": "text", "material": "category"})
    assert [(a.key, a.kind, a.label) for a in read] == [
        ("gone", "text", "gone"),
        ("material", "category", "Material"),
        ("od", "number", "OD"),
    ]
    assert Attribute.objects.get(key="od").kind == "text"


@pytest.mark.parametrize("text", ["abc", "1,234", "nan", "inf", "-inf", "1e999"])
def test_what_is_not_a_number_is_refused(attributes, text):
    with pytest.raises(ValueError, match=r".*"):
        typed_value(attributes[0], text)
