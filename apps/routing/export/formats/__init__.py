"""The forms in which routings leave: one function each, from tables to the file's bytes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.routing.export.formats import csv_file, json_file, tab_text, workbook, xml_file
from apps.routing.export.tables import Table


@dataclass(frozen=True)
class Format:
    """`write` raises Refusal before it gives its first bytes. A format of one sheet takes one table."""

    name: str
    label: str | Promise
    extension: str
    content_type: str
    write: Callable[[Sequence[Table]], Iterator[bytes]]
    one_sheet: bool = False


FORMATS = {
    each.name: each
    for each in (
        Format(
            "xlsx",
            _("Excel workbook"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook.write,
        ),
        Format("csv", _("CSV, one sheet"), "csv", "text/csv; charset=utf-8", csv_file.write, True),
        Format("csv-zip", _("CSV, all sheets"), "zip", "application/zip", csv_file.write_zip),
        Format("json", _("JSON"), "json", "application/json", json_file.write),
        Format("xml", _("XML"), "xml", "application/xml", xml_file.write),
        Format("tab", _("Tab-separated, one sheet"), "txt", "text/plain; charset=utf-8", tab_text.write, True),
    )
}
