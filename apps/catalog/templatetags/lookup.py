"""Values by key, for templates."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def get(mapping: Mapping[str, str], key: str) -> str:
    """The value of the key, or the key itself where there is none."""
    return mapping.get(key) or key
