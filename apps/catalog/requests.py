"""What a view is given: every view needs a login unless it says otherwise, and htmx is always asked about."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request of somebody who is logged in; LoginRequiredMiddleware and HtmxMiddleware see to it."""

    user: User
    htmx: HtmxDetails
