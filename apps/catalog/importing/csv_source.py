"""A CSV file as a source of rows, plain or compressed. Exact line numbers, and no broken row stops the rest."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.catalog.importing.encoding import BLOCK, CP949, find_encoding, open_bytes
from apps.catalog.importing.source import CHUNK_ROWS, Chunk, Unreadable, cut

DELIMITERS = ",;\t"
LINES_PER_ROW = 100
"""A quote that is opened by mistake swallows lines until the next one: no real cell holds as many."""
NUL = "\0"


@dataclass(frozen=True)
class CsvSource:
    """Made by `open_csv`."""

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: Sequence[str]
    first_line: int
    """Of the rows below the header."""

    def chunks(self) -> Iterator[Chunk]:
        with _open_text(self.path, self.encoding) as lines:
            for _skipped in range(self.first_line - 1):
                next(lines)
            rows = _Rows(lines, self.first_line, len(self.header), self.delimiter)
            yield from rows.chunks()

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def notes(self) -> list[str]:
        if self.encoding != CP949:
            return []
        return [_("%(file)s is written in CP949 and was read as such.") % {"file": self.name}]


def open_csv(path: Path) -> CsvSource:
    """Looks through the whole file once. Raises Refusal where it is empty, damaged or no text."""
    encoding = find_encoding(path)
    with _open_text(path, encoding) as lines:
        header_lines = _Remembered(lines)
        delimiter, header = _read_header(path, header_lines)
    return CsvSource(path, path.name, encoding, delimiter, header, first_line=header_lines.count + 1)


def _open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(cast(io.RawIOBase, open_bytes(path)), BLOCK), encoding, newline="")


def _read_header(path: Path, lines: "_Remembered") -> tuple[str, list[str]]:
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise Refusal(_("%(file)s is empty: it has not even a header.") % {"file": path.name})
    delimiter = max(DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader(_with_first(first, lines), delimiter=delimiter))
    except csv.Error as broken:
        raise Refusal(_("%(file)s has no readable header: %(why)s.") % {"file": path.name, "why": broken}) from broken
    return delimiter, [cell.strip().replace(NUL, "") for cell in cells]


def _with_first(first: str, lines: "_Remembered") -> Iterator[str]:
    yield first
    yield from lines


class _Remembered:
    """Physical lines, and those of the row at hand, so that a broken row can be taken apart."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.count = 0
        self.taken: list[str] = []
        self.has_nul = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.count += 1
            self.taken.append(line)
            if NUL in line:
                self.has_nul = True
            yield line


@dataclass
class _Batch:
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    def is_full(self) -> bool:
        return len(self.rows) + len(self.unreadable) >= CHUNK_ROWS

    def chunk(self, width: int) -> Chunk:
        columns = list(zip(*self.rows, strict=True)) or [()] * width
        return Chunk(self.lines, columns, self.unreadable)


class _Rows:
    """Reads rows; what is broken is read again line by line, so that it costs the lines of one row at most."""

    def __init__(self, lines: Iterator[str], first_line: int, width: int, delimiter: str) -> None:
        self.lines = _Remembered(lines)
        self.line = first_line
        self.width = width
        self.delimiter = delimiter
        self.batch = _Batch()

    def chunks(self) -> Iterator[Chunk]:
        reader = csv.reader(iter(self.lines), delimiter=self.delimiter, strict=True)
        while True:
            try:
                yield from self._read(reader)
            except csv.Error:  # the reader begins afresh with the next line
                self._take_apart()
            else:
                break
        if self.batch.rows or self.batch.unreadable:
            yield self.batch.chunk(self.width)

    def _read(self, reader: Iterator[list[str]]) -> Iterator[Chunk]:
        taken = self.lines.taken
        for row in reader:
            if len(row) != self.width or self.lines.has_nul or len(taken) > LINES_PER_ROW:
                self._odd(row)
            else:
                self.batch.rows.append(row)
                self.batch.lines.append(self.line)
                self.line += len(taken)
                taken.clear()
            if self.batch.is_full():
                yield self.batch.chunk(self.width)
                self.batch = _Batch()

    def _odd(self, row: list[str]) -> None:
        """Blank lines are nothing, and blank cells after the last column are none."""
        taken = self.lines.taken
        if self.lines.has_nul or len(taken) > 1 or (row and not self._fits(row)):
            self._take_apart()
            return
        if row:
            self._keep(row)
        self.line += len(taken)
        taken.clear()

    def _fits(self, row: list[str]) -> bool:
        return len(row) >= self.width and not any(cell.strip() for cell in row[self.width :])

    def _keep(self, row: list[str]) -> None:
        self.batch.rows.append(row[: self.width])
        self.batch.lines.append(self.line)

    def _take_apart(self) -> None:
        """Each physical line on its own: a row, or a reason why it is none."""
        for text in self.lines.taken:
            row, reason = self._alone(text)
            if reason:
                self.batch.unreadable.append(Unreadable(self.line, reason, cut(text.rstrip("\r\n"))))
            elif row:
                self._keep(row)
            self.line += 1
        self.lines.taken.clear()
        self.lines.has_nul = False

    def _alone(self, text: str) -> tuple[list[str], str]:
        if NUL in text:
            return [], _("The row has a NUL character")
        try:
            row = next(csv.reader([text], delimiter=self.delimiter, strict=True), [])
        except csv.Error as broken:
            return [], _reason(broken)
        if not row or self._fits(row):
            return row, ""
        if len(row) < self.width:
            return [], _("The row has fewer cells than the header")
        return [], _("The row has more cells than the header")


def _reason(broken: csv.Error) -> str:
    if "field limit" in str(broken):
        return _("The row has a cell of more than %(limit)s characters") % {"limit": csv.field_size_limit()}
    return _("The row has a quote that is not closed, or text after a closed one")
