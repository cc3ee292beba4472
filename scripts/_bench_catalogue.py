"""Inside the product: what the loaded catalogue says, for the bench to judge by and to make other folders of."""

import csv
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from apps.catalog.models import Attribute, Item, RoutingStep, WorkResult
from apps.models.ml.measures import measure
from apps.models.ml.routings import routed
from apps.models.plant_reading import read_plant


def codes(*, has_routing: bool | None, count: int) -> list[str]:
    """Codes of so many items, spread over the catalogue; routed, unrouted or (None) any."""
    items = Item.objects.order_by("pk") if has_routing is None else Item.objects.filter(has_routing=has_routing)
    found = list(items.order_by("pk").values_list("code", flat=True))
    return found[:: max(1, len(found) // count)][:count]


def truth() -> dict[str, Any]:
    """How every routed item is made: operations in order, and the best known minutes per piece, None where unknown."""
    plant = read_plant()
    items = routed(plant.steps)
    minutes = np.exp(measure(plant).logs[1])
    return {
        plant.items.codes[item]: {
            "operations": [plant.operations[o] for o in plant.steps.operation[a:b]],
            "run_minutes": [float(m) if m == m else None for m in minutes[a:b]],
        }
        for item, (a, b) in zip(items.items.tolist(), pairwise(items.first.tolist()), strict=True)
    }


def export(folder: str) -> dict[str, list[str]]:
    """Write the catalogue in the generic form: items with what is learned from, main routings, results.

    Gives the exported attributes by kind.
    """
    attributes = list(Attribute.objects.filter(used_for_learning=True))
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    _write(target / "items.csv", [*ITEM_COLUMNS, *(a.key for a in attributes)], _item_rows(attributes))
    _write(target / "routings.csv", ROUTING_COLUMNS, _routing_rows())
    _write(target / "results.csv", RESULT_COLUMNS, _result_rows())
    kinds = {attribute.kind for attribute in attributes}
    return {str(kind): [a.key for a in attributes if a.kind == kind] for kind in kinds}


ITEM_COLUMNS = ["item_code", "name", "part_class", "drawing", "created_on"]
ROUTING_COLUMNS = [
    "item_code", "sequence", "operation", "resource", "outsourced", "vendor", "setup_time", "run_time", "created_on",
]  # fmt: skip
RESULT_COLUMNS = ["item_code", "sequence", "operation", "quantity", "setup_time", "run_time", "resource", "reported_on"]


def _item_rows(attributes: Sequence[Attribute]) -> Iterable[Sequence[Any]]:
    fields = ("code", "name", "part_class", "drawing", "created_on", "attributes")
    for *own, given in Item.objects.order_by("pk").values_list(*fields).iterator(10_000):
        yield [*own, *(given.get(attribute.key) for attribute in attributes)]


def _routing_rows() -> Iterable[Sequence[Any]]:
    fields = (
        "routing__item__code", "sequence", "operation__code", "resource__code", "outsourced", "vendor__code",
        "setup_minutes", "run_minutes", "routing__created_on",
    )  # fmt: skip
    steps = RoutingStep.objects.filter(routing__is_main=True).order_by("routing__item_id", "sequence")
    return steps.values_list(*fields).iterator(10_000)


def _result_rows() -> Iterable[Sequence[Any]]:
    """Both times are for the whole quantity in this form; set-up is kept per lot already."""
    fields = (
        "item__code", "sequence", "operation__code", "quantity", "setup_minutes", "run_minutes", "resource__code",
        "reported_on",
    )  # fmt: skip
    for code, sequence, operation, quantity, setup, run, resource, day in (
        WorkResult.objects.order_by("pk").values_list(*fields).iterator(10_000)
    ):
        whole = None if run is None or quantity is None else run * quantity
        yield [code, sequence, operation, quantity, setup, whole, resource, day]


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
