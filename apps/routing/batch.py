"""Predicting a file of items: read in chunks, predicted in batches, written aside and renamed."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.catalog.importing.csv_source import open_csv
from apps.catalog.models import Attribute, Item
from apps.catalog.models.coded import code_key
from apps.models.ml.plant import Query
from apps.models.selectors import trained_attributes
from apps.models.serving import ServedVersion
from apps.routing import predicted_csv
from apps.routing.faults import Fault, FaultFile, LeaveOut
from apps.routing.item_rows import ItemRow, read_items, read_layout
from apps.routing.queries import ask, says_something

BATCH = 1_000


@dataclass
class BatchReport:
    """What came of a file; `first_left_out` are the first of `left_out` rows and values."""

    version: int
    unknown_columns: tuple[str, ...]
    items: int = 0
    rows: int = 0
    left_out: int = 0
    first_left_out: Sequence[Fault] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "items": self.items,
            "rows": self.rows,
            "left_out": self.left_out,
            "first_left_out": [{"line": fault.line, "reason": fault.reason} for fault in self.first_left_out],
            "unknown_columns": list(self.unknown_columns),
        }


def predict_file(items: Path, out: Path, served: ServedVersion, *, alternatives: int) -> BatchReport:
    """Predict every item of `items` into `out`; a fault costs its own row only and is kept beside `out`."""
    attributes = trained_attributes(served.columns)
    source = open_csv(items)
    layout = read_layout(source, attributes)
    check_out(out, items)
    report = BatchReport(served.version_number, layout.unknown)
    with FaultFile(rejected_file(out)) as faults, _written_aside(out) as file:
        writer = csv.writer(file)
        writer.writerow(predicted_csv.COLUMNS)
        for chunk in read_items(source, layout, faults.leave_out):
            for start in range(0, len(chunk), BATCH):
                batch = _Batch(chunk[start : start + BATCH], attributes)
                report.rows += batch.write(writer, served, alternatives, faults.leave_out)
                report.items += len(batch.codes)
    report.left_out, report.first_left_out = faults.count, faults.first
    return report


@contextmanager
def _written_aside(out: Path) -> Iterator[IO[str]]:
    """A file that takes the name `out` once it is whole."""
    aside = out.with_name(f"{out.name}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(aside, out)
    finally:
        aside.unlink(missing_ok=True)


class _Batch:
    """Up to BATCH rows with their items of the catalogue, read by one query."""

    def __init__(self, rows: Sequence[ItemRow], attributes: list[Attribute]) -> None:
        self.rows = rows
        self.codes: list[str] = []
        self._attributes = attributes
        keys = {code_key(row.code) for row in rows}
        self._items = {item.code_key: item for item in Item.objects.filter(code_key__in=keys).defer("search")}

    def write(self, writer: Any, served: ServedVersion, alternatives: int, leave_out: LeaveOut) -> int:
        queries = list(self._queries(leave_out))
        answers = served.predictor.predict_many(queries, alternatives=alternatives)
        written = 0
        for code, answer in zip(self.codes, answers, strict=True):
            rows = list(predicted_csv.rows(code, answer))
            writer.writerows(rows)
            written += len(rows)
        return written

    def _queries(self, leave_out: LeaveOut) -> Iterator[Query]:
        for row in self.rows:
            item = self._items.get(code_key(row.code))
            query = ask(item, row.changes, self._attributes)
            if item is None and not says_something(query):
                reason = _("the item is not in the catalogue, and the file says nothing else about it")
                leave_out(Fault(row.line, reason, row.content))
            else:
                self.codes.append(row.code)
                yield query


def rejected_file(out: Path) -> Path:
    return out.with_name(f"{out.stem}.rejected.csv")


def check_out(out: Path, items: Path) -> None:
    """Raises Refusal where `out` can be no file, or where writing it would cost the file of items."""
    if not out.parent.is_dir():
        raise Refusal(
            _("The folder %(folder)s does not exist; make it, or give another --out.") % {"folder": out.parent}
        )
    if out.exists() and not out.is_file():
        raise Refusal(_("%(out)s is a folder or a device; --out names a file.") % {"out": out})
    for written in (out, rejected_file(out)):
        if written.exists() and written.samefile(items):
            raise Refusal(
                _("%(file)s holds the items and would be overwritten; give another --out.") % {"file": written}
            )
