"""From the sources into the staging tables."""

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from apps.catalog.importing import staging
from apps.catalog.importing.apart import read_apart, read_in_turn
from apps.catalog.importing.package import Package
from apps.catalog.importing.profile import AttributeForm, Profile
from apps.catalog.importing.source import Source
from apps.catalog.importing.table_reader import TableReader
from apps.catalog.importing.tally import Tally
from apps.catalog.models import Attribute

PROGRESS_SECONDS = 2
WORTH_A_PROCESS = 1_000_000
"""Bytes of a source, compressed or not; less is read before a process has started."""


class Reading:
    """attributes: the forms of those attributes of which an item has a value.

    unread: the records of which rows could not even be taken apart into cells.
    """

    def __init__(
        self, run_id: int, profile: Profile, sources: Mapping[str, Source], tally: Tally, say: Callable[[str], None]
    ) -> None:
        """Raises Refusal where a column that is needed is missing from any of the sources."""
        known = Attribute.objects.values_list("key", "kind", "used_for_learning")
        settings = {key: (kind, used_for_learning) for key, kind, used_for_learning in known}
        self.tally = tally
        self.say = say
        self.run_id = run_id
        self.attributes: list[AttributeForm] = []
        self.unread: set[str] = set()
        self.readers = [
            TableReader(form, sources[form.record.name], profile, settings, run_id)
            for form in profile.tables
            if form.record.name in sources
        ]
        self.files = {reader.form.record.name: reader.source.name for reader in self.readers}

    def read(self, cursor: CursorWrapper) -> None:
        staging.create_tables(cursor)
        begun = told = monotonic()
        with _collector_paused():
            for reader, package in self._packages():
                staging.stage(cursor, package.copies)
                self._count(reader, package)
                if package.is_last or monotonic() - told > PROGRESS_SECONDS:
                    told = monotonic()
                    self._tell(reader, told - begun)
        staging.analyze(cursor)

    def _packages(self) -> Iterator[tuple[TableReader, Package]]:
        large = sum(reader.source.size > WORTH_A_PROCESS for reader in self.readers)
        return (read_apart if large > 1 and len(os.sched_getaffinity(0)) > 1 else read_in_turn)(self.readers)

    def _count(self, reader: TableReader, package: Package) -> None:
        name = reader.form.record.name
        count = self.tally.counts[name]
        count.read += package.read
        count.rejected += package.rejected
        count.values_left_out += package.values_left_out
        if package.unread:
            self.unread.add(name)
        self.attributes += package.attributes
        self.tally.notes += package.notes

    def _tell(self, reader: TableReader, seconds: float) -> None:
        rows = self.tally.counts[reader.form.record.name].read
        self.say(
            _("%(file)s: %(rows)s rows read after %(seconds).1f s")
            % {"file": reader.source.name, "rows": f"{rows:,}", "seconds": seconds}
        )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows are millions of lists and make no cycles: to search them for some costs as much as to read them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
