"""CSV: UTF-8 with a byte order mark (Excel takes Korean for noise without it), every text in quotes, numbers bare."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from apps.routing.export.cells import Cell
from apps.routing.export.formats.guarding import written
from apps.routing.export.tables import Table

BOM = b"\xef\xbb\xbf"
END = "\r\n"


def write(tables: Sequence[Table]) -> Iterator[bytes]:
    (table,) = tables
    return _lines(table)


def write_zip(tables: Sequence[Table]) -> Iterator[bytes]:
    """One CSV a sheet, packed as it comes."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in tables:
            with packed.open(f"{table.sheet}.csv", "w") as file:
                for line in _lines(table):
                    file.write(line)
                    yield from pipe.take()
        yield from pipe.take()
    yield from pipe.take()


def _lines(table: Table) -> Iterator[bytes]:
    yield BOM + _line([column.name for column in table.columns])
    for row in table.rows():
        yield _line(row)


def _line(cells: Sequence[Cell]) -> bytes:
    return (",".join(map(_quoted, cells)) + END).encode()


def _quoted(cell: Cell) -> str:
    """A line of a single empty cell stands in quotes, or readers would skip it: so does every empty cell."""
    if isinstance(cell, int | float | date):
        return written(cell)
    doubled = written(cell).replace('"', '""')
    return f'"{doubled}"'


class _Pipe(io.RawIOBase):
    """Takes what the packer writes and hands it on; nothing can be sought in it, so the packer needs no second pass."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(self._parts[-1])

    def take(self) -> Iterator[bytes]:
        parts, self._parts = self._parts, []
        yield from parts
