"""What a load has to tell: rows by table, and notes."""

from collections import defaultdict
from dataclasses import dataclass, field

from apps.catalog.importing.merging.tables import Count

TABLES = (
    "items", "routings", "steps", "results", "purchases", "operations", "resources", "vendors", "attributes",
)  # fmt: skip  # one line of names


@dataclass
class Tally:
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, dict[str, int]]:
        """Table → what happened to its rows; tables without any are not told."""
        told = {name: self.counts[name].as_json() for name in TABLES}
        return {name: count for name, count in told.items() if any(count.values())}
