"""One source, read and cleaned into packages for COPY. It knows no database, so it can work in another process."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from django.utils.translation import gettext as _

from apps.catalog.importing import remarks, staging
from apps.catalog.importing.cleaning.items import ItemCleaner
from apps.catalog.importing.cleaning.rows import ROW, RowCleaner
from apps.catalog.importing.cleaning.work import ReportCleaner, WorkCleaner, count_codes
from apps.catalog.importing.header import find_columns
from apps.catalog.importing.infer import infer_attributes
from apps.catalog.importing.package import Package
from apps.catalog.importing.profile import AttributeForm, Profile, TableForm
from apps.catalog.importing.records import ITEMS, PURCHASES, RESULTS, STEPS
from apps.catalog.importing.source import Chunk, Source

CLEANERS = {STEPS.name: WorkCleaner, RESULTS.name: ReportCleaner, PURCHASES.name: ReportCleaner}

Settings = Mapping[str, tuple[str, bool]]
"""Of each attribute that is known already its kind, and whether it is used for learning."""


class TableReader:
    def __init__(self, form: TableForm, source: Source, profile: Profile, settings: Settings, run_id: int) -> None:
        """Raises Refusal where a column that is needed is missing."""
        self.form = form
        self.source = source
        self.profile = profile
        self.settings = settings
        self.run_id = run_id
        self.columns = find_columns(source, form)

    def packages(self) -> Iterator[Package]:
        chunks = self.source.chunks()
        first = next(chunks, None)
        if first is None:
            note = _("%(file)s has a header and no rows below it.") % {"file": self.source.name}
            yield Package(is_last=True, notes=[note])
            return
        cleaner = self._cleaner(first)
        for chunk in chain([first], chunks):
            yield self._package(cleaner, chunk)
        attributes = cleaner.attributes.used if isinstance(cleaner, ItemCleaner) else []
        notes = remarks.of_table(self.form, self.source, self.columns, cleaner)
        yield Package(is_last=True, attributes=attributes, notes=notes)

    def _cleaner(self, first: Chunk) -> RowCleaner:
        form, columns, profile = self.form, self.columns, self.profile
        if form.record is not ITEMS:
            return CLEANERS.get(form.record.name, RowCleaner)(form, columns, profile)
        found = infer_attributes(columns, first, profile) if form.attributes is None else form.attributes
        return ItemCleaner(form, columns, profile, list(map(self._as_set, found)))

    def _as_set(self, form: AttributeForm) -> AttributeForm:
        """What the plant has set for an attribute goes before what its values look like."""
        kind, used_for_learning = self.settings.get(form.key, (form.kind, form.used_for_learning))
        return replace(form, kind=kind, used_for_learning=used_for_learning)

    def _package(self, cleaner: RowCleaner, chunk: Chunk) -> Package:
        cleaned = cleaner.clean(chunk)
        copies = [
            staging.of_rows(self.form.record, cleaned),
            staging.of_codes(count_codes(cleaned)),
            staging.of_left_out(self.run_id, self.source.name, cleaned.left_out),
        ]
        if self.form.record is STEPS:
            copies.append(staging.of_spoilt(cleaned.spoilt))
        rejected = sum(each.scope == ROW for each in cleaned.left_out)
        return Package(
            copies=[copy for copy in copies if copy.rows],
            read=cleaned.count + rejected,
            rejected=rejected,
            values_left_out=len(cleaned.left_out) - rejected,
            unread=len(chunk.unreadable),
        )
