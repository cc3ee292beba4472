"""What a load has to tell: rows by table, and notes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.catalog.importing.cleaning.rows import ROW, LeftOut
from apps.catalog.importing.merging.tables import Count

TABLES = (
    "items", "routings", "steps", "results", "purchases", "operations", "resources", "vendors", "attributes",
)  # fmt: skip  # one line of names


@dataclass
class Tally:
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    notes: list[str] = field(default_factory=list)

    def leave_out(self, table: str, left_out: Iterable[LeftOut]) -> None:
        for each in left_out:
            if each.scope == ROW:
                self.counts[table].rejected += 1
            else:
                self.counts[table].values_left_out += 1

    def as_json(self) -> dict[str, dict[str, int]]:
        """Table → what happened to its rows."""
        return {name: self.counts[name].as_json() for name in TABLES if name in self.counts}
