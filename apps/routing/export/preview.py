"""What an export will hold, before anybody saves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from apps.routing.export.cells import REPLACEMENT, Cell, Kind, text
from apps.routing.export.columns import Column, Columns, PlannerInput, planner_inputs
from apps.routing.export.formats.tab_text import copied_html, copied_text
from apps.routing.export.rows import RoutingRow, Sheet
from apps.routing.export.tables import MissingInput, Routings, Table, missing_inputs, reader, tables

ROWS_SHOWN = 50
COPIED_MAX = 200
"""Routings that a clipboard is made of; more are a file."""


@dataclass(frozen=True, slots=True)
class PreviewCell:
    text: str
    is_number: bool = False
    missing: str = ""  # the planner input that is not given, or does not fit
    is_damaged: bool = False  # holds the sign for what no file can carry


@dataclass(frozen=True)
class SheetPreview:
    sheet: Sheet
    columns: tuple[Column, ...]
    rows: list[list[PreviewCell]]
    has_more: bool
    copied_text: str  # the whole sheet for the clipboard, "" where an input is missing or there are too many routings
    copied_html: str


@dataclass(frozen=True)
class Preview:
    sheets: list[SheetPreview]
    inputs: list[PlannerInput]
    missing: dict[str, int]  # input → routings without it
    routing_count: int


def preview(routings: Routings, columns: Columns, sheets: Sequence[Sheet] = tuple(Sheet)) -> Preview:
    """The first rows of each sheet, missing inputs marked in their place."""
    missing = missing_inputs(routings, columns)
    copies = not missing and len(routings) <= COPIED_MAX
    return Preview(
        sheets=[_sheet(table, copies=copies) for table in tables(routings, columns) if table.sheet in sheets],
        inputs=planner_inputs(columns),
        missing=missing,
        routing_count=len(routings),
    )


def preview_context(routings: Routings, columns: Columns, sheets: Sequence[Sheet] = tuple(Sheet)) -> dict[str, Any]:
    """For templates/routing/_export_preview.html."""
    return {"preview": preview(routings, columns, sheets)}


def _sheet(table: Table, *, copies: bool) -> SheetPreview:
    readers = [(reader(column), column) for column in table.columns]
    lines = list(islice(table.lines(), ROWS_SHOWN + 1))
    return SheetPreview(
        sheet=table.sheet,
        columns=table.columns,
        rows=[[_cell(read, line, column) for read, column in readers] for line in lines[:ROWS_SHOWN]],
        has_more=len(lines) > ROWS_SHOWN,
        copied_text=copied_text(table) if copies else "",
        copied_html=copied_html(table) if copies else "",
    )


def _cell(read: Callable[[RoutingRow], Cell], line: RoutingRow, column: Column) -> PreviewCell:
    try:
        shown = text(read(line)) or ""
    except MissingInput as missing:
        return PreviewCell("", missing=str(missing))
    return PreviewCell(shown, column.kind == Kind.NUMBER, is_damaged=REPLACEMENT in shown)
