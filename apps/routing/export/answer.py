"""An export as an answer to a browser or a machine."""

import re

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from apps.routing.export.columns import Columns
from apps.routing.export.formats import FORMATS, Format
from apps.routing.export.rows import Sheet
from apps.routing.export.tables import Routings, Table, check_inputs, tables

_UNFIT = re.compile(r"[^\w.-]+")


def export_answer(
    routings: Routings, columns: Columns, format_name: str, sheet: Sheet = Sheet.DETAIL
) -> StreamingHttpResponse:
    """The file as a download. `sheet` counts for formats of one sheet. Raises Refusal, KeyError for no such format."""
    chosen = FORMATS[format_name]
    check_inputs(routings, columns)
    content = chosen.write(_tables(chosen, routings, columns, sheet))
    answer = StreamingHttpResponse(content, content_type=chosen.content_type)
    name = file_name(routings, chosen, sheet)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _tables(chosen: Format, routings: Routings, columns: Columns, sheet: Sheet) -> list[Table]:
    return [table for table in tables(routings, columns) if table.sheet == sheet or not chosen.one_sheet]


def file_name(routings: Routings, chosen: Format, sheet: Sheet) -> str:
    """routing-B160940.xlsx, routings-12-P_BOP_PROC_DETAIL.csv."""
    items = {routing.item_code for routing in routings} if len(routings) == 1 else set()
    what = f"routing-{items.pop()}" if items else f"routings-{len(routings)}"
    part = f"-{sheet}" if chosen.one_sheet else ""
    return f"{_UNFIT.sub('-', what + part)}.{chosen.extension}"
