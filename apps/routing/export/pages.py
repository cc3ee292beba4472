"""What the page of the mapping shows."""

from typing import Any

from apps.routing.export.columns import Columns
from apps.routing.export.example import example
from apps.routing.export.fields import FIELDS, fields_of
from apps.routing.export.formats import FORMATS
from apps.routing.export.forms import ColumnForm, DocumentForm, RowForm
from apps.routing.export.mapping import current_columns, fingerprint, recent_events
from apps.routing.export.preview import preview_context
from apps.routing.export.rows import Sheet

Context = dict[str, Any]


def mapping_page(sheet: Sheet, **refused: Any) -> Context:
    """`refused` holds forms that came back: `row`, `adding` or `document`, and the sentence `refusal`."""
    columns = current_columns()
    seen = fingerprint(columns)
    return {
        "sheet": sheet,
        "sheets": [(each, len(columns[each])) for each in Sheet],
        "rows": _rows(sheet, columns, seen, refused.get("row")),
        "adding": refused.get("adding") or ColumnForm(initial={"seen": seen}, auto_id="new-%s"),
        "document": refused.get("document") or DocumentForm(initial={"seen": seen}),
        "refusal": refused.get("refusal", ""),
        "seen": seen,
        "fields": fields_of(sheet),
        "formats": FORMATS.values(),
        "events": recent_events(),
        **preview_context([example(columns)], columns, [sheet]),
    }


def _rows(sheet: Sheet, columns: Columns, seen: str, refused: RowForm | None) -> list[Context]:
    return [
        {
            "form": refused if refused and refused.place == place else _row_form(place, column, seen),
            "name": column.name,
            "field": FIELDS.get(column.value) if column.source == "field" else None,
        }
        for place, column in enumerate(columns[sheet], start=1)
    ]


def _row_form(place: int, column: Any, seen: str) -> RowForm:
    parts = {key: getattr(column, key) for key in ("name", "source", "value", "kind")}
    return RowForm(place, initial={**parts, "position": place, "seen": seen})


def print_page(routings: Any) -> Context:
    """For templates/routing/export_print.html: the routing as people read it, a sheet of paper each."""
    return {"routings": routings}
