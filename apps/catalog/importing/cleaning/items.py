"""Rows of items."""

from collections.abc import Sequence

from apps.catalog.importing.cleaning.attributes import Attributes
from apps.catalog.importing.cleaning.cells import NULL
from apps.catalog.importing.cleaning.rows import Faults, RowCleaner
from apps.catalog.importing.header import Columns
from apps.catalog.importing.profile import AttributeForm, Profile, TableForm
from apps.catalog.importing.source import Chunk


class ItemCleaner(RowCleaner):
    def __init__(
        self, form: TableForm, columns: Columns, profile: Profile, attributes: Sequence[AttributeForm]
    ) -> None:
        super().__init__(form, columns, profile)
        self.attributes = Attributes(attributes, columns.header, profile)

    def derive(self, chunk: Chunk, columns: dict[str, Sequence[str]], faults: Faults) -> None:
        columns["attributes"] = self.attributes.column(chunk, faults)
        for name in ("drawing_revision", "drawing_sheet"):  # of no drawing they say nothing
            pairs = zip(columns["drawing"], columns[name], strict=True)
            columns[name] = [NULL if drawing == NULL else text for drawing, text in pairs]
