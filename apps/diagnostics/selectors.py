"""The board: the stored readings in words, worst first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.catalog.words import NOTHING, Words
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.models import ProbeState
from apps.diagnostics.probes import PROBES
from apps.diagnostics.reading import Probe, Reading, State, worst
from apps.diagnostics.runner import Measurement

FRESH = timedelta(minutes=2)
UNMEASURED = Reading(state=State.WATCH, value=_("not measured yet"))


@dataclass(frozen=True)
class Row:
    probe: Probe
    reading: Reading
    since: datetime | None
    measured_at: datetime | None

    @property
    def state(self) -> State:
        return self.reading.state

    @property
    def advice(self) -> Words:
        return NOTHING if self.state is State.GOOD else self.reading.advice

    @property
    def is_stale(self) -> bool:
        return self.measured_at is None or self.measured_at < timezone.now() - FRESH

    @property
    def lasts(self) -> str:
        """How long it has been in this state."""
        return units.duration(max(1.0, (timezone.now() - self.since).total_seconds())) if self.since else ""

    def as_json(self) -> dict[str, Any]:
        words = {name: str(getattr(self.reading, name)) for name in ("value", "threshold", "detail")}
        return {
            "name": self.probe.name,
            "title": str(self.probe.title),
            "state": str(self.state),
            **words,
            "advice": str(self.advice),
            "since": self.since.isoformat() if self.since else None,
            "measured_at": self.measured_at.isoformat() if self.measured_at else None,
        }


@dataclass(frozen=True)
class Board:
    rows: list[Row]

    @property
    def state(self) -> State:
        return worst([row.state for row in self.rows])

    @property
    def measured_at(self) -> datetime | None:
        """When the oldest of the readings was taken."""
        return min((row.measured_at for row in self.rows if row.measured_at), default=None)

    @property
    def is_stale(self) -> bool:
        return any(row.is_stale for row in self.rows)

    @property
    def headline(self) -> Words:
        bad, watch = self.count(State.BAD), self.count(State.WATCH)
        if not bad and not watch:
            return _("All is well.")
        return _("%(bad)s bad, %(watch)s to watch", bad=bad, watch=watch)

    def count(self, state: State) -> int:
        return sum(row.state is state for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        return {"state": str(self.state), "probes": [row.as_json() for row in self.rows]}


def board() -> Board:
    """What is kept, whenever it was measured."""
    stored = {row.name: row for row in ProbeState.objects.all()}
    return _sorted([_row(probe, stored.get(probe.name)) for probe in PROBES])


def board_of(measurements: Iterable[Measurement]) -> Board:
    """What was just measured, where PostgreSQL could not keep it: nobody knows since when."""
    rows = {m.probe.name: Row(m.probe, m.reading, since=None, measured_at=m.measured_at) for m in measurements}
    return _sorted([rows[probe.name] for probe in PROBES])


def _sorted(rows: list[Row]) -> Board:
    return Board(sorted(rows, key=lambda row: row.state.rank))  # stable: as registered within a state


def _row(probe: Probe, stored: ProbeState | None) -> Row:
    if stored is None:
        return Row(probe, UNMEASURED, since=None, measured_at=None)
    return Row(probe, Reading.from_json(stored.reading), since=stored.since, measured_at=stored.measured_at)
