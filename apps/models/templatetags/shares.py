"""Shares with one decimal, as figures of models are compared."""

from django import template

register = template.Library()

DASH = "–"


@register.filter
def fine_percent(share: float | str | None) -> str:
    """0.7614 as 76.1 %; a dash for what was not measured, which a template may give as an empty text."""
    return DASH if share is None or share == "" else f"{100 * float(share):.1f} %"


@register.filter
def change(difference: float) -> str:
    """0.012 as ▲ 1.2, -0.03 as ▼ 3.0, in percentage points."""
    mark = "▲" if difference > 0 else "▼" if difference < 0 else "="
    return f"{mark} {100 * abs(difference):.1f}"
