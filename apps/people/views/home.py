"""The first of the pages about people that somebody may see."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from apps.people.requests import Request

PAGES = {
    "people.decide_accessrequest": "people:request-list",
    "people.view_changes": "people:change-list",
    "people.unlock_login": "people:lock-list",
    "people.end_sessions": "people:session-list",
}


@require_safe
def home(request: Request) -> HttpResponse:
    for permission, page in PAGES.items():
        if request.user.has_perm(permission):
            return redirect(page)
    raise PermissionDenied
