"""The change log on the page of each object that it is kept for."""

from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context
from django.urls import reverse

from apps.people.change_rows import change_rows
from apps.people.selectors.changes import latest_of
from apps.people.triggers import logged_models, object_type

register = template.Library()
SHOWN = 10


@register.simple_tag(takes_context=True)
def changes_url(context: Context, thing: Model | None) -> str:
    """The page with the changes of this object; "" where they are not logged, or this person may not see them."""
    user = getattr(context.get("request"), "user", None)
    if thing is None or type(thing)._meta.concrete_model not in set(logged_models()):
        return ""
    if user is None or not user.has_perm("people.view_changes"):
        return ""
    return f"{reverse('people:change-list')}?object={object_type(type(thing))}:{thing.pk}"


@register.inclusion_tag("people/_object_changes.html", takes_context=True)
def object_changes(context: Context, thing: Model) -> dict[str, Any]:
    """A section with the latest changes of this object, and the way to all of them."""
    url = changes_url(context, thing)
    rows = change_rows(latest_of(object_type(type(thing)), str(thing.pk), SHOWN)) if url else []
    return {"url": url, "rows": rows}
