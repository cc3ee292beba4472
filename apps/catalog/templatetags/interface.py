"""What every page is drawn with: navigation, icons, numbers and small plots."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.catalog import places
from apps.catalog.icons import ICONS

register = template.Library()

DASH = "–"
DOTS = 5
DOT_SPACING = 11
LOW_CONFIDENCE = 0.5
FULL = mark_safe(' class="full"')
INTERVAL_WIDTH = 96


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[places.Entry]:
    request = context.get("request")
    user = getattr(request, "user", None)
    return places.navigation(request.path, user) if request and user else []


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor"'
        ' stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )


@register.filter
def number(value: float | str | None) -> str:
    """About three figures, as people read them: 0.047, 8.4, 28.5, 151, 12,480; a dash for unknown."""
    if value is None or value == "":
        return DASH
    size = abs(float(value))
    decimals = 0 if size >= 100 else 1 if size >= 1 else 2 if size >= 0.1 else 3
    return _grouped(f"{float(value):_.{decimals}f}", get_language()) if size else "0"


def _grouped(figures: str, language: str | None) -> str:
    """1_234.5 as the language writes it; Django's own way asks for each separator anew, for hundreds a page."""
    decimal, thousands = _separators(language)
    return figures.replace(".", decimal).replace("_", thousands)


@lru_cache
def _separators(language: str | None) -> tuple[str, str]:
    decimal, thousands = (get_format(f"{kind}_SEPARATOR", language) for kind in ("DECIMAL", "THOUSAND"))
    return str(decimal), str(thousands)


@register.filter
def percent(share: float | None) -> str:
    """0.874 as 87 %; a dash for unknown."""
    return DASH if share is None else f"{100 * share:.0f} %"


@register.filter
def from_now(wait: timedelta) -> datetime:
    return timezone.localtime(timezone.now() + wait)


@register.simple_tag
def confidence(share: float | None) -> SafeString:
    """Five dots, of which as many are full as the share (0 to 1) says."""
    return blank() if share is None else _dots(round(share * DOTS), percent(share), share < LOW_CONFIDENCE)


@lru_cache
def _dots(full: int, text: str, is_low: bool) -> SafeString:
    """A page has dozens of them, and there are a hundred different ones."""
    places = ((5 + DOT_SPACING * at, FULL if at < full else "") for at in range(DOTS))
    return format_html(
        '<span class="confidence{}"><svg width="54" height="10" viewBox="0 0 54 10" aria-hidden="true">{}</svg>'
        "{}</span>",
        " confidence-low" if is_low else "",
        format_html_join("", '<circle cx="{}" cy="5" r="3.8"{}/>', places),
        text,
    )


@register.inclusion_tag("components/interval.html")
def interval(low: float | None, value: float | None, high: float | None, scale: float) -> dict[str, Any]:
    """A value with its range on a track that ends at `scale` (the largest `high` of the table)."""
    known = low is not None and high is not None and scale > 0

    def x(minutes: float | None) -> float:
        return round(min(max((minutes or 0) / scale, 0), 1) * INTERVAL_WIDTH, 1) if known else 0

    return {
        "known": known, "low": low, "value": value, "high": high, "width": INTERVAL_WIDTH,
        "start": x(low), "length": max(round(x(high) - x(low), 1), 2),
        "point": None if value is None else x(value),
    }  # fmt: skip


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A bound field: label, input, help and errors; Django ties them together by id."""
    if bound.is_hidden:
        return SafeString(bound)
    if bound.widget_type == "checkbox":
        form = '<div class="field field-check">{input} <label for="{id}">{label}</label>{notes}</div>'
    elif bound.use_fieldset:
        form = '<fieldset class="field"><legend>{label}</legend>{input}{notes}</fieldset>'
    else:
        form = '<div class="field"><label for="{id}">{label}</label>{input}{notes}</div>'
    return format_html(form, label=bound.label, id=bound.id_for_label, input=bound, notes=_notes(bound))


def _notes(bound: BoundField) -> SafeString:
    help_text, errors = "", bound.errors or ""
    if bound.help_text:
        place = format_html(' id="{}_helptext"', bound.auto_id) if bound.auto_id else ""
        help_text = format_html('<div class="help"{}>{}</div>', place, mark_safe(bound.help_text))  # noqa: S308 - ours
    return format_html("{}{}", help_text, errors)


@register.simple_tag
def badge(kind: str, text: str | Promise) -> SafeString:
    """`kind`: good, watch, bad or neutral. The shape before the word says the same as the colour."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


@register.simple_tag
def blank() -> SafeString:
    return mark_safe('<span class="quiet">–</span>')
