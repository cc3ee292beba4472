"""Predicting a file of items: read in chunks, predicted in batches side by side, written aside and renamed."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
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
from apps.models.threads import thread_budget
from apps.routing import predicted_csv
from apps.routing.faults import Fault, FaultFile, LeaveOut
from apps.routing.item_rows import ItemRow, read_items, read_layout
from apps.routing.queries import ask, says_something
from apps.routing.side_by_side import in_order

BATCH = 512
ITEMS = Item.objects.only("code_key", "code", "name", "part_class", "drawing", "attributes")


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
        file.write(predicted_csv.HEADER)
        predict = BatchPredictor(served, attributes, alternatives)
        batches = _batches(read_items(source, layout, faults.leave_out))
        with closing(in_order(predict, batches, thread_budget())) as parts:
            for part in parts:
                file.write(part.text)
                report.items += part.items
                report.rows += part.rows
                for fault in part.faults:
                    faults.leave_out(fault)
    report.left_out, report.first_left_out = faults.count, faults.first
    return report


def _batches(chunks: Iterator[list[ItemRow]]) -> Iterator[list[ItemRow]]:
    for chunk in chunks:
        for start in range(0, len(chunk), BATCH):
            yield chunk[start : start + BATCH]


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


@dataclass(frozen=True)
class Predicted:
    """What came of a batch of rows; `text` is its part of the predicted CSV."""

    text: str
    items: int
    rows: int
    faults: list[Fault]


@dataclass(frozen=True)
class BatchPredictor:
    """Predicts one batch of rows after the other; their items of the catalogue are read by one query each time."""

    served: ServedVersion
    attributes: list[Attribute]
    alternatives: int

    def __call__(self, rows: Sequence[ItemRow]) -> Predicted:
        faults: list[Fault] = []
        asked = list(self._asked(rows, faults.append))
        answers = self.served.predictor.predict_many([query for _row, query in asked], alternatives=self.alternatives)
        lines = [
            line
            for (row, _query), answer in zip(asked, answers, strict=True)
            for line in predicted_csv.lines(row.code, answer)
        ]
        return Predicted("".join(lines), len(asked), len(lines), faults)

    def _asked(self, rows: Sequence[ItemRow], leave_out: LeaveOut) -> Iterator[tuple[ItemRow, Query]]:
        items = {item.code_key: item for item in ITEMS.filter(code_key__in={code_key(row.code) for row in rows})}
        for row in rows:
            item = items.get(code_key(row.code))
            query = ask(item, row.changes, self.attributes)
            if item is None and not says_something(query):
                reason = _("the item is not in the catalogue, and the file says nothing else about it")
                leave_out(Fault(row.line, reason, row.content))
            else:
                yield row, query


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
