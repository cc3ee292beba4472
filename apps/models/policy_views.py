"""The policy of the gates: in force, proposed and past; two people change it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.catalog.errors import Refusal
from apps.catalog.requests import Request
from apps.models import policy_pages
from apps.models.forms import DecisionForm
from apps.models.models import GatePolicy
from apps.models.policy_forms import PolicyForm
from apps.models.review_selectors import policy_in_force
from apps.models.services import policies


@require_safe
@permission_required("registry.view_gatepolicy", raise_exception=True)
def policy_list(request: Request) -> HttpResponse:
    return render(request, "registry/policy_list.html", policy_pages.policy_page(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(policies.PERMISSION, raise_exception=True)
def policy_propose(request: Request) -> HttpResponse:
    in_force = policy_in_force()
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=dict(in_force.values))
    if form.is_valid():
        values = dict(form.cleaned_data)
        comment = values.pop("comment")
        try:
            policy = policies.propose(user=request.user, comment=comment, values=values)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(policy)s is proposed; a second person confirms it.") % {"policy": policy})
            return redirect("registry:policy-list")
    context = {"form": form, "in_force": in_force}
    return render(request, "registry/policy_propose.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(policies.PERMISSION, raise_exception=True)
def policy_decide(request: Request, number: int, decision: str) -> HttpResponse:
    get_object_or_404(GatePolicy, number=number)
    if decision not in policies.DECISIONS:
        raise Http404
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            policy = policies.decide(
                number=number, decision=decision, user=request.user, comment=form.cleaned_data["note"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, policy_pages.decision_sentence(policy))
            return redirect("registry:policy-list")
    context = policy_pages.policy_page(request.user) | {"form": form, "decided": number}
    return render(request, "registry/policy_list.html", context, status=422)
