"""A plant of 240 items with rules that a model can learn, as arrays and as rows of the catalogue."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from apps.models.ml.plant import Column, Items, Plant, Purchases, Results, Steps

ITEMS = 240
FIRST_DAY = date(2020, 1, 1)
EPOCH = date(1970, 1, 1)
OPERATIONS = ("SAW", "TURN", "MILL", "GRIND", "COAT", "INSPECT", "PACK")
RESOURCES = ("SAW-1", "LATHE-1", "LATHE-2", "MILL-1", "GRIND-1", "BENCH-1")
VENDORS = ("V-COAT",)
RESOURCE_OF = {"SAW": "SAW-1", "MILL": "MILL-1", "GRIND": "GRIND-1", "INSPECT": "BENCH-1", "PACK": "BENCH-1"}
NAMES = {"SFT": "SHAFT", "RNG": "RING", "PLT": "PLATE"}


@dataclass(frozen=True)
class Part:
    number: int

    @property
    def code(self) -> str:
        return f"P-{self.number:04d}"

    @property
    def part_class(self) -> str:
        return ("SFT", "RNG", "PLT")[self.number % 3]

    @property
    def diameter_mm(self) -> float:
        return 10.0 + (self.number * 37) % 190

    @property
    def material(self) -> str:
        return ("STEEL", "TITANIUM")[(self.number // 3) % 2]

    @property
    def name(self) -> str:
        return f"{NAMES[self.part_class]} {self.material} OD{self.diameter_mm:.0f}"

    @property
    def drawing(self) -> str:
        return f"D-{self.number // 2}"

    @property
    def created_on(self) -> date:
        return FIRST_DAY + timedelta(days=5 * self.number)

    def operations(self) -> list[str]:
        shaped = {"SFT": ["SAW", "TURN"], "RNG": ["TURN"], "PLT": ["SAW", "MILL"]}[self.part_class]
        ground = ["GRIND"] if self.diameter_mm > 100 else []
        coated = ["COAT", "INSPECT"] if self.material == "STEEL" else []
        return [*shaped, "INSPECT", *ground, *coated, "PACK"]  # steel is inspected twice

    def resource(self, operation: str) -> str:
        if operation == "TURN":
            return "LATHE-2" if self.diameter_mm > 100 else "LATHE-1"
        return RESOURCE_OF.get(operation, "")

    def minutes(self, operation: str) -> tuple[float, float]:
        """Set-up per lot and run per piece."""
        place = OPERATIONS.index(operation) + 1
        return 5.0 * place, place * (1 + self.diameter_mm / 50)


def parts() -> list[Part]:
    return [Part(number) for number in range(ITEMS)]


@cache
def small_plant() -> Plant:
    every = parts()
    rows = [(at, part, operation) for at, part in enumerate(every) for operation in part.operations()]
    minutes = np.array([part.minutes(operation) for _, part, operation in rows])
    coated = np.array([operation == "COAT" for *_, operation in rows])
    operation = np.array([OPERATIONS.index(operation) for *_, operation in rows], dtype=np.int32)
    resource = np.array([_index(RESOURCES, part.resource(op)) for _, part, op in rows], dtype=np.int32)
    item = np.array([at for at, *_ in rows], dtype=np.int32)
    steps = Steps(
        item=item,
        operation=operation,
        resource=resource,
        outsourced=coated,
        vendor=np.where(coated, 0, -1).astype(np.int32),
        setup_minutes=minutes[:, 0],
        run_minutes=minutes[:, 1],
        lead_time_days=np.where(coated, 5.0, np.nan),
        price=np.where(coated, 12.0, np.nan),
    )
    return Plant(_items(every), OPERATIONS, RESOURCES, VENDORS, steps, _results(steps), _no_purchases())


def _index(codes: tuple[str, ...], code: str) -> int:
    return codes.index(code) if code else -1


def _items(every: list[Part]) -> Items:
    return Items(
        codes=tuple(part.code for part in every),
        names=np.array([part.name for part in every], dtype=object),
        part_classes=np.array([part.part_class for part in every], dtype=object),
        drawings=np.array([part.drawing for part in every], dtype=object),
        created_days=np.array([(part.created_on - EPOCH).days for part in every], dtype=np.int32),
        columns=(
            Column("diameter", "number", np.array([part.diameter_mm for part in every])),
            Column("material", "category", np.array([part.material for part in every], dtype=object)),
        ),
    )


def _results(steps: Steps) -> Results:
    own = ~steps.outsourced
    wobble = 1 + 0.1 * np.sin(np.arange(own.sum()))
    return Results(
        item=steps.item[own],
        operation=steps.operation[own],
        resource=steps.resource[own],
        quantity=np.full(own.sum(), 10.0),
        setup_minutes=steps.setup_minutes[own] * wobble,
        run_minutes=steps.run_minutes[own] * wobble,
        day=np.full(own.sum(), 19_000, dtype=np.int32),
    )


def _no_purchases() -> Purchases:
    none = np.empty(0, dtype=np.int32)
    return Purchases(item=none, vendor=none, price=np.empty(0), day=none)


def load_small_plant() -> None:
    """The same plant as rows of the catalogue; every tenth item is left without its routing."""
    from apps.catalog.models import Attribute, Item, Operation, Resource, Routing, RoutingStep, Vendor

    Attribute.objects.create(key="diameter", label="Diameter", kind="number", unit="mm", position=1)
    Attribute.objects.create(key="material", label="Material", kind="category", position=2)
    operations = {code: Operation.objects.create(code=code, name=code.title()) for code in OPERATIONS}
    resources = {code: Resource.objects.create(code=code, name=code) for code in RESOURCES}
    vendor = Vendor.objects.create(code="V-COAT", name="Coaters")
    every = parts()
    items = Item.objects.bulk_create(
        Item(
            code=part.code,
            code_key=part.code,
            name=part.name,
            part_class=part.part_class,
            drawing=part.drawing,
            created_on=part.created_on,
            attributes={"diameter": part.diameter_mm, "material": part.material},
            has_routing=part.number % 10 != 0,
        )
        for part in every
    )
    routed = [(part, item) for part, item in zip(every, items, strict=True) if item.has_routing]
    routings = Routing.objects.bulk_create(Routing(item=item, code="1", is_main=True) for _, item in routed)
    RoutingStep.objects.bulk_create(
        RoutingStep(
            routing=routing,
            sequence=10 * (at + 1),
            operation=operations[operation],
            resource=resources.get(part.resource(operation)),
            outsourced=operation == "COAT",
            vendor=vendor if operation == "COAT" else None,
            setup_minutes=part.minutes(operation)[0],
            run_minutes=part.minutes(operation)[1],
        )
        for (part, _), routing in zip(routed, routings, strict=True)
        for at, operation in enumerate(part.operations())
    )
