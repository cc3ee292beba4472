"""The sheets of an export, row by row: what every format writes and the preview shows."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import ngettext

from apps.catalog.errors import Refusal
from apps.routing.export.cells import WRITERS, Cell, Value, parse
from apps.routing.export.columns import Column, Columns, Source, planner_inputs
from apps.routing.export.fields import FIELDS
from apps.routing.export.routing import ExportedRouting
from apps.routing.export.rows import RoutingRow, Sheet, rows

Routings = Collection[ExportedRouting]
"""Gone through once per sheet: a list, or something as long that makes its routings anew each time."""


class MissingInput(Exception):
    """The planner has not given, or not fittingly, what a column needs; the message is the input's name."""


@dataclass(frozen=True)
class Table:
    sheet: Sheet
    columns: tuple[Column, ...]
    routings: Routings

    def rows(self) -> Iterator[list[Cell]]:
        """Raises MissingInput; `check_inputs` has refused before."""
        readers = [reader(column) for column in self.columns]
        for row in self.lines():
            yield [read(row) for read in readers]

    def lines(self) -> Iterator[RoutingRow]:
        for routing in self.routings:
            yield from rows(self.sheet, routing)


def tables(routings: Routings, columns: Columns) -> list[Table]:
    return [Table(sheet, columns.get(sheet, ()), routings) for sheet in Sheet]


def reader(column: Column) -> Callable[[RoutingRow], Cell]:
    """How a column's cell is made from what stands behind its row."""
    write = WRITERS[column.kind]
    if column.source == Source.FIELD:
        read = FIELDS[column.value].read
        return lambda row: write(read(row))
    if column.source == Source.INPUT:
        return lambda row: write(_given(row.routing, column.value, column.kind))
    constant = write(parse(column.kind, column.value)) if column.source == Source.CONSTANT else None
    return lambda row: constant


def _given(routing: ExportedRouting, name: str, kind: str) -> Value:
    given = routing.inputs.get(name, "").strip()
    if not given:
        raise MissingInput(name)
    try:
        return parse(kind, given)
    except ValueError as unfit:
        raise MissingInput(name) from unfit


def missing_inputs(routings: Routings, columns: Columns) -> dict[str, int]:
    """The inputs that are not given or do not fit, each with the number of routings that lack it."""
    missing: dict[str, int] = {}
    asked = planner_inputs(columns)
    for routing in routings if asked else ():
        for each in asked:
            try:
                _given(routing, each.name, each.kind)
            except MissingInput:
                missing[each.name] = missing.get(each.name, 0) + 1
    return missing


def check_inputs(routings: Routings, columns: Columns) -> None:
    """Raises Refusal before the first byte of a file."""
    missing = missing_inputs(routings, columns)
    if missing:
        count = max(missing.values())
        raise Refusal(
            ngettext(
                "%(n)d routing lacks what the ERP needs: %(names)s. Fill it in beside the preview.",
                "%(n)d routings lack what the ERP needs: %(names)s. Fill it in beside the preview.",
                count,
            )
            % {"n": count, "names": ", ".join(missing)}
        )
