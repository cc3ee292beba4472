"""What a probe is, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.catalog.words import NOTHING, Words


class State(models.TextChoices):
    """Worst first."""

    BAD = "bad", _("bad")
    WATCH = "watch", _("watch")
    GOOD = "good", _("good")
    NOT_CONFIGURED = "not_configured", _("not configured")

    @property
    def rank(self) -> int:
        return list(State).index(self)

    @property
    def badge(self) -> str:
        return "neutral" if self is State.NOT_CONFIGURED else str(self)


@dataclass(frozen=True)
class Reading:
    """One measurement: the value, what it is held against, and what to do unless it is good."""

    state: State
    value: Words
    threshold: Words = NOTHING
    advice: Words = NOTHING
    detail: Words = NOTHING

    def as_json(self) -> dict[str, Any]:
        return {
            "state": str(self.state),
            **{name: words.as_json() for name, words in vars(self).items() if name != "state"},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Reading":
        words = {name: Words.from_json(value) for name, value in stored.items() if name != "state"}
        return cls(state=State(stored["state"]), **words)


class Probe(Protocol):
    """One thing that is watched. Thresholds are fields, so that a test can set its own."""

    @property
    def name(self) -> str:
        """Stands in the table and in JSON; never changes."""

    @property
    def title(self) -> Words: ...

    @property
    def timeout_seconds(self) -> float: ...

    def measure(self) -> Reading:
        """Take the measurement, in a thread with a database connection of its own. It may raise."""


def grade(value: float, *, watch: float, bad: float) -> State:
    """The state of a value that is worse the higher it is; the thresholds themselves are already worse."""
    if value >= bad:
        return State.BAD
    return State.WATCH if value >= watch else State.GOOD


def worst(states: list[State]) -> State:
    """Of a whole board. What is not configured does not count; a board without any reading is watched."""
    counted = [state for state in states if state is not State.NOT_CONFIGURED]
    return min(counted, key=lambda state: state.rank, default=State.GOOD if states else State.WATCH)
