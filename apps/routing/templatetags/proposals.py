"""The parts of a proposal's grid that a saved cell brings anew."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.catalog.templatetags.interface import number
from apps.models.ml.prediction import Interval
from apps.routing.proposals.page import Row
from apps.routing.proposals.sentences import FIELDS, changes_of

register = template.Library()
OUT_OF_BAND = mark_safe(' hx-swap-oob="true"')
STATES = {"draft": "watch", "accepted": "good", "exported": "good", "rejected": "bad"}


@register.simple_tag
def was(row: Row, field: str, oob: bool = False) -> SafeString:
    """Under a cell: the predicted value where it was changed, else the range of a predicted time."""
    return format_html(
        '<div id="was-{}-{}" class="{}"{}>{}</div>',
        row.line.key,
        field,
        "was" if field in row.was else "range",
        OUT_OF_BAND if oob else "",
        _("predicted %(value)s") % {"value": row.was[field]} if field in row.was else _range(row, field),
    )


def _range(row: Row, field: str) -> str:
    interval = getattr(row.step, field, None)
    return f"{number(interval.p10)}–{number(interval.p90)}" if isinstance(interval, Interval) and interval.p90 else ""


@register.simple_tag
def broken(row: Row, oob: bool = False) -> SafeString:
    """The rules that a step breaks, on the step."""
    return format_html(
        '<ul id="broken-{}" class="broken"{}>{}</ul>',
        row.line.key,
        OUT_OF_BAND if oob else "",
        format_html_join(
            "",
            '<li class="{}">{}</li>',
            (("blocks" if violation.blocks else "noted", violation.sentence) for violation in row.violations),
        ),
    )


@register.filter
def cell(value: Any) -> str:
    """All digits: what stands in a cell is what is saved."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


@register.filter
def state_kind(state: str) -> str:
    """The badge of a proposal's state."""
    return STATES[state]


@register.filter
def label(field: str) -> str:
    return str(FIELDS[field])


@register.filter
def sentences(event: Any) -> list[str]:
    return changes_of(event)
