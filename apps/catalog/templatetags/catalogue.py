"""How the catalogue's values are shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import ImportRun
from apps.catalog.models.coded import Coded
from apps.catalog.templatetags.interface import DASH, blank

register = template.Library()

TABLES = {
    "items": _("items"), "routings": _("routings"), "steps": _("routing steps"), "results": _("work results"),
    "purchases": _("purchase orders"), "operations": _("operations"), "resources": _("resources"),
    "vendors": _("vendors"), "attributes": _("attributes"),
}  # fmt: skip
VERBS = {
    "read": _("read"), "inserted": _("new"), "updated": _("changed"), "unchanged": _("unchanged"),
    "removed": _("removed"), "rejected": _("rejected"), "values_left_out": _("values left out"),
}  # fmt: skip
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


@register.simple_tag
def coded(thing: Coded | None) -> SafeString:
    """The code of an operation, resource or vendor, and its name where that says more."""
    if thing is None:
        return blank()
    name = thing.name if thing.name != thing.code else ""
    return format_html('{} <span class="quiet">{}</span>', thing.code, name)


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
        return gettext("%(seconds)s s") % {"seconds": number_format(seconds, decimal_pos=1)}
    return gettext("%(minutes)s min") % {"minutes": number_format(seconds / 60, decimal_pos=1)}


class CountTable(NamedTuple):
    columns: list[str]
    rows: list[tuple[str, list[Any]]]


@register.filter
def count_table(counts: Mapping[str, Mapping[str, int]]) -> CountTable:
    """`{"items": {"read": 3, "inserted": 1}}` as a table, in the order of reading; JSON has lost it."""
    verbs = _in_order({verb for count in counts.values() for verb in count}, VERBS)
    tables = _in_order(counts, TABLES)
    columns = [str(VERBS.get(verb, verb)) for verb in verbs]
    return CountTable(columns, [(str(TABLES.get(t, t)), [counts[t].get(verb, "") for verb in verbs]) for t in tables])


def _in_order(names: Iterable[str], known: Mapping[str, object]) -> list[str]:
    places = list(known)
    return sorted(names, key=lambda name: (places.index(name) if name in known else len(places), name))
