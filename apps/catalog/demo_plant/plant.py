"""The whole plant in arrays: what it makes, how, and what happened on the shop floor."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .arrays import Ints, Texts, spread, texts
from .designs import draw_designs
from .habits import draw_habits
from .items import Items, draw_items, draw_siblings
from .shopfloor import (
    Purchases,
    Results,
    Routings,
    choose_second,
    give_routings,
    purchase_orders,
    work_orders,
)
from .standards import Standards, set_standards
from .ways import Ways, find_ways, older
from .wording import Wording, describe

FIRST_DAY = np.datetime64("2016-01-04")
DAYS = 3285
"""Nine years."""
EARLIEST = -2000
"""Older routings and careless dates reach this far before the first day."""


@dataclass(frozen=True)
class Plant:
    items: Items
    wording: Wording
    ways: Ways
    """Way d is how design d is made; older ways come after these."""
    standards: Standards
    routings: Routings
    results: Results
    purchases: Purchases

    @cached_property
    def rows(self) -> tuple[Ints, Ints, Ints]:
        """The routings' rows: step in ways, routing, and sequence 10, 20, 30 ..."""
        way = self.routings.way
        step, routing = spread(self.ways.first[way], self.ways.length[way])
        return step, routing, 10 * (step - self.ways.first[way][routing] + 1)

    @cached_property
    def truth(self) -> tuple[Ints, Ints, Ints]:
        """The unrouted items' rows: step in ways, item, and sequence."""
        unrouted = np.flatnonzero(~self.items.routed)
        way = self.items.design[unrouted]
        step, place = spread(self.ways.first[way], self.ways.length[way])
        return step, unrouted[place], 10 * (step - self.ways.first[way][place] + 1)


def draw_plant(item_count: int, seed: int) -> Plant:
    """The same count and seed give the same plant."""
    rng = np.random.default_rng([seed, item_count])
    habits = draw_habits(rng, DAYS)
    design, sibling = draw_siblings(rng, item_count)
    designs = draw_designs(rng, int(design[-1]) + 1, DAYS)
    items = draw_items(rng, designs, design, sibling, DAYS)
    second = choose_second(rng, items)
    replanned = np.unique(items.design[second])
    older_way = np.full(len(designs), -1, dtype=np.int64)
    older_way[replanned] = len(designs) + np.arange(len(replanned))
    ways = find_ways(rng, designs, habits) + find_ways(rng, older(rng, designs, replanned), habits)
    standards = set_standards(rng, ways)
    routings = give_routings(items, second, older_way)
    return Plant(
        items=items,
        wording=describe(rng, items, designs),
        ways=ways,
        standards=standards,
        routings=routings,
        results=work_orders(rng, items, ways, standards, routings, DAYS - 1),
        purchases=purchase_orders(rng, items, ways, standards, routings, DAYS - 1),
    )


def dates() -> Texts:
    """ISO dates by day - EARLIEST."""
    return texts((FIRST_DAY + np.arange(EARLIEST, DAYS + 400)).astype(str))
