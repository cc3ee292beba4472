"""From the staging tables into the catalogue: what only the whole load can judge, then one merge per table."""

from collections.abc import Callable
from time import monotonic

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from apps.catalog.importing import remarks
from apps.catalog.importing.merging import codes, items, refused, reports, routings, steps
from apps.catalog.importing.merging.tables import ITEM
from apps.catalog.importing.merging.trust import ids_trusted, lock_referenced
from apps.catalog.importing.reading import Reading
from apps.catalog.importing.records import ITEMS, PURCHASES, RESULTS, ROUTINGS, STEPS, Record
from apps.catalog.importing.tally import Tally

FEW_ROWS = 2_000
REPEATED = {
    ITEMS.name: ["code_key"],
    ROUTINGS.name: ["item_key", "code"],
    STEPS.name: ["item_key", "routing_code", "sequence"],
}


class Writing:
    def __init__(self, cursor: CursorWrapper, reading: Reading, tally: Tally, say: Callable[[str], None]) -> None:
        self.cursor = cursor
        self.reading = reading
        self.tally = tally
        self.say = say
        self.had_routings = False

    def write(self) -> None:
        lock_referenced(self.cursor)
        self._plan_for_many_rows()
        for what, step in (
            (_("Items"), self._items),
            (_("Operations, resources and vendors"), self._codes),
            (_("Routings"), self._routings),
            (_("Routing steps"), self._steps),
            (_("Work results"), self._reports),
            (_("Search index"), self._search),
        ):
            begun = monotonic()
            step()
            self.say(_("%(what)s: done in %(seconds).1f s") % {"what": what, "seconds": monotonic() - begun})

    def _plan_for_many_rows(self) -> None:
        """Where PostgreSQL counted a table while it was empty, it would read it anew for each row of a merge,
        although the merge is filling it."""
        if sum(count.read for count in self.tally.counts.values()) > FEW_ROWS:
            self.cursor.execute("SET LOCAL enable_nestloop = off")

    def _items(self) -> None:
        self._refuse_repeated(ITEMS)
        self._merged("items", *items.merge_items(self.cursor))
        added = items.add_attributes(self.reading.attributes)
        self.tally.notes += remarks.of_attributes(added)
        self.tally.counts["attributes"].read = len(self.reading.attributes)
        self._merged("attributes", len(added), 0)

    def _codes(self) -> None:
        """Only rows that stay name codes, so the others go first."""
        for record in (ROUTINGS, STEPS, RESULTS, PURCHASES):
            if record.name in self.reading.files:
                self._refuse_unknown(record)
                self._refuse_repeated(record)
        codes.gather_used(self.cursor)
        for name, merge in (
            ("operations", codes.merge_operations),
            ("resources", codes.merge_resources),
            ("vendors", codes.merge_vendors),
        ):
            read, inserted, updated = merge(self.cursor)
            self.tally.counts[name].read = read
            self._merged(name, inserted, updated)

    def _routings(self) -> None:
        count = self.tally.counts["routings"]
        count.read = count.rejected + routings.gather_routings(self.cursor)
        self.had_routings = routings.is_any_known(self.cursor)
        with ids_trusted(self.cursor):
            self._merged("routings", *routings.merge_routings(self.cursor))

    def _steps(self) -> None:
        with ids_trusted(self.cursor):
            self._merged("steps", *steps.merge_steps(self.cursor))
        if self.had_routings:
            self._remove_steps()
        routed = items.mark_routed(self.cursor)
        self.tally.counts["items"].updated += routed
        self.tally.counts["items"].unchanged = max(0, self.tally.counts["items"].unchanged - routed)

    def _remove_steps(self) -> None:
        if STEPS.name in self.reading.unread:
            self.tally.notes.append(_("Some rows of the routings could not be read, so no old step was removed."))
        else:
            self.tally.counts["steps"].removed = steps.remove_steps(self.cursor)

    def _reports(self) -> None:
        with ids_trusted(self.cursor):
            self._merged("results", reports.add_results(self.cursor), 0)
            self._merged("purchases", reports.add_purchases(self.cursor), 0)

    def _search(self) -> None:
        """What the load left waiting goes into the indexes, else each search would read it all."""
        self.cursor.execute(
            "SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am am ON am.oid = c.relam WHERE am.amname = 'gin' AND i.indrelid = %s::regclass",
            [ITEM],
        )

    def _merged(self, table: str, inserted: int, updated: int) -> None:
        count = self.tally.counts[table]
        count.inserted, count.updated = inserted, updated
        count.unchanged = max(0, count.read - count.rejected - inserted - updated)

    def _refuse_repeated(self, record: Record) -> None:
        key = REPEATED.get(record.name)
        if key is None or record.name not in self.reading.files:
            return
        rows = refused.refuse_repeated(self.cursor, record.table, key, *self._of(record))
        self.tally.counts[record.name].rejected += rows

    def _refuse_unknown(self, record: Record) -> None:
        rows = refused.refuse_unknown_items(self.cursor, record.table, *self._of(record))
        self.tally.counts[record.name].rejected += rows

    def _of(self, record: Record) -> tuple[int, str]:
        return self.reading.run_id, self.reading.files[record.name]
