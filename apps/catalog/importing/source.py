"""Rows from anywhere. What reads them does not know what they mean, and what cleans them not where they are from."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

CHUNK_ROWS = 10_000
CONTENT_LENGTH = 2_000


class Unreadable(NamedTuple):
    """A row of which not even the cells are known."""

    line: int
    reason: str
    content: str


@dataclass(frozen=True)
class Chunk:
    """Some rows, column by column.

    lines: where each row begins, counted from 1 (from a database: the row's number).
    columns: for each name of the source's header the cells of all rows, as text.
    """

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    unreadable: Sequence[Unreadable] = ()

    def content(self, row: int) -> str:
        """The row as it stood in the source."""
        return row_text([column[row] for column in self.columns])

    def is_blank(self, row: int) -> bool:
        return not any(column[row].strip() for column in self.columns)


class Source(Protocol):
    """One table of rows."""

    @property
    def name(self) -> str:
        """The file or the view, for people."""

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns as the source writes them."""

    @property
    def size(self) -> int:
        """Bytes to read, about; 0 where the source cannot be read in another process than its own."""

    def chunks(self) -> Iterator[Chunk]:
        """All rows from the beginning, each time it is called; raises Refusal where they cannot be read on."""


def row_text(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return cut(line.getvalue())


def cut(text: str) -> str:
    """PostgreSQL keeps no NUL characters."""
    return text.replace("\0", "␀")[:CONTENT_LENGTH]
