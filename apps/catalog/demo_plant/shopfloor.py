"""What happened afterwards: routings given to items, orders worked off, work bought from vendors."""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Floats, Ints, spread
from .items import Items
from .machines import CENTRE_INDEX
from .standards import CENTRE, POOLS, Standards
from .ways import Ways

SECOND_ROUTING = 0.12
ORDERS = 1.35
"""Work orders per routed item, on average; most have none or one, some very many."""
REPORTED = 0.7
"""Share of the steps that the shop floor reports."""
PLANNED_MACHINE = 0.82
WRONG = 0.02
"""Share of the reports that are wrong by one of these factors."""
WRONG_BY = (0.0, 10.0, 60.0)
ORDER_DAYS = 12
"""How long an order is in work."""
EARLY = 0.003
"""Share of the orders that claim to be older than their routing."""
PURCHASES = 0.5
LOT_SIZES = (1, 2, 3, 5, 10, 20, 50, 100)
SHOWN_HOURS = 3
"""Decimals of the hours in a report."""


@dataclass(frozen=True)
class Routings:
    """One entry per routing, ordered by item, the main one first."""

    item: Ints
    way: Ints
    main: Flags


@dataclass(frozen=True)
class Results:
    routing: Ints
    step: Ints
    """Place in Ways."""
    machine: Ints
    day: Ints
    run_hours: Floats
    """For the whole order."""
    setup_hours: Floats
    quantity: Ints
    bad_quantity: Ints


@dataclass(frozen=True)
class Purchases:
    routing: Ints
    vendor: Ints
    day: Ints
    quantity: Ints
    price: Ints


def choose_second(rng: np.random.Generator, items: Items) -> Flags:
    """The routed items that have an older routing too."""
    return items.routed & (rng.random(len(items)) < SECOND_ROUTING)


def give_routings(items: Items, second: Flags, older_way: Ints) -> Routings:
    """older_way: shape (designs,), the design's older way, -1 where it has none."""
    main, old = np.flatnonzero(items.routed), np.flatnonzero(second)
    item = np.concatenate([main, old])
    way = np.concatenate([items.design[main], older_way[items.design[old]]])
    is_main = np.arange(len(item)) < len(main)
    order = np.argsort(item, kind="stable")
    return Routings(item=item[order], way=way[order], main=is_main[order])


def work_orders(
    rng: np.random.Generator,
    items: Items,
    ways: Ways,
    standards: Standards,
    routings: Routings,
    last_day: int,
) -> Results:
    years_left = 1 - items.day[routings.item] / last_day
    busy = rng.gamma(0.6, ORDERS / 0.6, len(routings.item)) * 2 * years_left * routings.main
    ordered = np.repeat(np.arange(len(busy)), rng.poisson(busy))
    step, order = spread(ways.first[routings.way[ordered]], ways.length[routings.way[ordered]])
    reported = _reported(rng, ways, standards, step)
    step, order = step[reported], order[reported]
    routing = ordered[order]
    lot = _lot_sizes(rng, ways.designs.outer_mm[routings.way[ordered]])
    day = _order_days(rng, items.day[routings.item[ordered]], last_day)
    pace = np.exp(rng.normal(0, 0.08, len(busy)))[routing] * np.exp(rng.normal(0, 0.07, len(ordered)))[order]
    minutes = standards.run_minutes[step] / standards.run_quantity[step] * lot[order] * pace
    return Results(
        routing=routing,
        step=step,
        machine=_machines(rng, ways.operation[step], standards.machine[step]),
        day=np.minimum(day[order] + rng.integers(0, ORDER_DAYS, len(step)), last_day),
        run_hours=_mistaken(rng, minutes / 60 * np.exp(rng.normal(0, 0.12, len(step)))).round(SHOWN_HOURS),
        setup_hours=(standards.setup_minutes[step] / 60 * np.exp(rng.normal(0, 0.2, len(step)))).round(SHOWN_HOURS),
        quantity=lot[order],
        bad_quantity=(rng.random(len(step)) < 0.03).astype(np.int64),
    )


def _reported(rng: np.random.Generator, ways: Ways, standards: Standards, step: Ints) -> Flags:
    """Nobody reports what a vendor does, nor that something lies and waits."""
    done_here: Flags = (standards.machine[step] >= 0) & (CENTRE[ways.operation[step]] != CENTRE_INDEX["WAIT"])
    return done_here & (rng.random(len(step)) < REPORTED)


def _lot_sizes(rng: np.random.Generator, outer_mm: Floats) -> Ints:
    """Smaller parts come in larger lots."""
    place = rng.normal(4.5 - 1.1 * np.log10(outer_mm), 1.6)
    return np.array(LOT_SIZES)[np.clip(place.round(), 0, len(LOT_SIZES) - 1).astype(np.int64)]


def _order_days(rng: np.random.Generator, routing_day: Ints, last_day: int) -> Ints:
    """Demand is highest in the years after the routing was written."""
    waited = rng.exponential(600, len(routing_day)) % np.maximum(last_day - ORDER_DAYS - routing_day, 1)
    early = rng.random(len(routing_day)) < EARLY
    return routing_day + np.where(early, -25, waited).astype(np.int64)


def _machines(rng: np.random.Generator, operation: Ints, planned: Ints) -> Ints:
    """Now and then the work was done on another machine of the pool."""
    pools = POOLS[CENTRE[operation]]
    inside = (planned[:, None] >= pools[:, :, 0]) & (planned[:, None] < pools.sum(axis=2))
    first, count = pools[np.arange(len(planned)), inside.argmax(axis=1)].T
    other = first + rng.integers(0, 60, len(planned)) % count
    return np.where(rng.random(len(planned)) < PLANNED_MACHINE, planned, other)


def _mistaken(rng: np.random.Generator, hours: Floats) -> Floats:
    factor = np.where(rng.random(len(hours)) < WRONG, rng.choice(WRONG_BY, len(hours)), 1.0)
    return np.asarray(hours * factor, dtype=np.float64)


def purchase_orders(
    rng: np.random.Generator,
    items: Items,
    ways: Ways,
    standards: Standards,
    routings: Routings,
    last_day: int,
) -> Purchases:
    main = np.flatnonzero(routings.main)
    step, routing = spread(ways.first[routings.way[main]], ways.length[routings.way[main]])
    bought = rng.poisson(PURCHASES, len(step)) * standards.outside[step]
    step, routing = np.repeat(step, bought), np.repeat(main[routing], bought)
    day = _order_days(rng, items.day[routings.item[routing]], last_day)
    order = np.argsort(day, kind="stable")
    price = standards.price[step] * np.exp(rng.normal(0, 0.07, len(step)))
    return Purchases(
        routing=routing[order],
        vendor=standards.vendor[step][order],
        day=day[order],
        quantity=rng.integers(1, 60, len(step)),
        price=(100 * np.maximum((price / 100).round(), 1)).astype(np.int64)[order],
    )
