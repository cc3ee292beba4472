"""What the page of the mapping shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.routing.export.columns import Column, Source
from apps.routing.export.example import example
from apps.routing.export.fields import FIELDS, fields_of
from apps.routing.export.formats import FORMATS
from apps.routing.export.forms import ColumnForm, DocumentForm, RowForm
from apps.routing.export.mapping import KEYS, current_columns, fingerprint, recent_events
from apps.routing.export.preview import preview_context
from apps.routing.export.rows import Sheet

Context = dict[str, Any]


def mapping_page(sheet: Sheet, **refused: Any) -> Context:
    """`refused` holds a form that came back, `row`, `adding` or `document`, and the `refusal`."""
    columns = current_columns()
    seen = fingerprint(columns)
    return {
        "sheet": sheet,
        "sheets": [(each, len(columns[each])) for each in Sheet],
        "rows": _rows(columns[sheet], refused.get("row")),
        "adding": refused.get("adding") or ColumnForm(initial={"seen": seen}, auto_id="new-%s"),
        "document": refused.get("document") or DocumentForm(initial={"seen": seen}),
        "refusal": refused.get("refusal", ""),
        "seen": seen,
        "fields": fields_of(sheet),
        "formats": FORMATS.values(),
        "events": recent_events(),
        **preview_context([example(columns)], columns, [sheet]),
    }


@dataclass(frozen=True)
class MappingRow:
    """What stands in a row's inputs; `was` is the name that the column has in the mapping."""

    place: int
    was: str
    position: str
    name: str
    source: str
    value: str
    kind: str
    label: str | Promise = ""  # what the field means
    is_refused: bool = False

    @property
    def form_id(self) -> str:
        return f"column-form-{self.place}"

    @property
    def title(self) -> str:
        return _("column %(place)s") % {"place": self.place}


def _rows(columns: Sequence[Column], refused: RowForm | None) -> list[MappingRow]:
    """What was refused stands at the column that it was meant for, wherever that is by now."""
    rows = [_row(place, column) for place, column in enumerate(columns, start=1)]
    meant = refused.data.get("was") if refused else None
    return [_with(row, refused.data) if refused and row.was == meant else row for row in rows]


def _row(place: int, column: Column) -> MappingRow:
    label = FIELDS[column.value].label if column.source == Source.FIELD else ""
    return MappingRow(place, column.name, str(place), column.name, column.source, column.value, column.kind, label)


def _with(row: MappingRow, typed: Mapping[str, Any]) -> MappingRow:
    position, name, source, value, kind = (str(typed.get(key, "")) for key in ("position", *KEYS))
    return MappingRow(row.place, row.was, position, name, source, value, kind, row.label, is_refused=True)


def print_page(routings: Any) -> Context:
    """For templates/routing/export_print.html: the routing as people read it, a sheet of paper each."""
    return {"routings": routings}
