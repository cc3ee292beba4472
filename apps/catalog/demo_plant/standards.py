"""Machine or vendor, times, lead time and price of every step of every way."""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Floats, Ints
from .machines import CENTRES, MACHINES, TRADES, VENDORS
from .materials import GROUPS, HARDNESS
from .operations import OPERATIONS
from .parts import GROUP_OF_GRADE
from .ways import Ways

USUAL_MACHINE = 0.9
USUAL_VENDOR = 0.85
OVERLOADED = 0.03
"""Share of the steps that go outside although the plant could do them."""
ESTIMATE_SCATTER = 0.11
ROUNDS_TO_FIVE = 3
"""Every third planner writes set-up times in steps of five minutes."""
TOUGH = 1.4

CENTRE = np.array([operation.centre for operation in OPERATIONS])
SETUP = np.array([operation.setup_minutes for operation in OPERATIONS])
RUN = np.array([operation.run_minutes for operation in OPERATIONS])
GROWTH = np.array([operation.growth for operation in OPERATIONS])
CUTTING = np.array([operation.cutting for operation in OPERATIONS])
BATCH = np.array([operation.batch for operation in OPERATIONS])
TRADE = np.array([operation.trade for operation in OPERATIONS])
OWN_UP_TO = np.array([operation.own_up_to_mm for operation in OPERATIONS])
PRICE = np.array([operation.price for operation in OPERATIONS])
HARDNESS_OF_GROUP = np.array([HARDNESS[group] for group in GROUPS])

SIZE_CLASSES = 1 + max(len(centre.limits_mm) for centre in CENTRES)
LIMITS = np.array([[*centre.limits_mm, *[np.inf] * (SIZE_CLASSES - 1 - len(centre.limits_mm))] for centre in CENTRES])
POOLS = np.array([(pools * SIZE_CLASSES)[:SIZE_CLASSES] for pools in MACHINES.pools])
"""Shape (centres, size classes, 2): first machine, how many; nothing asks beyond a centre's own classes."""

VENDOR_COUNT = np.array([sum(vendor.trade == trade for vendor in VENDORS) for trade in TRADES])
FIRST_VENDOR = np.array([[vendor.trade for vendor in VENDORS].index(trade) for trade in TRADES])
LEAD_DAYS = np.array([vendor.lead_days for vendor in VENDORS])
PRICE_LEVEL = np.array([vendor.price_level for vendor in VENDORS])


@dataclass(frozen=True)
class Standards:
    """One entry per step of Ways; -1 is no machine (done outside) or no vendor (done inside)."""

    machine: Ints
    vendor: Ints
    setup_minutes: Floats
    run_minutes: Floats
    """Per run_quantity pieces."""
    run_quantity: Ints
    lead_days: Ints
    price: Ints
    """Won per piece."""

    @property
    def outside(self) -> Flags:
        return self.vendor >= 0


def set_standards(rng: np.random.Generator, ways: Ways) -> Standards:
    way = np.repeat(np.arange(len(ways.designs)), ways.length)
    steps, operation = ways.designs.take(way), ways.operation
    size, group = steps.size_mm, GROUP_OF_GRADE[steps.grade]
    outside = _outside(rng, operation, size)
    vendor = np.where(outside, _vendors(rng, operation, group, size, steps.line), -1)
    size_class = (size[:, None] > LIMITS[CENTRE[operation]]).sum(axis=1)
    machine = _machines(rng, operation, size_class, steps.part_type + group)
    setup = SETUP[operation] * (0.8 + 0.2 * size_class) * _scatter(rng, ESTIMATE_SCATTER, len(way))
    hardness = np.where(CUTTING[operation], HARDNESS_OF_GROUP[group], 1.0)
    run = RUN[operation] * (size / 100) ** GROWTH[operation] * hardness * steps.effort
    quantity = _quantities(operation, size)
    return Standards(
        machine=np.where(outside, -1, machine),
        vendor=vendor,
        setup_minutes=np.where(outside, 0.0, _written(setup * np.where(hardness > TOUGH, 1.2, 1.0), steps.planner)),
        run_minutes=np.where(
            outside, 0.0, _at_least_a_tenth(run * _scatter(rng, ESTIMATE_SCATTER, len(way)) * quantity)
        ),
        run_quantity=quantity,
        lead_days=np.where(outside, _lead_days(rng, vendor), 0),
        price=np.where(outside, _prices(rng, operation, vendor, size), 0),
    )


def _scatter(rng: np.random.Generator, sigma: float, count: int) -> Floats:
    return np.exp(rng.normal(0, sigma, count))


def _outside(rng: np.random.Generator, operation: Ints, size: Floats) -> Flags:
    possible = TRADE[operation] >= 0
    return possible & ((size > OWN_UP_TO[operation]) | (rng.random(len(size)) < OVERLOADED))


def _vendors(rng: np.random.Generator, operation: Ints, group: Ints, size: Floats, line: Ints) -> Ints:
    """Each trade's usual vendor follows material, size and line."""
    trade = TRADE[operation]
    usual = group + (size > 150) + line // 3
    drawn = np.where(rng.random(len(size)) < USUAL_VENDOR, usual, rng.integers(0, 9, len(size)))
    return np.asarray(FIRST_VENDOR[trade] + drawn % VENDOR_COUNT[trade], dtype=np.int64)


def _machines(rng: np.random.Generator, operation: Ints, size_class: Ints, usual: Ints) -> Ints:
    first, count = POOLS[CENTRE[operation], size_class].T
    drawn = np.where(rng.random(len(usual)) < USUAL_MACHINE, usual, rng.integers(0, 60, len(usual)))
    return np.asarray(first + drawn % count, dtype=np.int64)


def _quantities(operation: Ints, size: Floats) -> Ints:
    """Small parts go through washing and furnaces by the ten or hundred."""
    return np.where(BATCH[operation] & (size < 40), np.where(size < 16, 100, 10), 1)


def _written(setup: Floats, planner: Ints) -> Floats:
    """As planners write minutes: whole, or in fives."""
    return np.where(planner % ROUNDS_TO_FIVE == 0, 5 * np.ceil(setup / 5), np.round(setup))


def _at_least_a_tenth(run: Floats) -> Floats:
    return np.where(run > 0, np.maximum(run.round(1), 0.1), 0.0)


def _lead_days(rng: np.random.Generator, vendor: Ints) -> Ints:
    days = LEAD_DAYS[vendor] * _scatter(rng, 0.2, len(vendor))
    return np.maximum(days.round(), 1).astype(np.int64)


def _prices(rng: np.random.Generator, operation: Ints, vendor: Ints, size: Floats) -> Ints:
    won = 1000 * PRICE[operation] * (size / 100) ** 1.3 * PRICE_LEVEL[vendor] * _scatter(rng, 0.15, len(vendor))
    hundreds: Ints = np.maximum((won / 100).round(), 1).astype(np.int64)
    return 100 * hundreds
