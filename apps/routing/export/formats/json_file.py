"""JSON: an object with a list of rows for each sheet; nothing is null, days are texts such as 2026-11-25."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from apps.routing.export.cells import Cell
from apps.routing.export.tables import Table


def write(tables: Sequence[Table]) -> Iterator[bytes]:
    yield b"{"
    for at, table in enumerate(tables):
        yield f'{"," if at else ""}\n"{table.sheet}": ['.encode()
        yield from _rows(table)
        yield b"\n]"
    yield b"\n}\n"


def _rows(table: Table) -> Iterator[bytes]:
    names = [column.name for column in table.columns]
    start = "\n"
    for row in table.rows():
        line = dict(zip(names, map(_value, row), strict=True))
        yield (start + json.dumps(line, ensure_ascii=False, allow_nan=False)).encode()
        start = ",\n"


def _value(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell
