"""What a view is given: every view needs a login unless it says otherwise."""

from django.contrib.auth.models import User
from django.http import HttpRequest


class Request(HttpRequest):
    """A request of somebody who is logged in; LoginRequiredMiddleware sees to it."""

    user: User
