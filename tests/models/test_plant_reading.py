"""The catalogue as a model is given it: the same plant as the one that was written."""

from datetime import date

import numpy as np
import pytest

from apps.catalog.models import Attribute, Item, Operation, Routing, WorkResult
from apps.models.ml.text import as_number, as_text
from apps.models.plant_reading import read_plant
from apps.models.selectors import learning_attributes, query_for_item
from tests.small_plant import EPOCH, Part, parts

pytestmark = pytest.mark.django_db(transaction=True)  # one snapshot needs a transaction of its own


def test_only_routed_items_in_one_order(catalogue):
    plant = read_plant()
    routed = [part for part in parts() if part.number % 10]
    assert plant.items.codes == tuple(part.code for part in routed)
    assert list(plant.items.part_classes) == [part.part_class for part in routed]
    columns = {column.key: column for column in plant.items.columns}
    assert list(columns["diameter"].values) == [part.diameter_mm for part in routed]
    assert columns["material"].kind == "category"


def test_steps_keep_their_order_times_and_vendors(catalogue):
    plant = read_plant()
    part = Part(6)
    steps = plant.steps.item == plant.items.codes.index(part.code)
    names = [plant.operations[at] for at in plant.steps.operation[steps]]
    assert names == part.operations()
    assert list(plant.steps.run_minutes[steps]) == [part.minutes(operation)[1] for operation in names]
    coat = names.index("COAT")
    assert plant.vendors[plant.steps.vendor[steps][coat]] == "V-COAT"
    assert plant.steps.resource[steps][coat] == -1


def test_unknown_figures_are_nan_and_unknown_texts_are_empty(catalogue):
    Item.objects.filter(code="P-0001").update(attributes={})
    plant = read_plant()
    columns = {column.key: column for column in plant.items.columns}
    at = plant.items.codes.index("P-0001")
    assert np.isnan(columns["diameter"].values[at])
    assert columns["material"].values[at] == ""


def test_an_attribute_that_is_switched_off_is_not_read(catalogue):
    Attribute.objects.filter(key="material").update(used_for_learning=False)
    assert [column.key for column in read_plant().items.columns] == ["diameter"]


def test_an_item_is_as_old_as_its_main_routing(catalogue):
    Routing.objects.filter(item__code="P-0001").update(created_on=date(2024, 5, 6))
    days = read_plant().items.created_days
    assert days[0] == (date(2024, 5, 6) - EPOCH).days
    assert days[1] == (Part(2).created_on - EPOCH).days


def test_results_belong_to_their_items(catalogue):
    WorkResult.objects.create(
        item=Item.objects.get(code="P-0002"),
        operation=Operation.objects.get(code="MILL"),
        sequence=20,
        quantity=5,
        run_minutes=3.5,
        row_hash="00000000-0000-0000-0000-000000000001",
    )
    plant = read_plant()
    assert plant.items.codes[plant.results.item[0]] == "P-0002"
    assert plant.operations[plant.results.operation[0]] == "MILL"
    assert (plant.results.run_minutes[0], plant.results.day[0]) == (3.5, -1)


def test_an_empty_catalogue_is_an_empty_plant(db):
    plant = read_plant()
    assert plant.items.codes == ()
    assert len(plant.steps.item) == 0


def test_a_query_has_what_a_row_of_the_plant_has(catalogue):
    query = query_for_item(Item.objects.get(code="P-0001"), learning_attributes())
    assert query.attributes == {"diameter": Part(1).diameter_mm, "material": Part(1).material}


@pytest.mark.parametrize(("kind", "stored"), [("category", 25.0), ("text", 25), ("number", "25,5"), ("number", "x")])
def test_values_loaded_under_another_kind_are_read_as_a_query_reads_them(catalogue, kind, stored):
    Attribute.objects.filter(key="diameter").update(kind=kind)
    Item.objects.filter(code="P-0001").update(attributes={"diameter": stored})
    column = next(column for column in read_plant().items.columns if column.key == "diameter")
    asked = query_for_item(Item.objects.get(code="P-0001"), learning_attributes()).attributes["diameter"]
    read = as_number if kind == "number" else as_text
    assert np.array_equal([column.values[0]], [read(asked)], equal_nan=kind == "number")
