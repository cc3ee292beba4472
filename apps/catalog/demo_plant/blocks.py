"""Writes long tables fast: columns are cut into blocks, and a block's lines are joined in one go."""

import gzip
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from .arrays import Floats, Ints, Texts, texts

Column = Callable[[slice], Iterable[str]]
"""Gives the texts of some rows, ready for the file."""
BLOCK = 50_000
FASTEST = 1
BOM = "\ufeff"


def same(text: str) -> Column:
    return lambda rows: repeat(text)


def listed(values: Texts | Sequence[str]) -> Column:
    return lambda rows: values[rows]


def looked_up(table: Texts, places: Ints) -> Column:
    """table[places], with -1 for the table's last entry."""
    return lambda rows: table[places[rows]].tolist()


def whole(values: Ints) -> Column:
    return lambda rows: map(str, values[rows].tolist())


def decimal(values: Floats) -> Column:
    return lambda rows: map(repr, values[rows].tolist())


def quoted(values: Iterable[str]) -> Texts:
    """Free text made safe for a CSV file."""
    return texts('"' + value.replace('"', '""') + '"' if '"' in value or "," in value else value for value in values)


def row_at(columns: Sequence[Column], place: int) -> list[str]:
    """One row's texts, as they would be written."""
    return [next(iter(column(slice(place, place + 1)))) for column in columns]


def write_table(
    path: Path,
    header: Sequence[str],
    columns: Sequence[Column],
    count: int,
    *,
    more: Sequence[Sequence[str]] = (),
) -> int:
    """Write count rows and then the additional ones; returns how many.

    A .gz file gets the BOM that the ERP writes. The same rows give the same bytes: the gzip header carries
    neither name nor time.
    """
    with path.open("wb") as raw:
        if path.suffix != ".gz":
            _write(raw, header, columns, count, more)
        else:
            with gzip.GzipFile(filename="", mode="wb", compresslevel=FASTEST, fileobj=raw, mtime=0) as packed:
                packed.write(BOM.encode())
                _write(packed, header, columns, count, more)
    return count + len(more)


def _write(
    file: Any, header: Sequence[str], columns: Sequence[Column], count: int, more: Sequence[Sequence[str]]
) -> None:
    file.write((",".join(header) + "\n").encode())
    for start in range(0, count, BLOCK):
        rows = slice(start, min(start + BLOCK, count))
        lines = map(",".join, zip(*(column(rows) for column in columns), strict=False))
        file.write(("\n".join(lines) + "\n").encode())
    for row in more:
        file.write((",".join(row) + "\n").encode())
