"""A version's plots as the numbers that SVG templates draw. Pure Python; a share is 0 to 1, None is not measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
SIDE = 200.0
"""Of a square plot, in the units of its viewBox."""
WIDTH = 320.0
"""Of a plot of rows; labels stand before it."""
ROW_HEIGHT = 18
MOST_ROWS = 20
"""Classes in a plot; the table has all of them."""
FEW_TIMES = 10
"""Below so many true times a coverage says little, and is drawn open."""


@dataclass(frozen=True)
class Bar:
    """A row of a plot: its label, share and text, and where it is drawn."""

    label: str
    text: str
    y: int
    length: float
    base: float | None = None


@dataclass(frozen=True)
class Rows:
    """Rows of a plot below one another; `more` are left to the table."""

    rows: Sequence[Any]
    more: int

    @property
    def height(self) -> int:
        return ROW_HEIGHT * len(self.rows)


@dataclass(frozen=True)
class Covered:
    """A class's share of true times inside the 80 % interval: of set-up and of run, with how many there were."""

    label: str
    y: int
    setup_x: float | None
    run_x: float | None
    setup_few: bool
    run_few: bool


def calibration(metrics: Row) -> list[Row]:
    """Confidence against the share that was right, per bin with items, with its place in a square plot."""
    bins = (metrics.get("held_out") or {}).get("calibration") or []
    return [
        {
            **row,
            "x": row["confidence"] * SIDE,
            "y": (1 - row["right"]) * SIDE,
            "r": 3 + min(row["items"], 400) / 80,
        }
        for row in bins
        if row.get("items")
    ]


def abstention(metrics: Row) -> Row | None:
    """How many of the surest predictions are exact, by the share of items predicted: rows, and a line through them."""
    rows = (metrics.get("held_out") or {}).get("abstention") or []
    if not rows:
        return None
    dots = [{**row, "x": row["share"] * SIDE, "y": (1 - row["exact"]) * SIDE} for row in rows]
    return {"rows": dots, "line": " ".join(f"{dot['x']:.1f},{dot['y']:.1f}" for dot in dots)}


def errors_by_class(classes: Iterable[Row]) -> Rows | None:
    """The share of each class that is not exact, the largest classes first, beside that of the best simple method."""
    known = [row for row in classes if row.get("exact") is not None]
    bars = [
        Bar(
            label=row.get("part_class") or "–",
            text=f"{100 * (1 - row['exact']):.0f} %",
            y=ROW_HEIGHT * at,
            length=(1 - row["exact"]) * WIDTH,
            base=_best_simple_error(row),
        )
        for at, row in enumerate(known[:MOST_ROWS])
    ]
    return Rows(bars, more=len(known) - len(bars)) if bars else None


def _best_simple_error(row: Row) -> float | None:
    best = max((v for v in (row.get("baseline_exact") or {}).values() if v is not None), default=None)
    return None if best is None else (1 - best) * WIDTH


def coverage_by_class(classes: Iterable[Row]) -> Rows | None:
    """Where each class's coverage stands between 0 and 100 %; only classes with a time to judge by."""
    known = [row for row in classes if row.get("setup_times") or row.get("run_times")]
    rows = [_covered(row, at) for at, row in enumerate(known[:MOST_ROWS])]
    return Rows(rows, more=len(known) - len(rows)) if rows else None


def _covered(row: Row, at: int) -> Covered:
    def x(name: str) -> float | None:
        share = row.get(f"{name}_coverage_80")
        return None if share is None else share * WIDTH

    return Covered(
        label=row.get("part_class") or "–",
        y=ROW_HEIGHT * at,
        setup_x=x("setup"),
        run_x=x("run"),
        setup_few=(row.get("setup_times") or 0) < FEW_TIMES,
        run_few=(row.get("run_times") or 0) < FEW_TIMES,
    )
