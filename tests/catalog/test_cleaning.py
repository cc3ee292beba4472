"""What a plant's own columns become: attributes, their kinds and their units."""

import pytest

from apps.catalog.importing.infer import follows_from_routing, infer_kind, label_of
from apps.catalog.models import Attribute, Item
from tests.catalog.folders import generic, load

pytestmark = pytest.mark.django_db


def test_what_the_columns_are_is_told_from_their_values(tmp_path):
    header = ["item_code", "name", "category", "Width_mm", "grade", "remark", "standard_cost", "days_to_manufacture"]
    rows = [
        [f"A{n}", "Plate", "Sheet", f"{n}.5", ("S235", "S355")[n % 2], f"drill {n} holes of M{n}", "9.5", "3"]
        for n in range(60)
    ]
    run = load(generic(tmp_path, items=[header, *rows]))
    kinds = dict(Attribute.objects.values_list("key", "kind"))
    assert kinds["width_mm"] == "number"
    assert kinds["grade"] == "category"
    assert kinds["remark"] == "text"
    assert Attribute.objects.get(key="width_mm").unit == "mm"
    assert "category" not in kinds
    assert Item.objects.get(code="A1").part_class == "Sheet"
    leaky = Attribute.objects.filter(used_for_learning=False).values_list("key", flat=True)
    assert set(leaky) == {"standard_cost", "days_to_manufacture"}
    assert any("standard_cost, days_to_manufacture" in note for note in run.notes)


def test_what_a_person_set_for_an_attribute_stays(tmp_path):
    items = [["item_code", "width"], ["A1", "12"], ["B2", "013"]]
    load(generic(tmp_path, items=items))
    Attribute.objects.filter(key="width").update(kind="category", used_for_learning=False, label="Breadth")
    load(generic(tmp_path, items=items))
    attribute = Attribute.objects.get()
    assert (attribute.kind, attribute.used_for_learning, attribute.label) == ("category", False, "Breadth")
    assert Item.objects.get(code="B2").attributes == {"width": "013"}


def test_weights_and_sizes_with_a_unit_column_come_into_one_unit(tmp_path):
    items = [["item_code", "weight", "weight_unit"], ["A1", "500", "G  "], ["B2", "2", "KG "], ["C3", "10", "LB "]]
    load(generic(tmp_path, items=items))
    weights = [item.attributes["weight"] for item in Item.objects.order_by("code")]
    assert weights == [0.5, 2, 4.5359]
    assert Attribute.objects.get(key="weight").unit == "kg"


@pytest.mark.parametrize("blank", ["", " ", "-", "--", "nan", "NULL", "None", "NA"])
def test_what_means_nothing_is_no_value(tmp_path, blank):
    load(generic(tmp_path, items=[["item_code", "name", "grade"], ["A1", blank, blank], ["B2", "Shaft", "0"]]))
    assert Item.objects.get(code="A1").attributes == {}
    assert Item.objects.get(code="A1").name == ""
    assert Item.objects.get(code="B2").attributes == {"grade": 0}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([str(number) for number in range(100)], "number"),
        ([*map(str, range(96)), "S", "M", "L", "XL"], "number"),
        ([*map(str, range(94)), *"SMLXYZ"], "text"),  # too many are no numbers, and none comes twice
        ([f"{number:04d}" for number in range(100)], "text"),  # leading zeros: codes
        (["red", "blue"] * 50, "category"),
        (["True", "False"], "category"),
        ([f"M{number % 30}" for number in range(100)], "category"),  # short, and comes back
        ([f"300x{number}" for number in range(100)], "text"),
        (["a text of some length that says much " + "x" * 20] * 100, "text"),
        ([], "category"),
    ],
)
def test_kinds(values, kind):
    assert infer_kind(values) == kind


@pytest.mark.parametrize(
    "name",
    ["standard_cost", "ListPrice", "days_to_manufacture", "n_work_orders", "Lead Time", "setup-time", "공정수", "단가"],
)
def test_what_follows_from_the_routing_is_not_learned_from(name):
    assert follows_from_routing(name)


@pytest.mark.parametrize("name", ["material", "outer_diameter_mm", "grade", "finish", "spec", "model", "color"])
def test_what_was_known_before_the_routing_is_learned_from(name):
    assert not follows_from_routing(name)


@pytest.mark.parametrize(
    ("key", "unit", "label"),
    [("outer_diameter_mm", "mm", "Outer diameter"), ("grade", "", "Grade"), ("vec_m00", "", "Vec m00"), ("_", "", "_")],
)
def test_labels(key, unit, label):
    assert label_of(key, unit) == label
