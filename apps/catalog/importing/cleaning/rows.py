"""A table's rows: every field's cells, and which rows or values are left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

from apps.catalog.importing.cleaning.cells import NULL, Cells, reader
from apps.catalog.importing.header import Columns
from apps.catalog.importing.profile import Profile, TableForm
from apps.catalog.importing.records import Field
from apps.catalog.importing.source import Chunk
from apps.catalog.models import RejectedRow

ROW, VALUE = RejectedRow.Scope.ROW, RejectedRow.Scope.VALUE


class LeftOut(NamedTuple):
    """A row, or a value of one; the columns of RejectedRow."""

    line: int
    scope: str
    reason: str
    content: str


@dataclass
class Cleaned:
    """columns: COPY's texts of the rows that stay, field by field, all of `count` rows.

    spoilt: the same of rows left out whose key could be read; see `merging.steps`.
    """

    lines: Sequence[int]
    columns: dict[str, Sequence[str]]
    left_out: list[LeftOut] = field(default_factory=list)
    spoilt: dict[str, Sequence[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.lines)


class Faults:
    """What is wrong with the rows of a chunk. Of a row that is left out one reason is told."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.rows: dict[int, str] = {}
        self.values: list[tuple[int, str]] = []

    def note(self, cells: Cells, raws: Sequence[Any]) -> None:
        for row in cells.unfit_rows(raws):
            self.add(row, cells.reasons[raws[row]], spoils_row=cells.spoils_row)

    def add(self, row: int, reason: str, *, spoils_row: bool) -> None:
        if spoils_row:
            self.rows.setdefault(row, reason)
        else:
            self.values.append((row, reason))

    def left_out(self) -> list[LeftOut]:
        chunk = self.chunk
        found = [LeftOut(each.line, ROW, each.reason, each.content) for each in chunk.unreadable]
        for row, reason in self.rows.items():
            if not chunk.is_blank(row):  # spreadsheets save rows of nothing but commas
                found.append(LeftOut(chunk.lines[row], ROW, reason, chunk.content(row)))
        for row, reason in self.values:
            if row not in self.rows:
                found.append(LeftOut(chunk.lines[row], VALUE, reason, chunk.content(row)))
        return sorted(found, key=lambda each: each.line)


class RowCleaner:
    """Cleans chunks of one source; it is asked for all chunks of the source in turn."""

    key_fields: Sequence[str] = ()
    """Of rows that are left out, these are kept where they can be read."""

    def __init__(self, form: TableForm, columns: Columns, profile: Profile) -> None:
        self.form = form
        self.columns = columns
        self.cells = {each.name: self._cells(each, profile) for each in form.record.fields}

    def _cells(self, each: Field, profile: Profile) -> Cells:
        rule = self.form.rules.get(each.column, each.rule)
        default = self.form.defaults.get(each.column, "")
        read = reader(rule, profile, default=default, required=each.required)
        return Cells(self.columns.label(each.column), read, spoils_row=rule.spoils_row)

    def clean(self, chunk: Chunk) -> Cleaned:
        faults = Faults(chunk)
        columns = {each.name: self._column(each, chunk, faults) for each in self.form.record.fields}
        self.derive(chunk, columns, faults)
        cleaned = Cleaned(chunk.lines, columns, faults.left_out())
        self._leave_out(cleaned, faults)
        for cells in self.cells.values():
            cells.forget()
        return cleaned

    def _column(self, each: Field, chunk: Chunk, faults: Faults) -> Sequence[str]:
        cells = self.cells[each.name]
        place = self.columns.positions.get(each.column)
        if place is None:
            return [cells[""]] * len(chunk.lines)
        column = cells.column(chunk.columns[place])
        faults.note(cells, chunk.columns[place])
        return column

    def derive(self, chunk: Chunk, columns: dict[str, Sequence[str]], faults: Faults) -> None:
        """What follows from several columns of a row."""

    def _leave_out(self, cleaned: Cleaned, faults: Faults) -> None:
        if not faults.rows:
            return
        spoilt = [row in faults.rows for row in range(cleaned.count)]
        keep = [not each for each in spoilt]
        keys = {name: list(compress(cleaned.columns[name], spoilt)) for name in self.key_fields}
        readable = [NULL not in key for key in zip(*keys.values(), strict=True)]
        cleaned.spoilt = {name: list(compress(column, readable)) for name, column in keys.items()}
        cleaned.columns = {name: list(compress(column, keep)) for name, column in cleaned.columns.items()}
        cleaned.lines = list(compress(cleaned.lines, keep))
