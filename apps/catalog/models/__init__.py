"""What the plant makes and how: items, routings, work results, and where they were loaded from."""

from apps.catalog.models.imports import ImportRun, RejectedRow
from apps.catalog.models.items import Attribute, Item
from apps.catalog.models.resources import Operation, Resource, Vendor
from apps.catalog.models.results import PurchaseOrder, WorkResult
from apps.catalog.models.routings import Routing, RoutingStep
from apps.catalog.models.stamp import EnvironmentStamp

__all__ = [
    "Attribute",
    "EnvironmentStamp",
    "ImportRun",
    "Item",
    "Operation",
    "PurchaseOrder",
    "RejectedRow",
    "Resource",
    "Routing",
    "RoutingStep",
    "Vendor",
    "WorkResult",
]
