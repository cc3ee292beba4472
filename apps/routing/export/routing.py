"""What is exported: a finished routing, whoever made it. Knows neither proposals nor the database."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal


class _Figures:
    """Numbers are finite and not negative; None says unknown."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]  # the subclasses are dataclasses
            value = getattr(self, each.name)
            if isinstance(value, float | int | Decimal) and not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{type(self).__name__}.{each.name} is {value}: no such number is exported")


@dataclass(frozen=True, slots=True)
class ExportedAlternative(_Figures):
    """Another machine for a step. The step's times stand in where it has none of its own."""

    resource: str
    priority: int  # small first; the file counts anew, since the main machine is the first
    resource_name: str = ""
    work_centre: str = ""
    setup_minutes: float | None = None
    run_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class ExportedMaterial(_Figures):
    """What goes into a step."""

    item_code: str
    quantity: float | None = None  # per piece
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ExportedStep(_Figures):
    """One operation. Set-up in minutes per lot, run in minutes per piece, price per piece."""

    sequence: int
    operation: str
    operation_name: str = ""
    outsourced: bool = False
    work_centre: str = ""
    resource: str = ""
    resource_name: str = ""
    vendor: str = ""
    vendor_name: str = ""
    price: Decimal | None = None
    currency: str = ""
    lead_time_days: float | None = None
    setup_minutes: float | None = None
    run_minutes: float | None = None
    wait_minutes: float | None = None
    move_minutes: float | None = None
    queue_minutes: float | None = None
    alternatives: tuple[ExportedAlternative, ...] = ()
    materials: tuple[ExportedMaterial, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedRouting:
    """One routing of one item, its steps in their order."""

    item_code: str
    routing_code: str
    steps: tuple[ExportedStep, ...]
    item_name: str = ""
    item_unit: str = ""
    drawing: str = ""
    drawing_revision: str = ""
    description: str = ""
    is_main: bool = True
    standard_item: str = ""
    standard_routing: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    created_on: date | None = None
    reference: str = ""  # what it comes from, as people name it: Proposal 1042
    inputs: Mapping[str, str] = field(default_factory=dict)  # what the planner was asked for, by name

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError(f"The routing {self.routing_code} of {self.item_code} has no step: nothing to export")

    def resources(self) -> "Iterator[Offer]":
        """The machines of each operation, the main one first. The ERP joins them by the operation's code, so an
        operation that comes twice has one list: what its first step says stands before what later ones add.
        """
        for operation in dict.fromkeys(step.operation for step in self.steps):
            same = [step for step in self.steps if step.operation == operation]
            yield from _once((step, machine) for step in same for machine in _machines(step))


Offer = tuple[ExportedStep, ExportedAlternative]


def _once(offers: Iterable[Offer]) -> Iterator[Offer]:
    """Each machine where it comes first."""
    first: dict[str, Offer] = {}
    for step, machine in offers:
        first.setdefault(machine.resource, (step, machine))
    yield from first.values()


def _machines(step: ExportedStep) -> list[ExportedAlternative]:
    """The step's own machine, then the others by their priority."""
    own = ExportedAlternative(step.resource, 0, step.resource_name, step.work_centre)
    others = sorted(step.alternatives, key=lambda machine: machine.priority)
    return [own, *others] if step.resource else others
