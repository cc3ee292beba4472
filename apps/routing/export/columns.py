"""Which column gets which value, and what is refused."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.errors import Refusal
from apps.routing.export.cells import Kind, has_control_characters, parse
from apps.routing.export.fields import FIELDS, fields_of
from apps.routing.export.rows import Sheet

NAME_LENGTH, VALUE_LENGTH = 64, 255
COLUMNS_MAX = 500
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Source(TextChoices):
    FIELD = "field", gettext_lazy("prediction")
    CONSTANT = "constant", gettext_lazy("constant")
    INPUT = "input", gettext_lazy("planner input")
    EMPTY = "empty", gettext_lazy("empty")


@dataclass(frozen=True, slots=True)
class Column:
    """`value` is the field's name, the constant, or the planner input's name."""

    name: str
    source: str = Source.EMPTY
    value: str = ""
    kind: str = Kind.TEXT


Columns = Mapping[Sheet, tuple[Column, ...]]


@dataclass(frozen=True, slots=True)
class PlannerInput:
    """Something that the planner is asked for before the export, and the columns that need it."""

    name: str
    kind: str
    columns: tuple[str, ...]


def planner_inputs(columns: Columns) -> list[PlannerInput]:
    """What the mapping asks of the planner, in the order of the sheets."""
    asked: dict[str, list[tuple[Sheet, Column]]] = {}
    for sheet, column in each_column(columns):
        if column.source == Source.INPUT:
            asked.setdefault(column.value, []).append((sheet, column))
    return [
        PlannerInput(name, places[0][1].kind, tuple(f"{sheet}.{column.name}" for sheet, column in places))
        for name, places in asked.items()
    ]


def each_column(columns: Columns) -> Iterable[tuple[Sheet, Column]]:
    return ((sheet, column) for sheet in Sheet for column in columns.get(sheet, ()))


def check_columns(columns: Columns) -> None:
    """Raises Refusal at the first column that cannot be exported."""
    for sheet, column in each_column(columns):
        check_column(sheet, column)
    for sheet in Sheet:
        _check_names(sheet, columns.get(sheet, ()))
    _check_inputs(columns)


def check_column(sheet: Sheet, column: Column) -> None:
    where = {"column": f"{sheet}.{column.name}"[:160]}
    if not NAME.fullmatch(column.name) or len(column.name) > NAME_LENGTH:
        raise Refusal(
            _("%(column)s: a column's name has at most 64 letters, digits and _, and no digit first.") % where
        )
    if column.source not in Source.values or column.kind not in Kind.values:
        raise Refusal(
            _("%(column)s: the source is one of %(sources)s, and the kind one of %(kinds)s.")
            % {**where, "sources": ", ".join(Source.values), "kinds": ", ".join(Kind.values)}
        )
    if len(column.value) > VALUE_LENGTH or has_control_characters(column.value):
        raise Refusal(_("%(column)s: the value has at most 255 characters on one line.") % where)
    if (column.source == Source.EMPTY) != (not column.value):
        raise Refusal(_("%(column)s: an empty column has no value, every other one needs one.") % where)
    if column.source == Source.FIELD:
        _check_field(sheet, column, where)
    if column.source == Source.CONSTANT:
        _check_constant(column, where)


def _check_field(sheet: Sheet, column: Column, where: dict[str, str]) -> None:
    known = {field.name for field in fields_of(sheet)}
    if column.value not in known:
        raise Refusal(
            _("%(column)s: this sheet knows no field “%(field)s”. Take one of: %(known)s.")
            % {**where, "field": column.value, "known": ", ".join(sorted(known))}
        )
    kind = FIELDS[column.value].kind
    if column.kind not in (kind, Kind.TEXT):
        raise Refusal(
            _("%(column)s: the field “%(field)s” is a %(own)s and cannot be written as a %(kind)s.")
            % {**where, "field": column.value, "own": Kind(kind).label, "kind": Kind(column.kind).label}
        )


def _check_constant(column: Column, where: dict[str, str]) -> None:
    try:
        parse(column.kind, column.value)
    except ValueError as unfit:
        raise Refusal(
            _("%(column)s: the constant “%(value)s” does not fit: %(reason)s")
            % {**where, "value": column.value, "reason": unfit}
        ) from unfit


def _check_names(sheet: Sheet, columns: Iterable[Column]) -> None:
    counts = Counter(column.name.upper() for column in columns)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise Refusal(
            _("%(sheet)s has the column %(name)s twice; give one of them another name.")
            % {"sheet": sheet, "name": twice[0]}
        )
    if counts.total() > COLUMNS_MAX:
        raise Refusal(
            _("%(sheet)s would have more than %(most)s columns; no table of the ERP is so wide.")
            % {"sheet": sheet, "most": COLUMNS_MAX}
        )


def _check_inputs(columns: Columns) -> None:
    kinds: dict[str, str] = {}
    for sheet, column in each_column(columns):
        if column.source == Source.INPUT and kinds.setdefault(column.value, column.kind) != column.kind:
            raise Refusal(
                _("%(column)s: the planner input “%(name)s” is of another kind elsewhere; use one kind for it.")
                % {"column": f"{sheet}.{column.name}", "name": column.value}
            )
