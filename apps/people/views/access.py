"""Asking for access without a login, and deciding about it with one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.people.addresses import client_address
from apps.people.errors import Refusal
from apps.people.forms import AskForm, DecisionForm
from apps.people.selectors import access as selectors
from apps.people.services import access, brakes

may_decide = permission_required("people.decide_accessrequest", raise_exception=True)
View = Callable[..., HttpResponseBase]


def braked(view: View) -> View:
    """A few forms an hour from one address; the next are answered with the time."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        until = brakes.open_again(address=client_address(request)) if request.method not in ("GET", "HEAD") else None
        if until:
            return render(request, "people/braked.html", {"until": until}, status=429)
        return view(request, **arguments)

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@braked
def ask(request: HttpRequest) -> HttpResponse:
    """The answer to a valid form is always the same, whoever it is about."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not form.is_of_a_program:
            access.ask(**form.answers(), site=_site(request))
        return redirect("access_request_done")
    return render(request, "people/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_not_required
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "people/asked.html")


@require_safe
@may_decide
def request_list(request: HttpRequest) -> HttpResponse:
    return _page(request, DecisionForm())


@require_POST
@may_decide
def approve(request: HttpRequest) -> HttpResponse:
    return _decide(request, lambda form: access.approve(role=form.cleaned_data["role"], **_decision(request, form)))


@require_POST
@may_decide
def reject(request: HttpRequest) -> HttpResponse:
    return _decide(request, lambda form: access.reject(**_decision(request, form)))


def _decide(request: HttpRequest, decide: Callable[[DecisionForm], access.Outcome]) -> HttpResponse:
    """What was written and ticked is kept when the decision is refused."""
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            outcome = decide(form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, outcome)
            return redirect("people:request-list")
    return _page(request, form, status=422)


def _decision(request: HttpRequest, form: DecisionForm) -> dict[str, Any]:
    note = form.cleaned_data["note"]
    return {"numbers": form.numbers, "user": request.user, "note": note, "site": _site(request)}


def _say(request: HttpRequest, outcome: access.Outcome) -> None:
    for decided in outcome.decided:
        sentence = _("%(name)s: %(state)s.") % {"name": decided.name, "state": decided.get_state_display()}
        messages.success(request, sentence)
    for refusal in outcome.refusals:
        messages.warning(request, refusal)
    if outcome.unsent:
        messages.warning(
            request,
            ngettext(
                "%(count)s mail could not be sent, the decision holds: tell the person yourself, and see the log.",
                "%(count)s mails could not be sent, the decisions hold: tell the people yourself, and see the log.",
                outcome.unsent,
            )
            % {"count": outcome.unsent},
        )


def _page(request: HttpRequest, form: DecisionForm, status: int = 200) -> HttpResponse:
    waiting = list(selectors.waiting())
    context = {
        "form": form,
        "waiting": waiting[: selectors.SHOWN],
        "more": len(waiting) > selectors.SHOWN,
        "decided": selectors.decided(),
    }
    return render(request, "people/request_list.html", context, status=status)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
