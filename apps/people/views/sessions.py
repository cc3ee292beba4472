"""Who is logged in, and ending that."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.people.requests import Request
from apps.people.selectors.sessions import logged_in
from apps.people.services.sessions import end_sessions

may_end = permission_required("people.end_sessions", raise_exception=True)


@require_safe
@may_end
def session_list(request: Request) -> HttpResponse:
    return render(request, "people/session_list.html", {"people": logged_in()})


@require_POST
@may_end
def session_end(request: Request, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    ended = end_sessions(of=user, user=request.user)
    sentence = ngettext("%(count)s session of %(name)s was ended.", "%(count)s sessions of %(name)s were ended.", ended)
    messages.success(request, sentence % {"count": ended, "name": user.username})
    return redirect("people:session-list")
