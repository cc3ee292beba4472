"""The planners' habits: things that one of them always does and another never, until some year changes it."""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Ints

PLANNERS = ("KIM", "LEE", "PARK", "CHOI", "JUNG", "KANG", "YOON")
"""Routing numbers begin with their first letters; a planner may look after two lines."""

SHARES = {
    "inspects between": 0.5,
    "deburrs twice": 0.5,
    "turns in one setting": 0.45,
    "grinds without centres": 0.5,
    "broaches keyways": 0.45,
    "marks early": 0.4,
    "washes before inspection": 0.5,
    "checks first articles": 0.3,
    "wraps in VCI": 0.5,
    "waits for cooling": 0.4,
    "measures hardness twice": 0.3,
    "lays out castings": 0.5,
    "cuts by laser": 0.6,
    "cleans before assembly": 0.5,
    "paints before assembly": 0.35,
    "tests twice": 0.35,
    "reviews documents": 0.4,
    "counts by weight": 0.5,
}
"""Share of the planners who have it."""

INDEX = {name: place for place, name in enumerate(SHARES)}
CHANGES = 0.15
"""Share of its habits that a planner gives up or takes on in the year of change."""


@dataclass(frozen=True)
class Habits:
    before: Flags
    """Shape (planners, habits)."""
    after: Flags
    changed_on: Ints
    """Shape (planners,): the day of change."""

    def of(self, name: str, planner: Ints, day: Ints) -> Flags:
        """Who has the habit on that day."""
        column = INDEX[name]
        late = day >= self.changed_on[planner]
        habit: Flags = np.where(late, self.after[planner, column], self.before[planner, column])
        return habit


def draw_habits(rng: np.random.Generator, days: int) -> Habits:
    before = rng.random((len(PLANNERS), len(SHARES))) < np.array(list(SHARES.values()))
    after = before ^ (rng.random(before.shape) < CHANGES)
    changed_on = (days * rng.uniform(0.35, 0.7, len(PLANNERS))).astype(np.int64)
    return Habits(before=before, after=after, changed_on=changed_on)
