"""What a column may take from the prediction: a name for the mapping, a label for people, and where it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.routing.export.cells import Kind, Value
from apps.routing.export.rows import ROWS, MaterialRow, ResourceRow, RoutingRow, Sheet, StepRow


@dataclass(frozen=True)
class Field:
    """`name` is kept in mappings and never changed later; `row` is the least that a sheet's rows must be."""

    name: str
    label: str | Promise
    kind: Kind
    row: type[RoutingRow]
    path: str
    decimals: int | None = None

    @cached_property
    def read(self) -> Callable[[RoutingRow], Value]:
        get, decimals = attrgetter(self.path), self.decimals
        return get if decimals is None else lambda row: _rounded(get(row), decimals)


def _rounded(value: Any, decimals: int) -> Value:
    return None if value is None else cast(Value, round(value, decimals))


TEXT, NUMBER, DATE = Kind.TEXT, Kind.NUMBER, Kind.DATE
DECIMALS = 4  # of a minute, a day, and of money: a prediction has a dozen, and no ERP keeps them
FIELDS = {
    field.name: field
    for field in (
        Field("item_code", _("Item code"), TEXT, RoutingRow, "routing.item_code"),
        Field("item_name", _("Item name"), TEXT, RoutingRow, "routing.item_name"),
        Field("item_unit", _("Stock unit of the item"), TEXT, RoutingRow, "routing.item_unit"),
        Field("drawing", _("Drawing"), TEXT, RoutingRow, "routing.drawing"),
        Field("drawing_revision", _("Revision of the drawing"), TEXT, RoutingRow, "routing.drawing_revision"),
        Field("routing_code", _("Routing number"), TEXT, RoutingRow, "routing.routing_code"),
        Field("description", _("Description of the routing"), TEXT, RoutingRow, "routing.description"),
        Field("routing_is_main", _("Main routing? Y or N"), TEXT, RoutingRow, "routing_is_main"),
        Field("standard_item", _("Item of the standard routing"), TEXT, RoutingRow, "routing.standard_item"),
        Field("standard_routing", _("Number of the standard routing"), TEXT, RoutingRow, "routing.standard_routing"),
        Field("valid_from", _("Valid from"), DATE, RoutingRow, "routing.valid_from"),
        Field("valid_to", _("Valid to"), DATE, RoutingRow, "routing.valid_to"),
        Field("created_on", _("Created on"), DATE, RoutingRow, "routing.created_on"),
        Field("reference", _("What the routing comes from"), TEXT, RoutingRow, "routing.reference"),
        Field("sequence", _("Sequence of the step"), NUMBER, StepRow, "step.sequence"),
        Field("operation", _("Operation code"), TEXT, StepRow, "step.operation"),
        Field("operation_name", _("Operation name"), TEXT, StepRow, "step.operation_name"),
        Field("inside", _("In-house? Y or N"), TEXT, StepRow, "inside"),
        Field("place", _("First, in between or last: F, I, L"), TEXT, StepRow, "place"),
        Field("work_centre", _("Work centre of the step"), TEXT, StepRow, "step.work_centre"),
        Field("resource", _("Machine of the step"), TEXT, StepRow, "step.resource"),
        Field("resource_name", _("Name of the step's machine"), TEXT, StepRow, "step.resource_name"),
        Field("vendor", _("Vendor code"), TEXT, StepRow, "step.vendor"),
        Field("vendor_name", _("Vendor name"), TEXT, StepRow, "step.vendor_name"),
        Field("price", _("Price per piece"), NUMBER, StepRow, "step.price", DECIMALS),
        Field("currency", _("Currency"), TEXT, StepRow, "step.currency"),
        Field("lead_time_days", _("Lead time, days"), NUMBER, StepRow, "step.lead_time_days", DECIMALS),
        Field("setup_minutes", _("Set-up, minutes"), NUMBER, StepRow, "step.setup_minutes", DECIMALS),
        Field("run_minutes", _("Run per piece, minutes"), NUMBER, StepRow, "step.run_minutes", DECIMALS),
        Field("run_quantity", _("Pieces that the run time is for: 1"), NUMBER, StepRow, "run_quantity"),
        Field("wait_minutes", _("Wait, minutes"), NUMBER, StepRow, "step.wait_minutes", DECIMALS),
        Field("move_minutes", _("Move, minutes"), NUMBER, StepRow, "step.move_minutes", DECIMALS),
        Field("queue_minutes", _("Queue, minutes"), NUMBER, StepRow, "step.queue_minutes", DECIMALS),
        Field("machine", _("This machine"), TEXT, ResourceRow, "machine.resource"),
        Field("machine_name", _("Name of this machine"), TEXT, ResourceRow, "machine.resource_name"),
        Field("machine_work_centre", _("Work centre of this machine"), TEXT, ResourceRow, "machine.work_centre"),
        Field("machine_is_main", _("Main machine? Y or N"), TEXT, ResourceRow, "machine_is_main"),
        Field("machine_priority", _("Priority of this machine: 1, 2, 3"), NUMBER, ResourceRow, "priority"),
        Field(
            "machine_setup_minutes",
            _("Set-up on this machine, minutes"),
            NUMBER,
            ResourceRow,
            "setup_minutes",
            DECIMALS,
        ),
        Field(
            "machine_run_minutes",
            _("Run per piece on this machine, minutes"),
            NUMBER,
            ResourceRow,
            "run_minutes",
            DECIMALS,
        ),
        Field("material_number", _("Number of the material in its step"), NUMBER, MaterialRow, "number"),
        Field("material", _("Material code"), TEXT, MaterialRow, "material.item_code"),
        Field("material_name", _("Material name"), TEXT, MaterialRow, "material.name"),
        Field("material_quantity", _("Material per piece"), NUMBER, MaterialRow, "material.quantity"),
        Field("material_unit", _("Unit of the material"), TEXT, MaterialRow, "material.unit"),
    )
}


def fields_of(sheet: Sheet) -> list[Field]:
    """Those that a column of this sheet may take."""
    return [field for field in FIELDS.values() if issubclass(ROWS[sheet], field.row)]
