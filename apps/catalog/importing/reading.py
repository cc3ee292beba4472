"""From the sources into the staging tables: read, clean, and keep what is left out."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from time import monotonic

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from apps.catalog.importing import remarks, staging
from apps.catalog.importing.cleaning.items import ItemCleaner
from apps.catalog.importing.cleaning.rows import Cleaned, RowCleaner
from apps.catalog.importing.cleaning.work import ReportCleaner, WorkCleaner, count_codes
from apps.catalog.importing.header import Columns, find_columns
from apps.catalog.importing.infer import infer_attributes
from apps.catalog.importing.profile import AttributeForm, Profile, TableForm
from apps.catalog.importing.records import ITEMS, PURCHASES, RESULTS, STEPS
from apps.catalog.importing.source import Chunk, Source
from apps.catalog.importing.tally import Tally
from apps.catalog.models import Attribute

PROGRESS_SECONDS = 2
CLEANERS = {STEPS.name: WorkCleaner, RESULTS.name: ReportCleaner, PURCHASES.name: ReportCleaner}


class Reading:
    """attributes: the forms of those attributes of which an item has a value.

    unread: the records of which rows could not even be taken apart into cells.
    """

    def __init__(
        self, run_id: int, profile: Profile, sources: Mapping[str, Source], tally: Tally, say: Callable[[str], None]
    ) -> None:
        """Raises Refusal where a column that is needed is missing from any of the sources."""
        self.run_id = run_id
        self.profile = profile
        self.tally = tally
        self.say = say
        self.attributes: list[AttributeForm] = []
        self.unread: set[str] = set()
        self.tables = [
            (form, sources[form.record.name], find_columns(sources[form.record.name], form))
            for form in profile.tables
            if form.record.name in sources
        ]
        self.files = {form.record.name: source.name for form, source, _columns in self.tables}

    def read(self, cursor: CursorWrapper) -> None:
        staging.create_tables(cursor)
        with _collector_paused():
            for form, source, columns in self.tables:
                self._read_table(cursor, form, source, columns)
        staging.analyze(cursor)

    def _read_table(self, cursor: CursorWrapper, form: TableForm, source: Source, columns: Columns) -> None:
        chunks = source.chunks()
        first = next(chunks, None)
        if first is None:
            self.tally.counts[form.record.name].read = 0
            self.tally.notes.append(_("%(file)s has a header and no rows below it.") % {"file": source.name})
            return
        cleaner = self._cleaner(form, columns, first)
        for chunk in self._told(source.name, chain([first], chunks)):
            self._take(cursor, form, source, chunk, cleaner.clean(chunk))
        if isinstance(cleaner, ItemCleaner):
            self.attributes = cleaner.attributes.used
        self.tally.notes += remarks.of_table(form, source, columns, cleaner)

    def _cleaner(self, form: TableForm, columns: Columns, first: Chunk) -> RowCleaner:
        if form.record is not ITEMS:
            return CLEANERS.get(form.record.name, RowCleaner)(form, columns, self.profile)
        found = infer_attributes(columns, first, self.profile) if form.attributes is None else form.attributes
        return ItemCleaner(form, columns, self.profile, [_as_set(each) for each in found])

    def _take(self, cursor: CursorWrapper, form: TableForm, source: Source, chunk: Chunk, cleaned: Cleaned) -> None:
        name = form.record.name
        staging.stage(cursor, form.record, cleaned)
        staging.stage_codes(cursor, count_codes(cleaned))
        if form.record is STEPS:
            staging.stage_spoilt(cursor, cleaned.spoilt)
        staging.keep_left_out(cursor, self.run_id, source.name, cleaned.left_out)
        if chunk.unreadable:
            self.unread.add(name)
        self.tally.counts[name].read += len(chunk.lines) + len(chunk.unreadable)
        self.tally.leave_out(name, cleaned.left_out)

    def _told(self, name: str, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Says now and then how far it is."""
        begun = told = monotonic()
        rows = 0
        for chunk in chunks:
            yield chunk
            rows += len(chunk.lines) + len(chunk.unreadable)
            if monotonic() - told > PROGRESS_SECONDS:
                told = monotonic()
                self.say(_("%(file)s: %(rows)s rows") % {"file": name, "rows": f"{rows:,}"})
        seconds = monotonic() - begun
        self.say(
            _("%(file)s: %(rows)s rows read in %(seconds).1f s")
            % {"file": name, "rows": f"{rows:,}", "seconds": seconds}
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


def _as_set(form: AttributeForm) -> AttributeForm:
    """What the plant has set for an attribute goes before what its values look like."""
    known = Attribute.objects.filter(key=form.key).first()
    if known is None:
        return form
    return replace(form, kind=known.kind, used_for_learning=known.used_for_learning)
