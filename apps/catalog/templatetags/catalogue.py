"""How the catalogue's values are shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.catalog.models import ImportRun
from apps.catalog.templatetags.interface import DASH

register = template.Library()

FOR_EVER = 2900  # ERPs write "no end" as a year beyond it


@register.filter
def attribute_value(value: Any) -> str:
    """A number without trailing zeros, in the reader's notation; a text as it is; a dash for unknown."""
    if value is None:
        return DASH
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    decimals = len(f"{value:.6g}".partition(".")[2])
    return number_format(value, decimal_pos=decimals)


@register.filter
def day(value: date | None) -> str:
    if value is None or value.year >= FOR_EVER:
        return DASH
    return value.isoformat()


@register.filter
def sum_of(row: object, names: str) -> float | None:
    """The sum of the named fields that are known; None where none is."""
    known = [float(value) for name in names.split(",") if (value := getattr(row, name)) is not None]
    return sum(known) if known else None


@register.filter
def total(rows: Iterable[object], names: str) -> float:
    return sum(sum_of(row, names) or 0 for row in rows)


@register.filter
def took(run: ImportRun) -> str:
    if run.finished_at is None:
        return DASH
    seconds = (run.finished_at - run.started_at).total_seconds()
    if seconds < 90:
        return _("%(seconds)s s") % {"seconds": number_format(seconds, decimal_pos=1)}
    return _("%(minutes)s min") % {"minutes": number_format(seconds / 60, decimal_pos=1)}


class CountTable(NamedTuple):
    columns: list[str]
    rows: list[tuple[str, list[Any]]]


@register.filter
def count_table(counts: Mapping[str, Any]) -> CountTable:
    """`{"items": {"added": 3, "changed": 1}}` or `{"items": 3}` as a table."""
    by_table = {name: value if isinstance(value, Mapping) else {_("rows"): value} for name, value in counts.items()}
    columns = list(dict.fromkeys(column for value in by_table.values() for column in value))
    return CountTable(
        columns, [(name, [value.get(column, "") for column in columns]) for name, value in by_table.items()]
    )
