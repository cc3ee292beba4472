"""How each design is made: the rules applied, and the result as one flat list of steps."""

from dataclasses import dataclass, replace

import numpy as np

from .arrays import Floats, Ints, starts_of
from .families import FAMILIES, PART_TYPES
from .habits import PLANNERS, Habits
from .operations import OPERATION_INDEX
from .parts import Designs, Parts

TAKEN_OVER = 0.35
"""Share of the older routings that another planner had written."""


@dataclass(frozen=True)
class Ways:
    """One way of making per design. Way w has the operations from first[w] to first[w] + length[w]."""

    designs: Designs
    first: Ints
    length: Ints
    operation: Ints

    def __add__(self, other: "Ways") -> "Ways":
        """Both, with the other's ways numbered after these."""
        joined = {
            name: np.concatenate([getattr(self.designs, name), getattr(other.designs, name)])
            for name in self.designs.__dataclass_fields__
        }
        length = np.concatenate([self.length, other.length])
        operation = np.concatenate([self.operation, other.operation])
        return Ways(designs=Designs(**joined), first=starts_of(length), length=length, operation=operation)


def find_ways(rng: np.random.Generator, designs: Designs, habits: Habits) -> Ways:
    """Apply each family's rule to all of its designs at once."""
    owners, operations = [], []
    for place, family in enumerate(FAMILIES):
        rows = np.flatnonzero(designs.family == place)
        recipe = family.rule(Parts(designs.take(rows), PART_TYPES, habits, rng))
        names = np.array([OPERATION_INDEX[name] for name, _ in recipe])
        part, step = np.nonzero(np.stack([flags for _, flags in recipe], axis=1))
        owners.append(rows[part])
        operations.append(names[step])
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    length = np.bincount(owner, minlength=len(designs)).astype(np.int64)
    return Ways(designs, starts_of(length), length, np.concatenate(operations)[order])


def older(rng: np.random.Generator, designs: Designs, rows: Ints) -> Designs:
    """The same drawings as they were planned some years before, now and then by someone else."""
    past = designs.take(rows)
    another = rng.integers(0, len(PLANNERS), len(rows))
    return replace(
        past,
        planner=np.where(rng.random(len(rows)) < TAKEN_OVER, another, past.planner),
        day=past.day - _years(rng.uniform(1, 4, len(rows))),
    )


def _years(years: Floats) -> Ints:
    return (365 * years).astype(np.int64)
