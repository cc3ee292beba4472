"""Every change of a proposal as a small object: applied to a draft, it gives the draft after it.

Pure: no database, no clock. A command that cannot be applied raises Refusal with the sentence for the planner.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.routing.editing.draft import FILLED_IN, OUTSIDE, Draft, Line, consistent

STEPS_MAX = 200


class Command(Protocol):
    def apply(self, draft: Draft) -> Draft: ...


@dataclass(frozen=True)
class Change:
    """Give one step new values; in-house ↔ outsourced takes with it what the other kind does not have."""

    key: str
    values: Mapping[str, Any]

    def apply(self, draft: Draft) -> Draft:
        line = _present(draft, self.key)
        unknown = set(self.values) - set(FILLED_IN)
        if unknown:
            raise ValueError(f"no field of a step: {', '.join(sorted(unknown))}")
        changed = replace(line, **self.values)
        if not changed.outsourced and any(self.values.get(field) not in (None, "") for field in OUTSIDE):
            raise Refusal(_("A step made in-house has no vendor, price or lead time: make it outsourced first."))
        if changed.outsourced and self.values.get("resource"):
            raise Refusal(_("An outsourced step has no resource: make it in-house first."))
        return _each(draft, lambda one: consistent(changed) if one.key == self.key else one)


@dataclass(frozen=True)
class Add:
    """Put steps after the one with the key `after`; "" puts them first."""

    lines: Sequence[Line]
    after: str = ""

    def apply(self, draft: Draft) -> Draft:
        if len(draft.lines) + len(self.lines) > STEPS_MAX:
            raise Refusal(_("A routing has at most %(count)d steps.") % {"count": STEPS_MAX})
        at = _place(draft, self.after) + 1 if self.after else 0
        added = [consistent(line) for line in self.lines]
        return draft.with_lines([*draft.lines[:at], *added, *draft.lines[at:]])


@dataclass(frozen=True)
class Remove:
    key: str

    def apply(self, draft: Draft) -> Draft:
        _present(draft, self.key)
        return draft.with_lines([line for line in draft.lines if line.key != self.key])


@dataclass(frozen=True)
class Move:
    """Put a step at a position counted from 0; beyond the ends it stays at the end."""

    key: str
    position: int

    def apply(self, draft: Draft) -> Draft:
        line = _present(draft, self.key)
        others = [other for other in draft.lines if other.key != self.key]
        at = min(max(self.position, 0), len(others))
        return draft.with_lines([*others[:at], line, *others[at:]])


@dataclass(frozen=True)
class Shift:
    """Move a step by so many places: -1 is one earlier."""

    key: str
    by: int

    def apply(self, draft: Draft) -> Draft:
        return Move(self.key, max(_place(draft, self.key) + self.by, 0)).apply(draft)


@dataclass(frozen=True)
class TakeAlternative:
    """Put another of the predicted routings in place of all steps."""

    rank: int
    lines: Sequence[Line]

    def apply(self, draft: Draft) -> Draft:
        return replace(draft, rank=self.rank, lines=tuple(self.lines))


@dataclass(frozen=True)
class SetNote:
    text: str

    def apply(self, draft: Draft) -> Draft:
        return replace(draft, note=self.text)


def _place(draft: Draft, key: str) -> int:
    at = draft.position(key)
    if at is None:
        raise Refusal(_("This step is no longer there: somebody removed it. Reload the page to see the steps."))
    return at


def _present(draft: Draft, key: str) -> Line:
    return draft.lines[_place(draft, key)]


def _each(draft: Draft, change: Callable[[Line], Line]) -> Draft:
    return draft.with_lines([change(line) for line in draft.lines])
