"""Made-up plants with rules behind their routings, built in memory."""

import numpy as np

from apps.models.ml.plant import Column, Items, Plant, Purchases, Query, Results, Steps

OPERATIONS = ("SAW", "TURN", "MILL", "WASH", "COAT", "GRIND", "INSPECT", "PACK")
RESOURCES = ("SAW-1", "LATHE-S", "LATHE-L", "MILL-1", "WASH-1", "GRIND-1", "BENCH")
SAW, TURN, MILL, WASH, COAT, GRIND, INSPECT, PACK = range(8)
_RESOURCE = {SAW: 0, MILL: 3, WASH: 4, GRIND: 5, INSPECT: 6, PACK: 6}


def make_plant(items: int = 300, seed: int = 0, *, text: bool = True, columns: bool = True) -> Plant:
    """Shafts and plates whose steps follow size, material and a treatment named in the text.

    Parts are washed before and after coating: an operation that comes twice.
    """
    rng = np.random.default_rng(seed)
    shaft, steel = rng.random(items) < 0.5, rng.random(items) < 0.5
    size, coated = rng.uniform(5, 200, items).round(1), rng.random(items) < 0.4
    names = [
        f"{'SHAFT' if s else 'PLATE'} OD{d}{' NICKEL COAT' if c else ''}"
        for s, d, c in zip(shaft, size, coated, strict=True)
    ]
    rows = [
        (i, operation)
        for i in range(items)
        for operation in _sequence(bool(shaft[i]), bool(steel[i]), float(size[i]), bool(coated[i]))
    ]
    item, operation = (np.array(values, np.int32) for values in zip(*rows, strict=True))
    run = (1 + operation) * (1 + size[item] / 40) * rng.lognormal(0, 0.1, len(rows))
    outside = operation == COAT
    big = size[item] > 100
    resource = np.array([1 if o == TURN else _RESOURCE.get(int(o), -1) for o in operation], np.int32)
    resource[(operation == TURN) & big] = 2
    made = (
        Column("size", "number", np.where(rng.random(items) < 0.2, np.nan, size)),
        Column("material", "category", np.where(steel, "STEEL", "BRASS").astype(object)),
        Column("coating", "category", np.where(coated, "NICKEL", "").astype(object)),
    )
    blank = np.full(items, "", object)
    return Plant(
        items=Items(
            codes=tuple(f"P{i:05d}" for i in range(items)),
            names=np.array(names if text else [""] * items, object),
            part_classes=np.where(shaft, "SHAFT", "PLATE").astype(object) if columns else blank,
            drawings=np.array([f"D{i // 2}" if i % 3 else "" for i in range(items)], object),
            created_days=np.arange(items, dtype=np.int32) + 15_000,
            columns=made if columns else (),
        ),
        operations=OPERATIONS,
        resources=RESOURCES,
        vendors=("NICKEL LTD",),
        steps=Steps(
            item=item,
            operation=operation,
            resource=resource,
            outsourced=outside,
            vendor=np.where(outside, 0, -1).astype(np.int32),
            setup_minutes=np.where(outside, np.nan, 10.0 + operation),
            run_minutes=np.where(outside, np.nan, run),
            lead_time_days=np.where(outside, 7.0, np.nan),
            price=np.where(outside, 3.0 + size[item] / 50, np.nan),
        ),
        results=_results(rng, item, operation, resource, run, outside),
        purchases=Purchases(*(np.zeros(0, t) for t in (np.int32, np.int32, np.float64, np.int32))),
    )


def _sequence(shaft: bool, steel: bool, size: float, coated: bool) -> list[int]:
    steps = [SAW, TURN] if shaft else [MILL]
    steps += [WASH, COAT, WASH] if coated else []
    steps += [GRIND] if steel and size > 60 else []
    return [*steps, INSPECT, PACK]


def _results(rng, item, operation, resource, run, outside) -> Results:
    """Two reports per step made here; one in fifty is wrong by sixty times."""
    step = np.repeat(np.flatnonzero(~outside), 2)
    wrong = np.where(rng.random(len(step)) < 0.02, 60.0, 1.0)
    return Results(
        item=item[step],
        operation=operation[step],
        resource=resource[step],
        quantity=np.full(len(step), 10.0),
        setup_minutes=10.0 + operation[step],
        run_minutes=run[step] * rng.lognormal(0, 0.05, len(step)) * wrong,
        day=np.full(len(step), 16_000, np.int32),
    )


def query(plant: Plant, i: int) -> Query:
    """Item i of the plant as someone would ask for it."""
    items = plant.items
    attributes = {c.key: c.values[i] for c in items.columns if c.values[i] == c.values[i]}
    return Query(items.codes[i], items.names[i], items.part_classes[i], items.drawings[i], attributes)


def true_operations(plant: Plant, i: int) -> tuple[str, ...]:
    return tuple(plant.operations[o] for o in plant.steps.operation[plant.steps.item == i])
