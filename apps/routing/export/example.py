"""A made-up routing with one of everything, so that a mapping shows what it does."""

from datetime import date
from decimal import Decimal

from apps.routing.export.cells import Kind
from apps.routing.export.columns import Columns, planner_inputs
from apps.routing.export.routing import ExportedAlternative, ExportedMaterial, ExportedRouting, ExportedStep

_STEPS = (
    ExportedStep(
        10, "F10-1", "KITTING", work_centre="KIT", resource="KIT-01", resource_name="Kitting 1",
        setup_minutes=8.4, run_minutes=28.5, wait_minutes=200, move_minutes=200, queue_minutes=0,
        materials=(ExportedMaterial("00123", 1, "RETAINER", "EA"), ExportedMaterial("1E5", 2, "O-RING", "EA")),
    ),
    ExportedStep(
        20, "F62-1", "CARTRIDGE ASSEMBLY", work_centre="ASY", resource="ASY-WC1A", resource_name="Assembly 1A",
        setup_minutes=79.8, run_minutes=16.4, wait_minutes=200, move_minutes=200, queue_minutes=0,
        alternatives=(
            ExportedAlternative("ASY-WC2A", 2, "Assembly 2A", "ASY", setup_minutes=82, run_minutes=18.1),
            ExportedAlternative("ASY-WC3A", 3, "Assembly 3A", "ASY"),
        ),
    ),
    ExportedStep(
        30, "O50-2", "COATING", outsourced=True, vendor="V131", vendor_name="NEO CERAMIC",
        price=Decimal("21000.0000"), currency="KRW", lead_time_days=7,
    ),
    ExportedStep(
        40, "F20-3", "PACKING", work_centre="PACK", resource="PACK-01", resource_name="Packing 1",
        setup_minutes=24, run_minutes=9.4, wait_minutes=0, move_minutes=200, queue_minutes=0,
    ),
)  # fmt: skip
_FITTING = {Kind.TEXT: "…", Kind.NUMBER: "1", Kind.DATE: "2026-11-25"}


def example(columns: Columns) -> ExportedRouting:
    """With something for each input that the mapping asks for."""
    return ExportedRouting(
        item_code="B160940000000",
        routing_code="B#0L01C",
        steps=_STEPS,
        item_name="SEAL BOM",
        item_unit="SET",
        drawing="A-78942",
        drawing_revision="3",
        description="SEAL BOM 81",
        standard_item="RTG-ASSY",
        standard_routing="B#1L00C",
        valid_from=date(2001, 1, 1),
        valid_to=date(2999, 12, 31),
        created_on=date(2026, 11, 25),
        reference="Example",
        inputs={each.name: _FITTING[Kind(each.kind)] for each in planner_inputs(columns)},
    )
