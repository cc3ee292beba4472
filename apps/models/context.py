"""What every page's frame shows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.models.selectors import active_version


def site(request: HttpRequest) -> dict[str, object]:
    """The environment's name, and the active version's row, read only where a page asks for it."""
    return {"environment": settings.ROUTING_ENV, "active_version": SimpleLazyObject(active_version)}
