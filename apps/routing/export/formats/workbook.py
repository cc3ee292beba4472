"""The workbook of four sheets that the ERP takes.

Every text is written as a text cell of the format Text, whatever it looks like; there is no code path to a formula or a
link. Rows go to a temporary file as they come, so a file of any length needs little memory.
"""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import IO
from unicodedata import east_asian_width

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apps.catalog.errors import Refusal
from apps.routing.export.cells import FIRST_YEAR, Cell, Kind, text
from apps.routing.export.tables import Table

CHUNK = 64 * 1024
TEXT_MAX, ROWS_MAX = 32_767, 1_048_576
"""What Excel holds: UTF-16 units in a cell, rows in a sheet."""
WIDTH_MIN, WIDTH_MAX = 10, 40
ROWS_MEASURED = 50
EVERYWHERE = "A1:XFD1048576"


def write(tables: Sequence[Table]) -> Iterator[bytes]:
    """The whole file is made before its first bytes are given, so that a refusal comes in time."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _chunks
    try:
        _fill(file, tables)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def _fill(file: IO[bytes], tables: Sequence[Table]) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        formats = {
            Kind.TEXT: book.add_format({"num_format": "@", "indent": 1}),  # clear of the number on its left
            Kind.NUMBER: book.add_format({}),
            Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "indent": 1})
        for table in tables:
            _SheetWriter(book.add_worksheet(str(table.sheet)), table, formats, head).write()


class _SheetWriter:
    def __init__(self, sheet: Worksheet, table: Table, formats: dict[Kind, Format], head: Format) -> None:
        self._sheet, self._table, self._formats, self._head = sheet, table, formats, head

    def write(self) -> None:
        self._lay_out()
        for at, row in enumerate(self._table.rows(), start=1):
            self._check_length(at)
            for column, cell in enumerate(row):
                self._write_cell(at, column, cell)

    def _lay_out(self) -> None:
        """A column of texts stays one where somebody types into it later."""
        widths = self._widths()
        for at, column in enumerate(self._table.columns):
            self._sheet.set_column(at, at, widths[at], self._formats[Kind(column.kind)])
            self._sheet.write_string(0, at, column.name, self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)  # whoever prints it gets all columns on a page, the head on each
        self._sheet.repeat_rows(0)
        self._sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})

    def _widths(self) -> list[int]:
        """By the heads, which are bold, and the first rows: what comes later is written when its width is past."""
        first = islice(self._table.rows(), ROWS_MEASURED)
        head = [f"{column.name}  " for column in self._table.columns]
        return [min(max(WIDTH_MIN, *map(_width, cells)), WIDTH_MAX) for cells in zip(head, *first, strict=True)]

    def _write_cell(self, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self._check_text(row, column, cell)
            self._sheet.write_string(row, column, cell, self._formats[Kind.TEXT])
        elif isinstance(cell, date):
            self._write_day(row, column, cell)
        elif cell is not None:
            self._sheet.write_number(row, column, cell, self._formats[Kind.NUMBER])

    def _write_day(self, row: int, column: int, day: date) -> None:
        if day.year < FIRST_YEAR:
            raise Refusal(
                _("%(where)s: spreadsheets know no day before 1900, and this is %(day)s; export the column as text.")
                % {"where": self._where(row, column), "day": day}
            )
        self._sheet.write_datetime(row, column, day, self._formats[Kind.DATE])

    def _check_text(self, row: int, column: int, cell: str) -> None:
        """The library would cut the text."""
        units = len(cell.encode("utf-16-le")) // 2
        if units > TEXT_MAX:
            raise Refusal(
                _("%(where)s: a cell of a workbook holds %(most)s characters, and this text has %(units)s; shorten it.")
                % {"where": self._where(row, column), "most": TEXT_MAX, "units": units}
            )

    def _check_length(self, row: int) -> None:
        if row >= ROWS_MAX:
            raise Refusal(
                _("%(sheet)s would have more than %(most)s rows; export fewer routings at a time.")
                % {"sheet": self._table.sheet, "most": ROWS_MAX}
            )

    def _where(self, row: int, column: int) -> str:
        return f"{self._table.sheet}.{self._table.columns[column].name}, {_('row')} {row + 1}"


def _width(cell: Cell) -> int:
    """In digits, with some air; a Korean or Chinese character takes two."""
    shown = text(cell) or ""
    return len(shown) + sum(east_asian_width(character) in "WF" for character in shown) + 2
