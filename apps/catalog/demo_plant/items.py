"""The item master's backbone: which designs have which items, made when, and which have a routing yet."""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Ints, Texts, starts_of, texts
from .families import FAMILIES
from .materials import GRADES, GROUPS
from .parts import GROUP_OF_GRADE, Designs

SIBLINGS = (0.6, 0.23, 0.09, 0.04, 0.02, 0.01, 0.006, 0.004)
"""Share of the designs with one item, two items ... eight."""
DAYS_BETWEEN_SIBLINGS = 300
OTHER_GRADE = 0.15
"""Share of the siblings in another grade of the same group."""
EXCHANGEABLE = ("carbon", "alloy", "stainless", "duplex", "bronze", "iron")
"""Groups within which no rule asks for the grade."""


@dataclass(frozen=True)
class Items:
    """In order of creation; every array has shape (items,)."""

    design: Ints
    sibling: Ints
    """0 for the design's first item, then 1, 2 ..."""
    day: Ints
    grade: Ints
    routed: Flags
    code: Texts

    def __len__(self) -> int:
        return len(self.design)


def draw_siblings(rng: np.random.Generator, count: int) -> tuple[Ints, Ints]:
    """For each of count items its design and its place among the design's items."""
    sizes = rng.choice(np.arange(1, len(SIBLINGS) + 1), count, p=SIBLINGS)
    design = np.repeat(np.arange(count), sizes)[:count]
    sibling = (np.arange(sizes.sum()) - np.repeat(starts_of(sizes), sizes))[:count]
    return design, sibling


def draw_items(rng: np.random.Generator, designs: Designs, design: Ints, sibling: Ints, days: int) -> Items:
    late = np.cumsum(rng.exponential(DAYS_BETWEEN_SIBLINGS, len(design)))
    waited = late - late[np.arange(len(design)) - sibling]
    first_day = designs.day[design]
    day = first_day + waited.astype(np.int64) % (days - first_day)
    order = np.argsort(day, kind="stable")
    design, sibling = design[order], sibling[order]
    grade = _grades(rng, designs, design, sibling)
    return Items(
        design=design,
        sibling=sibling,
        day=day[order],
        grade=grade,
        routed=_routed(rng, len(order)),
        code=_codes(designs.family[design], grade),
    )


def _grades(rng: np.random.Generator, designs: Designs, design: Ints, sibling: Ints) -> Ints:
    grade = designs.grade[design]
    for group in EXCHANGEABLE:
        choices = [place for place, each in enumerate(GRADES) if each.group == group and not each.cast]
        swapped = (GROUP_OF_GRADE[grade] == GROUPS.index(group)) & (sibling > 0)
        rows = np.flatnonzero(swapped & (rng.random(len(grade)) < OTHER_GRADE))
        grade[rows] = rng.choice(choices, len(rows))
    return grade


def _routed(rng: np.random.Generator, count: int) -> Flags:
    """55 of 100 have a routing, of the newest only one in six; the first always has one."""
    age = np.arange(count) / max(count, 1)
    routed = rng.random(count) < 0.68 - 0.52 * age**3
    routed[:1] = True
    return routed


def _codes(family: Ints, grade: Ints) -> Texts:
    """Family, running number, grade: SH0012345C4."""
    prefixes = texts(family.prefix for family in FAMILIES)[family]
    endings = texts(grade.code[:2] for grade in GRADES)[grade]
    return texts(
        f"{prefix}{serial:07d}{ending}"
        for serial, (prefix, ending) in enumerate(zip(prefixes, endings, strict=True), start=1)
    )
