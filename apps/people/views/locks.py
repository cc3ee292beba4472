"""Locked logins."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.people.errors import Refusal
from apps.people.requests import Request
from apps.people.selectors.locks import locks
from apps.people.services.locks import unlock

may_unlock = permission_required("people.unlock_login", raise_exception=True)


@require_safe
@may_unlock
def lock_list(request: Request) -> HttpResponse:
    return render(request, "people/lock_list.html", {"locks": locks()})


@require_POST
@may_unlock
def lock_unlock(request: Request, number: int) -> HttpResponse:
    try:
        lock = unlock(number=number, user=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(login)s can log in again now.") % {"login": lock.label})
    return redirect("people:lock-list")
