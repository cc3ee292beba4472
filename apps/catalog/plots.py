"""Small plots of reported minutes over time, as the numbers that an SVG template draws. Pure Python."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

WIDTH, HEIGHT = 160, 36
MARGIN = 4  # room for half a dot
FEW = 5  # below this many reports no range is drawn
ROOM = 1.5  # the scale reaches at least this many times the median, so that few reports do not stick to its top
TALL = 2.0  # the scale ends at this many times the 90th percentile; what lies above is drawn at the edge


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    outside: bool = False


@dataclass(frozen=True)
class Plot:
    """Positions in a box of WIDTH × HEIGHT, None where there is nothing to draw; minutes as they are."""

    dots: Sequence[Dot] = field(default_factory=list)
    median: float | None = None
    low: float | None = None
    high: float | None = None
    outside: int = 0
    limit: float = 0
    median_y: float | None = None
    low_y: float | None = None
    high_y: float | None = None
    standard_y: float | None = None

    @property
    def band_height(self) -> float:
        return round(self.low_y - self.high_y, 1) if self.low_y is not None and self.high_y is not None else 0


def plot(reports: Sequence[tuple[date, float]], standard: float | None, first: date, last: date) -> Plot:
    """Dots over the days `first` to `last`, the median, the range of 10 to 90 % and the standard.

    About 2 % of what shop floors report is wrong by a factor of 10 or 60: the scale follows the bulk.
    """
    if not reports:
        return Plot()
    minutes = [value for _, value in reports]
    low, median, high = _quantiles(minutes)
    limit = _limit(minutes, high, standard)
    days = max((last - first).days, 1)

    def y(value: float) -> float:
        return round(HEIGHT - MARGIN - min(value / limit, 1) * (HEIGHT - 2 * MARGIN), 1)

    dots = [
        Dot(round(MARGIN + (day - first).days / days * (WIDTH - 2 * MARGIN), 1), y(value), outside=value > limit)
        for day, value in reports
    ]
    several = len(minutes) >= FEW
    return Plot(
        dots=dots,
        median=median,
        low=low if several else None,
        high=high if several else None,
        outside=sum(dot.outside for dot in dots),
        limit=limit,
        median_y=y(median),
        low_y=y(low) if several else None,
        high_y=y(high) if several else None,
        standard_y=y(standard) if standard is not None and standard <= limit else None,
    )


def _quantiles(minutes: Sequence[float]) -> tuple[float, float, float]:
    if len(minutes) == 1:
        return minutes[0], minutes[0], minutes[0]
    tenths = statistics.quantiles(minutes, n=10, method="inclusive")
    return tenths[0], statistics.median(minutes), tenths[-1]


def _limit(minutes: Sequence[float], high: float, standard: float | None) -> float:
    bulk = TALL * (high if len(minutes) >= FEW else 2 * statistics.median(minutes))
    wanted = max(min(max(minutes), bulk), ROOM * statistics.median(minutes))
    if standard is not None and standard <= TALL * wanted:
        wanted = max(wanted, standard)
    return wanted * 1.05 or 1.0
