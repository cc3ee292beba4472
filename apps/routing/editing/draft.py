"""A proposal's routing as plain data: what commands are applied to, and what pages, rules and exports read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

STEP_OF_SEQUENCE = 10
OUTSIDE = ("vendor", "price", "lead_time_days")
"""What only an outsourced step has."""
FILLED_IN = ("operation", "resource", "outsourced", "vendor", "setup_minutes", "run_minutes", "price", "lead_time_days")
"""What a planner may change of a step."""


def new_key() -> str:
    return uuid4().hex[:12]


@dataclass(frozen=True)
class Line:
    """One step, by codes ("" none) and figures (None unknown); `rank` and `place` say what was predicted for it."""

    key: str
    operation: str
    resource: str = ""
    outsourced: bool = False
    vendor: str = ""
    setup_minutes: float | None = None
    run_minutes: float | None = None
    price: float | None = None
    lead_time_days: float | None = None
    confidence: float | None = None
    source: str = "planner"
    rank: int | None = None
    place: int | None = None


@dataclass(frozen=True)
class Draft:
    """`rank` is the alternative that the steps were taken from, 1 the likeliest."""

    lines: tuple[Line, ...] = ()
    note: str = ""
    rank: int = 1

    def position(self, key: str) -> int | None:
        return next((at for at, line in enumerate(self.lines) if line.key == key), None)

    def line(self, key: str) -> Line | None:
        at = self.position(key)
        return None if at is None else self.lines[at]

    def with_lines(self, lines: Sequence[Line]) -> "Draft":
        return replace(self, lines=tuple(lines))


def sequence_of(position: int) -> int:
    """10, 20, 30 … as the ERP counts."""
    return (position + 1) * STEP_OF_SEQUENCE


def consistent(line: Line) -> Line:
    """An in-house step buys nothing, an outsourced one runs on no machine of ours."""
    if line.outsourced:
        return replace(line, resource="")
    return replace(line, vendor="", price=None, lead_time_days=None)
