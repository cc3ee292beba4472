"""Tab-separated text, for the clipboard: what a spreadsheet takes when somebody pastes.

A cell with a tab, a line feed or a quote stands in quotes, its quotes doubled, as Excel writes its own clipboard.
"""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from apps.routing.export.cells import Cell
from apps.routing.export.formats.guarding import written
from apps.routing.export.tables import Table

END = "\r\n"


def write(tables: Sequence[Table]) -> Iterator[bytes]:
    (table,) = tables
    yield _line([column.name for column in table.columns])
    for row in table.rows():
        yield _line(row)


def copied_text(table: Table) -> str:
    return b"".join(write([table])).decode()


def copied_html(table: Table) -> str:
    """The same as a table whose texts say that they are texts: pasted plain, 00123 would become 123."""
    head = format_html_join("", "<th>{}</th>", ([column.name] for column in table.columns))
    lines = format_html_join("", "<tr>{}</tr>", ([_html_cells(row)] for row in table.rows()))
    return format_html("<table><tr>{}</tr>{}</table>", head, lines)


def _html_cells(row: Sequence[Cell]) -> SafeString:
    return format_html_join("", "<td{}>{}</td>", ((IS_TEXT if isinstance(c, str) else "", written(c)) for c in row))


IS_TEXT = mark_safe(" style=\"mso-number-format:'\\@'\"")


def _line(cells: Sequence[Cell]) -> bytes:
    return ("\t".join(map(_cell, cells)) + END).encode()


def _cell(cell: Cell) -> str:
    value = written(cell)
    if not any(sign in value for sign in '\t\n"'):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
