"""XML 1.0: an element for each sheet, in it one `row` for each row, in that an element for each column.

The mapping allows only names that are XML names too, and cells hold only characters that XML can hold.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from apps.routing.export.cells import Cell, text
from apps.routing.export.tables import Table


def write(tables: Sequence[Table]) -> Iterator[bytes]:
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<routings>\n'
    for table in tables:
        yield f"<{table.sheet}>\n".encode()
        yield from _rows(table)
        yield f"</{table.sheet}>\n".encode()
    yield b"</routings>\n"


def _rows(table: Table) -> Iterator[bytes]:
    names = [column.name for column in table.columns]
    for row in table.rows():
        yield f"<row>{''.join(map(_element, names, row))}</row>\n".encode()


def _element(name: str, cell: Cell) -> str:
    content = text(cell)
    return f"<{name}/>" if content is None else f"<{name}>{escape(content)}</{name}>"
