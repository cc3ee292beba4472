"""What the tables of a predicted routing consist of: written in Python, since a page has hundreds of them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from apps.catalog.templatetags.interface import blank, number
from apps.models.ml.prediction import Interval, PredictedStep
from apps.routing.answers import STRIP_HEIGHT, Bar

register = template.Library()


@register.simple_tag
def operation(code: str, names: Mapping[str, str]) -> SafeString:
    """The code, and its name where that says more."""
    name = names.get(code, code)
    if name in ("", code):
        return format_html("<b>{}</b>", code)
    return format_html('<b>{}</b> <span class="quiet">{}</span>', code, name)


@register.simple_tag
def minutes(interval: Interval | None) -> SafeString:
    """The median, and the range below it; a dash where nothing is known or it takes no time."""
    if not interval or not interval.p90:
        return blank()
    low, high = number(interval.p10), number(interval.p90)
    return format_html('{}<br><span class="range">{}–{}</span>', number(interval.median), low, high)


@register.simple_tag
@lru_cache(maxsize=2_000)
def item_link(code: str) -> SafeString:
    """The steps of a page name the same few items again and again."""
    return format_html('<a href="{}">{}</a>', reverse("catalog:item-detail", args=[code]), code)


@register.simple_tag
def sources(step: PredictedStep) -> SafeString:
    """How many results stand behind a step, and the nearest of the items that it comes from."""
    count = step.result_count
    results = ngettext("%(n)d result", "%(n)d results", count) % {"n": count}
    if not step.source_items:
        return format_html("{}", results)
    first, *others = step.source_items
    return format_html("{}<br>{}{}", results, item_link(first), f" +{len(others)}" if others else "")


@register.simple_tag
def bars(strip: Iterable[Bar]) -> SafeString:
    """The parts of a time strip, for an SVG whose view box is as wide and high as `Bar` says."""
    return format_html_join(
        "",
        '<g><title>{}</title><rect class="band" x="{}" width="{}" height="{}"/>'
        '<rect class="bar" x="{}" width="{}" height="{}"/></g>',
        (
            (
                bar.operation,
                *(f"{bar.x:.2f}", f"{bar.setup_width:.2f}", STRIP_HEIGHT),
                *(f"{bar.run_x:.2f}", f"{bar.run_width:.2f}", STRIP_HEIGHT),
            )
            for bar in strip
        ),
    )
