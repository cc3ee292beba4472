"""The catalogue as the learning core wants it: plain arrays of routed items, their main routings and results.

Rows are streamed from server-side cursors into arrays block by block, so that 1.7 million steps never
stand in memory as Python objects.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, models, transaction
from numpy.typing import NDArray

from apps.catalog.models import (
    Attribute,
    Item,
    Operation,
    PurchaseOrder,
    Resource,
    Routing,
    RoutingStep,
    Vendor,
    WorkResult,
)
from apps.models.ml.plant import Column, Items, Plant, Purchases, Results, Steps
from apps.models.ml.text import as_number, as_text
from apps.models.selectors import learning_attributes

BLOCK = 20_000
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
UNKNOWN = -1


def read_plant() -> Plant:
    """All that a model is trained on, as of one moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _read_plant()


def _read_plant() -> Plant:
    item_ids, items = _read_items(learning_attributes())
    operations, resources, vendors = _Codes(Operation), _Codes(Resource), _Codes(Vendor)
    return Plant(
        items=items,
        operations=operations.codes,
        resources=resources.codes,
        vendors=vendors.codes,
        steps=_read_steps(item_ids, operations, resources, vendors),
        results=_read_results(item_ids, operations, resources),
        purchases=_read_purchases(item_ids, vendors),
    )


class _Codes:
    """A table of codes; `index` turns primary keys (0 for none) into positions in `codes`, -1 for none."""

    def __init__(self, model: type[models.Model]) -> None:
        rows = list(model._default_manager.order_by("pk").values_list("pk", "code"))
        self.codes = tuple(code for _, code in rows)
        self._ids = np.array([pk for pk, _ in rows], dtype=np.int64)

    def index(self, ids: NDArray[np.int64]) -> NDArray[np.int32]:
        return _positions(self._ids, ids)


def _positions(sorted_ids: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int32]:
    if not len(sorted_ids):
        return np.full(len(ids), UNKNOWN, dtype=np.int32)
    at = np.minimum(np.searchsorted(sorted_ids, ids), len(sorted_ids) - 1)
    return np.where(sorted_ids[at] == ids, at, UNKNOWN).astype(np.int32)


def _read_items(attributes: Sequence[Attribute]) -> tuple[NDArray[np.int64], Items]:
    """Each item is as old as its main routing where that has a date, else as the item itself."""
    rows = Item.objects.filter(has_routing=True).order_by("pk")
    routed_on = dict(Routing.objects.filter(is_main=True).values_list("item_id", "created_on"))
    ids: list[int] = []
    texts: list[list[str]] = [[], [], [], []]
    days: list[int] = []
    values: list[list[Any]] = [[] for _ in attributes]
    fields = ("pk", "code", "name", "part_class", "drawing", "created_on", "attributes")
    for pk, code, name, part_class, drawing, created_on, given in rows.values_list(*fields).iterator(BLOCK):
        ids.append(pk)
        for column, text in zip(texts, (code, name, part_class, drawing), strict=True):
            column.append(text)
        days.append(_day(routed_on.get(pk) or created_on))
        for column, attribute in zip(values, attributes, strict=True):
            column.append(given.get(attribute.key))
    codes, names, part_classes, drawings = texts
    return np.array(ids, dtype=np.int64), Items(
        codes=tuple(codes),
        names=_objects(names),
        part_classes=_objects(part_classes),
        drawings=_objects(drawings),
        created_days=np.array(days, dtype=np.int32),
        columns=tuple(_column(a, v) for a, v in zip(attributes, values, strict=True)),
    )


def _column(attribute: Attribute, values: list[Any]) -> Column:
    """Read as a query's values are: what was loaded under another kind may be a number as text, or the reverse."""
    if attribute.kind == Attribute.Kind.NUMBER:
        numbers = [v if isinstance(v, float) else as_number(v) for v in values]
        return Column(attribute.key, "number", np.array(numbers, dtype=np.float64))
    kind: Any = attribute.kind
    return Column(attribute.key, kind, _objects([as_text(v) for v in values]))


def _objects(values: list[str]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _day(value: date | None) -> int:
    return value.toordinal() - EPOCH_ORDINAL if value else UNKNOWN


def _blocks(rows: models.QuerySet[Any], fields: Sequence[str]) -> Iterator[list[NDArray[Any]]]:
    """The rows' fields as float64 arrays, block by block; NULL is NaN and dates are days since 1970."""
    width = len(fields)
    block: list[tuple[Any, ...]] = []
    for row in rows.values_list(*fields).iterator(BLOCK):
        block.append(row)
        if len(block) == BLOCK:
            yield _transpose(block, width)
            block = []
    yield _transpose(block, width)


def _transpose(block: list[tuple[Any, ...]], width: int) -> list[NDArray[Any]]:
    if not block:
        return [np.empty(0, dtype=np.float64) for _ in range(width)]
    return [_numbers(column) for column in zip(*block, strict=True)]


def _numbers(column: Sequence[Any]) -> NDArray[np.float64]:
    if any(isinstance(value, date) for value in column):
        column = [_day(value) for value in column]
    return np.array(column, dtype=np.float64)  # None becomes NaN


def _columns(rows: models.QuerySet[Any], fields: Sequence[str]) -> list[NDArray[np.float64]]:
    return [np.concatenate(parts) for parts in zip(*_blocks(rows, fields), strict=True)]


def _ids(column: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.nan_to_num(column, nan=0).astype(np.int64)


def _days(column: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.nan_to_num(column, nan=UNKNOWN).astype(np.int32)


def _read_steps(item_ids: NDArray[np.int64], operations: _Codes, resources: _Codes, vendors: _Codes) -> Steps:
    rows = RoutingStep.objects.filter(routing__is_main=True).order_by("routing__item_id", "sequence")
    fields = ("routing__item_id", "operation_id", "resource_id", "outsourced", "vendor_id")
    figures = ("setup_minutes", "run_minutes", "lead_time_days", "price")
    item, operation, resource, outsourced, vendor, setup, run, lead_time, price = _columns(rows, fields + figures)
    return Steps(
        item=_positions(item_ids, _ids(item)),
        operation=operations.index(_ids(operation)),
        resource=resources.index(_ids(resource)),
        outsourced=outsourced.astype(bool),
        vendor=vendors.index(_ids(vendor)),
        setup_minutes=setup,
        run_minutes=run,
        lead_time_days=lead_time,
        price=price,
    )


def _read_results(item_ids: NDArray[np.int64], operations: _Codes, resources: _Codes) -> Results:
    rows = WorkResult.objects.filter(item__has_routing=True).order_by("item_id", "pk")
    fields = (
        "item_id",
        "operation_id",
        "resource_id",
        "quantity",
        "setup_minutes",
        "run_minutes",
        "reported_on",
    )
    item, operation, resource, quantity, setup, run, day = _columns(rows, fields)
    return Results(
        item=_positions(item_ids, _ids(item)),
        operation=operations.index(_ids(operation)),
        resource=resources.index(_ids(resource)),
        quantity=quantity,
        setup_minutes=setup,
        run_minutes=run,
        day=_days(day),
    )


def _read_purchases(item_ids: NDArray[np.int64], vendors: _Codes) -> Purchases:
    rows = PurchaseOrder.objects.filter(item__has_routing=True).order_by("item_id", "pk")
    item, vendor, price, day = _columns(rows, ("item_id", "vendor_id", "unit_price", "ordered_on"))
    return Purchases(
        item=_positions(item_ids, _ids(item)), vendor=vendors.index(_ids(vendor)), price=price, day=_days(day)
    )
