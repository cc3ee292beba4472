"""What every page's frame shows."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.models.review_selectors import waiting_for
from apps.models.selectors import active_version


def site(request: HttpRequest) -> dict[str, object]:
    """The environment's name, and what is read only where a page asks for it: the active version's row, and how many
    reviews wait for this person."""
    return {
        "environment": settings.ROUTING_ENV,
        "active_version": SimpleLazyObject(active_version),
        "reviews_waiting": partial(waiting_for, getattr(request, "user", None)),
    }
