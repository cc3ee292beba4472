"""Draws what the plant makes: one design per drawing, family by family."""

import math

import numpy as np

from .arrays import Flags, Floats, Ints
from .families import FAMILIES, FIRST_TYPE, Family
from .features import FEATURES, INDEX
from .habits import PLANNERS
from .lines import LINES, SERIES
from .materials import GRADES
from .parts import Designs

OWN_LINE = 0.92
"""Share of the designs that the line's own planner plans."""
INSISTENCE = 2.2
"""How much more frequent a feature is in a line whose customers insist on it."""
DEMAND = 1.8
"""What the most demanding drawings multiply a feature's share with; the mean is a third of it."""
SOLID_BELOW_MM = 4
WHOLE_RANGE = 30_000
"""Designs from which on a plant makes all that is described here; a smaller one serves fewer lines and types."""
MORE_AT_THE_END = 0.8
"""Day = days * u ** this: the plant grows, so later days see more designs."""


def draw_designs(rng: np.random.Generator, count: int, days: int) -> Designs:
    shares = np.array([family.share for family in FAMILIES])
    family = rng.choice(len(FAMILIES), count, p=shares / shares.sum())
    breadth = min(1.0, (count / WHOLE_RANGE) ** 0.3)
    line = _lines(rng, family, max(1, round(len(LINES) * breadth)))
    series = _pick_within(rng, line, [place for place, _ in SERIES], len(LINES))
    outer, bore, length = _sizes(rng, family)
    part_type = _part_types(rng, family, breadth)
    grade = _grades(rng, family)
    return Designs(
        family=family,
        part_type=part_type,
        grade=grade,
        outer_mm=outer,
        bore_mm=bore,
        length_mm=length,
        line=line,
        series=series,
        planner=_planners(rng, line),
        day=np.sort((days * rng.random(count) ** MORE_AT_THE_END).astype(np.int64)),
        inch=rng.random(count) < np.array([family.inch for family in FAMILIES])[family],
        effort=np.exp(rng.normal(0, 0.1, count)),
        features=_features(rng, family, part_type, grade, line),
    )


def _lines(rng: np.random.Generator, family: Ints, lines: int) -> Ints:
    """Each family serves a few lines mostly; which ones differs from plant to plant."""
    weights = rng.dirichlet(np.full(lines, 0.6), len(FAMILIES)).cumsum(axis=1)
    drawn = (rng.random(len(family))[:, None] > weights[family]).sum(axis=1)
    return np.asarray(rng.permutation(len(LINES))[np.minimum(drawn, lines - 1)], dtype=np.int64)


def _pick_within(rng: np.random.Generator, owner: Ints, owners: list[int], count: int) -> Ints:
    """For each owner one of its own entries, where owners lists the entries' owners in order."""
    sizes = np.bincount(owners, minlength=count)
    first = np.concatenate([[0], sizes.cumsum()[:-1]])
    return np.asarray(first[owner] + (rng.random(len(owner)) * sizes[owner]).astype(np.int64), dtype=np.int64)


def _planners(rng: np.random.Generator, line: Ints) -> Ints:
    own = rng.permutation(np.arange(len(LINES)) % len(PLANNERS))
    anyone = rng.integers(0, len(PLANNERS), len(line))
    return np.where(rng.random(len(line)) < OWN_LINE, own[line], anyone)


def _sizes(rng: np.random.Generator, family: Ints) -> tuple[Floats, Floats, Floats]:
    """Outer size, bore and length in millimetres, to a tenth."""
    median, spread = np.array([family.outer_mm for family in FAMILIES])[family].T
    bore_from, bore_to = np.array([family.bore for family in FAMILIES])[family].T
    length_from, length_to = np.log(np.array([family.length for family in FAMILIES]))[family].T
    outer = np.clip(median * np.exp(spread * rng.normal(size=len(family))), 4, 4000)
    bore = outer * (bore_from + (bore_to - bore_from) * rng.random(len(family)))
    length = outer * np.exp(length_from + (length_to - length_from) * rng.random(len(family)))
    solid = bore < SOLID_BELOW_MM
    return outer.round(1), np.where(solid, 0.0, bore.round(1)), np.maximum(length, 0.5).round(1)


def _part_types(rng: np.random.Generator, family: Ints, breadth: float) -> Ints:
    """The first types of a family are the frequent ones, and the only ones of a small plant."""
    drawn = np.empty(len(family), dtype=np.int64)
    for place, described in enumerate(FAMILIES):
        rows = np.flatnonzero(family == place)
        weights = 1 / np.arange(1, math.ceil(len(described.types) * breadth) + 1) ** 0.7
        drawn[rows] = FIRST_TYPE[place] + rng.choice(len(weights), len(rows), p=weights / weights.sum())
    return drawn


def _grade_weights(family: Family) -> Floats:
    usable = [family.group == "CST" or not grade.cast for grade in GRADES]
    groups = [grade.group if fits else "" for grade, fits in zip(GRADES, usable, strict=True)]
    weights = np.array([family.materials.get(group, 0) / groups.count(group) for group in groups])
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _grades(rng: np.random.Generator, family: Ints) -> Ints:
    drawn = np.empty(len(family), dtype=np.int64)
    for place, described in enumerate(FAMILIES):
        rows = np.flatnonzero(family == place)
        drawn[rows] = rng.choice(len(GRADES), len(rows), p=_grade_weights(described))
    return drawn


def _features(rng: np.random.Generator, family: Ints, part_type: Ints, grade: Ints, line: Ints) -> Flags:
    """Shape (designs, features). Demanding drawings ask for many things, simple ones for none."""
    demand = DEMAND * rng.random(len(family)) ** 2
    drawn = np.zeros((len(family), len(FEATURES)), dtype=bool)
    for place, described in enumerate(FAMILIES):
        rows = np.flatnonzero(family == place)
        for name, share in described.features.items():
            insisted = np.array([name in each.insists_on for each in LINES])[line[rows]]
            chance = share * demand[rows] * np.where(insisted, INSISTENCE, 1.0)
            drawn[rows, INDEX[name]] = rng.random(len(rows)) < np.minimum(chance, 0.97)
        for kind in range(len(described.types)):
            always = [INDEX[name] for name in described.always(kind)]
            drawn[np.ix_(rows[part_type[rows] == FIRST_TYPE[place] + kind], always)] = True
    return drawn & _possible()[grade]


def _possible() -> Flags:
    """Shape (grades, features): titanium is not painted, plastic not hardened."""
    allowed = [[not feature.only or grade.group in feature.only for feature in FEATURES] for grade in GRADES]
    return np.array(allowed)
