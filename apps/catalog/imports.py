"""What an import's page shows, and its rejected rows as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from apps.catalog.models import ImportRun, RejectedRow
from apps.catalog.paging import Order, Page, capped_count, count_text, page_of

BY_ID = Order("id", [F("id")])
NEWEST_FIRST = Order("id", [F("id")], descending=True)
REASONS = 50
GROUPED_ROWS = 100_000  # a file of a million broken rows has few reasons; the first ones tell them
CHUNK = 2_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def get_run(number: int) -> ImportRun:
    """Raises Http404 with a sentence."""
    run = ImportRun.objects.select_related("started_by").filter(pk=number).first()
    if run is None:
        raise Http404(_("There is no import %(number)s.") % {"number": number})
    return run


def run_page(query: QueryDict) -> Page:
    return page_of(query, NEWEST_FIRST, ImportRun.objects.select_related("started_by"))


def import_page(run: ImportRun, query: QueryDict) -> dict[str, Any]:
    reason = query.get("reason", "").replace("\0", "")
    rows = run.rejected_rows.filter(reason=reason) if reason else run.rejected_rows.all()
    page = page_of(query, BY_ID, rows)
    count = count_text(capped_count(run.rejected_rows.all()))
    return {
        "run": run,
        "reasons": _reasons(run),
        "reason": reason,
        "rows": page.rows,
        "rejected": count,
        "page": page.addresses(query),
    }


def _reasons(run: ImportRun) -> QuerySet[Any, Any]:
    """The commonest reasons among the first rows, each with its files and how often it stands there."""
    first = run.rejected_rows.order_by("id").values("id")[:GROUPED_ROWS]
    groups = RejectedRow.objects.filter(id__in=first).values("reason", "scope", "file").order_by()
    return groups.annotate(rows=Count("id")).order_by("-rows", "reason")[:REASONS]


class _Line:
    """What csv.writer writes to, a line at a time."""

    def write(self, line: str) -> str:
        return line


def rejected_csv(run: ImportRun) -> Iterator[str]:
    """The file's lines, with a byte order mark for spreadsheets."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(["file", "line", "left_out", "reason", "content"])
    for row in _rows(run):
        yield writer.writerow([safe_cell(value) for value in row])


def _rows(run: ImportRun) -> Iterator[tuple[Any, ...]]:
    rows: QuerySet[RejectedRow] = run.rejected_rows.order_by("id")
    return rows.values_list("file", "line", "scope", "reason", "content").iterator(chunk_size=CHUNK)


def safe_cell(value: object) -> str:
    """A spreadsheet takes a text that begins like a formula for one, unless an apostrophe stands before it."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
