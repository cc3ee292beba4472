"""The mapping as it stands, and as a document."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.routing.export.columns import Column, Columns, check_columns
from apps.routing.export.rows import Sheet
from apps.routing.models import ExportColumn, MappingEvent

VERSION = 1
KEYS = ("name", "source", "value", "kind")
EVENTS_SHOWN = 10
Rows = Sequence[Mapping[str, str]]
Sheets = Mapping[str, Rows]


def current_columns() -> Columns:
    """The mapping in use: one query."""
    columns: dict[Sheet, list[Column]] = {sheet: [] for sheet in Sheet}
    for sheet, *parts in ExportColumn.objects.order_by("position").values_list("sheet", *KEYS):
        columns[Sheet(sheet)].append(Column(*parts))
    return {sheet: tuple(those) for sheet, those in columns.items()}


def recent_events() -> list[tuple[MappingEvent, list[str]]]:
    """The last changes, each with what it did."""
    events = MappingEvent.objects.select_related("actor")[:EVENTS_SHOWN]
    return [(event, differences(event.before["sheets"], event.after["sheets"])) for event in events]


def differences(before: Sheets, after: Sheets) -> list[str]:
    """+ a new column, − one that is gone, ± one that says something else, ↕ a sheet in another order."""
    return [difference for sheet in Sheet for difference in _of_sheet(sheet, before[sheet], after[sheet])]


def _of_sheet(sheet: Sheet, before: Rows, after: Rows) -> Iterator[str]:
    old, new = ({row["name"]: row for row in rows} for rows in (before, after))
    yield from (f"+ {sheet}.{name}" for name in new if name not in old)
    yield from (f"− {sheet}.{name}" for name in old if name not in new)
    yield from (f"± {sheet}.{name}" for name in new if name in old and new[name] != old[name])
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield f"↕ {sheet}"


def as_document(columns: Columns) -> dict[str, Any]:
    """What is saved and loaded as JSON."""
    return {"version": VERSION, "sheets": {str(sheet): as_rows(columns.get(sheet, ())) for sheet in Sheet}}


def as_rows(columns: Sequence[Column]) -> list[dict[str, str]]:
    return [{key: str(getattr(column, key)) for key in KEYS} for column in columns]


def as_json(columns: Columns) -> str:
    return json.dumps(as_document(columns), ensure_ascii=False, indent=1)


def fingerprint(columns: Columns) -> str:
    """Of what somebody saw: a change that starts from something else is refused."""
    return hashlib.sha256(as_json(columns).encode()).hexdigest()[:16]


def read_document(given: str) -> Columns:
    """Raises Refusal with the first thing that is wrong; nothing is taken half."""
    try:
        document = json.loads(given)
    except (ValueError, RecursionError) as unfit:
        sentence = _("This is no JSON: %(reason)s. Take a file that this page has saved.")
        raise Refusal(sentence % {"reason": unfit}) from unfit
    if not isinstance(document, dict) or document.get("version") != VERSION:
        sentence = _("This is no mapping of version %(version)s. Take a file that this page has saved.")
        raise Refusal(sentence % {"version": VERSION})
    columns = _read_sheets(document.get("sheets"))
    check_columns(columns)
    return columns


def _read_sheets(sheets: object) -> Columns:
    if not isinstance(sheets, dict) or set(sheets) != set(Sheet.values):
        raise Refusal(_("A mapping holds exactly the sheets %(sheets)s.") % {"sheets": ", ".join(Sheet.values)})
    return {sheet: _read_rows(sheet, sheets[sheet]) for sheet in Sheet}


def _read_rows(sheet: Sheet, given: object) -> tuple[Column, ...]:
    if not isinstance(given, list):
        raise Refusal(_("%(sheet)s: its columns are a list.") % {"sheet": sheet})
    return tuple(_read_column(sheet, at, row) for at, row in enumerate(given, start=1))


def _read_column(sheet: Sheet, at: int, row: object) -> Column:
    if not isinstance(row, dict) or set(row) != set(KEYS) or not all(isinstance(value, str) for value in row.values()):
        raise Refusal(
            _("%(sheet)s, column %(at)s: it has exactly the texts %(keys)s.")
            % {"sheet": sheet, "at": at, "keys": ", ".join(KEYS)}
        )
    return Column(**row)
