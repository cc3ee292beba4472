"""Files read back by programs that did not write them: each gives sheet → rows, a number as a number."""

import csv
import datetime
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import openpyxl

from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.rows import Sheet

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def workbook(content):
    """Texts must be text cells; a formula anywhere fails."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [_workbook_row(sheet, row) for row in sheet.iter_rows()] for sheet in book.worksheets}


def _workbook_row(sheet, row):
    assert not [cell.coordinate for cell in row if cell.data_type == "f"], f"a formula in {sheet.title}"
    return [_workbook_cell(cell) for cell in row]


def _workbook_cell(cell):
    if isinstance(cell.value, datetime.datetime):
        return cell.value.date()
    if isinstance(cell.value, str):
        assert cell.number_format == "@"
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell.value)  # as Excel and LibreOffice read it
    return cell.value


def csv_text(content, sheet):
    text = content.decode("utf-8-sig")
    return _separated(csv.reader(io.StringIO(text, newline=""), strict=True), sheet)


def csv_zip(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name.removesuffix(".csv"): csv_text(packed.read(name), name[:-4]) for name in packed.namelist()}


def tab_text(content, sheet):
    text = content.decode()
    return _separated(csv.reader(io.StringIO(text, newline=""), "excel-tab", strict=True), sheet)


def _separated(lines, sheet):
    header, *rows = lines
    kinds = [column.kind for column in DEFAULT[Sheet(sheet)]]
    assert all(len(row) == len(header) for row in rows)
    return [header, *([_typed(*pair) for pair in zip(kinds, row, strict=True)] for row in rows)]


def _typed(kind, cell):
    if not cell:
        return None
    if kind == "number":
        assert re.fullmatch(r"\d+(\.\d+)?", cell), cell
        return float(cell)
    return datetime.date.fromisoformat(cell) if kind == "date" else cell.removeprefix("'")


def json_text(content):
    sheets = json.loads(content)
    return {name: [_header(name), *(_days(name, row) for row in rows)] for name, rows in sheets.items()}


def _header(sheet):
    return [column.name for column in DEFAULT[Sheet(sheet)]]


def _days(sheet, row):
    assert list(row) == _header(sheet)
    kinds = [column.kind for column in DEFAULT[Sheet(sheet)]]
    return [
        datetime.date.fromisoformat(cell) if kind == "date" and cell else cell
        for kind, cell in zip(kinds, row.values(), strict=True)
    ]


def xml_text(content):
    root = ElementTree.fromstring(content)  # noqa: S314 - our own file
    return {sheet.tag: [_header(sheet.tag), *(_xml_row(sheet.tag, row) for row in sheet)] for sheet in root}


def _xml_row(sheet, row):
    columns = DEFAULT[Sheet(sheet)]
    assert [element.tag for element in row] == [column.name for column in columns]
    return [_xml_cell(column.kind, element.text) for column, element in zip(columns, row, strict=True)]


def _xml_cell(kind, text):
    if text is None or kind == "text":
        return text
    return float(text) if kind == "number" else datetime.date.fromisoformat(text)
