"""Measured figures, each beside its limit and beside what peers reached, as one table or as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

HEADS = ["part", "what", "figure", "limit", "", "peers (× ours)"]
RIGHT = {2, 3}


@dataclass(frozen=True)
class Figure:
    """limit: the most that is allowed, or the least where `at_least`; None where nothing was promised.

    peers: what others reached at the same, by name. note: how it was measured, where that says something.
    """

    part: str
    what: str
    value: float | None
    unit: str = ""
    limit: float | None = None
    at_least: bool = False
    peers: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """None where there is nothing to judge; a promised figure that was not measured is missed."""
        if self.limit is None:
            return None
        if self.value is None:
            return False
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def ratios(self) -> dict[str, float]:
        """Peers' figures as multiples of ours."""
        return {name: peer / self.value for name, peer in self.peers.items()} if self.value else {}

    def as_json(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "limit": self.limit,
            "limit_is": "least" if self.at_least else "most",
            "met": self.is_met,
            "peers": dict(self.peers),
            "ratios": self.ratios(),
            "note": self.note,
        }


def table(figures: Sequence[Figure]) -> str:
    lines = [HEADS, *(_cells(figure) for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    drawn = [_line(line, widths) for line in lines]
    rule = "-" * max(map(len, drawn))
    missed = [figure for figure in figures if figure.is_met is False]
    judged = sum(figure.is_met is not None for figure in figures)
    ending = f"{judged - len(missed)} of {judged} limits kept" + "".join(
        f"\nMISSED  {figure.part}: {figure.what}" for figure in missed
    )
    return "\n".join([rule, drawn[0], rule, *drawn[1:], rule, ending])


def _cells(figure: Figure) -> list[str]:
    limit = "" if figure.limit is None else f"{'≥' if figure.at_least else '≤'} {number(figure.limit)}"
    verdict = {None: "", True: "ok", False: "MISSED"}[figure.is_met]
    beside = [_peer(name, peer, figure) for name, peer in figure.peers.items()]
    value = "not measured" if figure.value is None else f"{number(figure.value)} {figure.unit}".strip()
    return [figure.part, figure.what, value, limit, verdict, "; ".join([*beside, *filter(None, [figure.note])])]


def _peer(name: str, peer: float, figure: Figure) -> str:
    ratio = figure.ratios().get(name)
    return f"{name} {number(peer)}" + (f" (×{ratio:.2f})" if ratio is not None else "")


def number(value: float) -> str:
    """Three figures, thousands apart; whole numbers as such."""
    if abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.3g}"


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if column in RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]
