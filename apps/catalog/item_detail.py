"""What an item's page shows: a fixed number of queries, however many routings and results there are."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from apps.catalog.models import Attribute, Item, PurchaseOrder, Routing, RoutingStep
from apps.catalog.models.coded import code_key
from apps.catalog.reported import by_operation, newest, results_of

LAST_RESULTS = 20
LAST_ORDERS = 10
SIBLINGS = 10


class AttributeValue(NamedTuple):
    label: str
    value: Any
    unit: str
    query: str  # finds the items that share it


def get_item(code: str) -> Item:
    """Raises Http404 with a sentence."""
    item = None if "\0" in code else Item.objects.defer("search").filter(code_key=code_key(code)).first()
    if item is None:
        raise Http404(
            _("The catalogue has no item %(code)s. It may be spelled otherwise, or not loaded yet: search for it.")
            % {"code": code}
        )
    return item


def item_page(item: Item) -> dict[str, Any]:
    routings = list(_routings(item))
    results = results_of(item)
    siblings = _siblings(item)
    return {
        "item": item,
        "attributes": _attributes(item),
        "routings": routings,
        "operations": by_operation(results, routings[0].steps.all() if routings else []),
        "last_results": newest(results, LAST_RESULTS),
        "orders": list(_orders(item)),
        "siblings": siblings[:SIBLINGS],
        "more_siblings": len(siblings) > SIBLINGS,
    }


def _attributes(item: Item) -> list[AttributeValue]:
    """In the plant's own order; what the item does not have is left out."""
    return [
        AttributeValue(attribute.label, value, attribute.unit, _shared_by(attribute, value))
        for attribute in Attribute.objects.all()
        if (value := item.attributes.get(attribute.key)) not in (None, "")
    ]


def _shared_by(attribute: Attribute, value: Any) -> str:
    is_category = attribute.kind == Attribute.Kind.CATEGORY
    return urlencode({"attribute": attribute.key, "value": value}) if is_category else ""


def _routings(item: Item) -> QuerySet[Routing]:
    steps = RoutingStep.objects.select_related("operation", "resource", "vendor").order_by("sequence")
    return item.routings.order_by("-is_main", F("created_on").desc(nulls_last=True), "code").prefetch_related(
        Prefetch("steps", steps)
    )


def _siblings(item: Item) -> list[Item]:
    if not item.drawing:
        return []
    same = Item.objects.filter(drawing=item.drawing).exclude(pk=item.pk)
    return list(same.only("code", "name", "has_routing").order_by("code")[: SIBLINGS + 1])


def _orders(item: Item) -> QuerySet[PurchaseOrder]:
    orders = item.purchase_orders.select_related("vendor")
    return orders.order_by(F("ordered_on").desc(nulls_last=True), "-id")[:LAST_ORDERS]
