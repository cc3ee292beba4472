"""Shares with one decimal, as figures of models are compared."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.models.changes import Change

register = template.Library()

DASH = "–"


@register.filter
def fine_percent(share: float | str | None) -> str:
    """0.7614 as 76.1 %; a dash for what was not measured, which a template may give as an empty text."""
    return DASH if share is None or share == "" else f"{100 * float(share):.1f} %"


@register.filter
def delta(difference: Change | None) -> SafeString:
    """In percentage points, with an arrow; whether that is better is a colour, and a word for who sees no colour."""
    if difference is None:
        return mark_safe("")
    return format_html(
        '<span class="delta {}" title="{}">{}<span class="visually-hidden"> {}</span></span>',
        f"delta-{difference.kind}" if difference.kind else "",
        difference.word,
        difference.text,
        difference.word,
    )
