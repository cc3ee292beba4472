"""What stands behind a row of each sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from apps.routing.export.routing import ExportedAlternative, ExportedMaterial, ExportedRouting, ExportedStep

YES, NO = "Y", "N"


class Sheet(TextChoices):
    """The ERP's tables, in the order of the workbook."""

    MASTER = "P_BOP_PROC_MASTER", "P_BOP_PROC_MASTER"
    DETAIL = "P_BOP_PROC_DETAIL", "P_BOP_PROC_DETAIL"
    RESOURCES = "P_BOP_PROC_RES", "P_BOP_PROC_RES"
    CHILDREN = "P_BOP_PROC_CHILD", "P_BOP_PROC_CHILD"


@dataclass(frozen=True, slots=True)
class RoutingRow:
    routing: ExportedRouting

    @property
    def routing_is_main(self) -> str:
        return YES if self.routing.is_main else NO


@dataclass(frozen=True, slots=True)
class StepRow(RoutingRow):
    step: ExportedStep

    @property
    def inside(self) -> str:
        return NO if self.step.outsourced else YES

    @property
    def place(self) -> str:
        """F first, I in between, L last; a single step is the first."""
        if self.step is self.routing.steps[0]:
            return "F"
        return "L" if self.step is self.routing.steps[-1] else "I"

    @property
    def run_quantity(self) -> int:
        """The pieces that the run time is for: times are kept per piece."""
        return 1


@dataclass(frozen=True, slots=True)
class ResourceRow(StepRow):
    machine: ExportedAlternative
    priority: int

    @property
    def machine_is_main(self) -> str:
        return YES if self.priority == 1 else NO

    @property
    def setup_minutes(self) -> float | None:
        return self.step.setup_minutes if self.machine.setup_minutes is None else self.machine.setup_minutes

    @property
    def run_minutes(self) -> float | None:
        return self.step.run_minutes if self.machine.run_minutes is None else self.machine.run_minutes


@dataclass(frozen=True, slots=True)
class MaterialRow(StepRow):
    material: ExportedMaterial
    number: int


ROWS: dict[Sheet, type[RoutingRow]] = {
    Sheet.MASTER: RoutingRow,
    Sheet.DETAIL: StepRow,
    Sheet.RESOURCES: ResourceRow,
    Sheet.CHILDREN: MaterialRow,
}


def rows(sheet: Sheet, routing: ExportedRouting) -> Iterator[RoutingRow]:
    match sheet:
        case Sheet.MASTER:
            yield RoutingRow(routing)
        case Sheet.DETAIL:
            yield from (StepRow(routing, step) for step in routing.steps)
        case Sheet.RESOURCES:
            yield from _resource_rows(routing)
        case Sheet.CHILDREN:
            yield from _material_rows(routing)


def _resource_rows(routing: ExportedRouting) -> Iterator[RoutingRow]:
    operation, priority = "", 0
    for step, machine in routing.resources():
        priority = priority + 1 if step.operation == operation else 1
        operation = step.operation
        yield ResourceRow(routing, step, machine, priority)


def _material_rows(routing: ExportedRouting) -> Iterator[RoutingRow]:
    for step in routing.steps:
        for number, material in enumerate(step.materials, start=1):
            yield MaterialRow(routing, step, material, number)
