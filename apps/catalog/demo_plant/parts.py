"""Designs as arrays, and the questions that the rules ask about them."""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from .arrays import Flags, Floats, Ints
from .features import INDEX
from .habits import Habits
from .materials import GRADES, GROUPS

GROUP_OF_GRADE = np.array([GROUPS.index(grade.group) for grade in GRADES])
WHIM = 0.3
"""How many of the places where a planner may do otherwise are really used; holds predictability near 80 %."""


@dataclass(frozen=True)
class Designs:
    """One entry per drawing; every array has shape (designs,), features has shape (designs, features)."""

    family: Ints
    part_type: Ints
    grade: Ints
    outer_mm: Floats
    bore_mm: Floats
    length_mm: Floats
    line: Ints
    series: Ints
    planner: Ints
    day: Ints
    inch: Flags
    effort: Floats
    """Factor on all times: some shapes are simply more work."""
    features: Flags

    def __len__(self) -> int:
        return len(self.family)

    def take(self, rows: Ints) -> Self:
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    @property
    def group(self) -> Ints:
        return GROUP_OF_GRADE[self.grade]

    @property
    def size_mm(self) -> Floats:
        """What machines and furnaces ask for: the mean of diameter and length."""
        return np.sqrt(self.outer_mm * self.length_mm)


@dataclass(frozen=True)
class Parts:
    """The designs of one family. Every answer is a flag per design."""

    designs: Designs
    types: tuple[str, ...]
    """Names of all part types; designs.part_type points into it."""
    habits: Habits
    rng: np.random.Generator

    @property
    def all(self) -> Flags:
        return np.ones(len(self.designs), dtype=bool)

    def has(self, *features: str) -> Flags:
        """At least one of these."""
        asked = self.designs.features[:, [INDEX[feature] for feature in features]]
        return np.asarray(asked.any(axis=1))

    def of(self, *groups: str) -> Flags:
        """Made of one of these material groups."""
        return np.isin(self.designs.group, [GROUPS.index(group) for group in groups])

    def graded(self, *codes: str) -> Flags:
        """Made of exactly one of these grades."""
        wanted = [place for place, grade in enumerate(GRADES) if grade.code in codes]
        return np.isin(self.designs.grade, wanted)

    def typed(self, *names: str) -> Flags:
        return np.isin(self.designs.part_type, [self.types.index(name) for name in names])

    def over(self, millimetres: float) -> Flags:
        """Wider than this."""
        return self.designs.outer_mm > millimetres

    def longer(self, millimetres: float) -> Flags:
        return self.designs.length_mm > millimetres

    @property
    def slender(self) -> Flags:
        return self.designs.length_mm > 6 * self.designs.outer_mm

    def habit(self, name: str) -> Flags:
        return self.habits.of(name, self.designs.planner, self.designs.day)

    def whim(self, share: float) -> Flags:
        """Now and then, for no reason that any data would tell."""
        return self.rng.random(len(self.designs)) < share * WHIM
