"""Model versions; trainings have their own views in training_views.py."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.catalog.errors import Refusal
from apps.catalog.requests import Request
from apps.models import pages
from apps.models.forms import DecisionForm
from apps.models.selectors import version_with_people
from apps.models.services import review


@require_safe
@permission_required("registry.view_modelversion", raise_exception=True)
def version_list(request: Request) -> HttpResponse:
    return render(request, "registry/version_list.html", pages.version_list_page())


@require_safe
@permission_required("registry.view_modelversion", raise_exception=True)
def version_detail(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(version_with_people(), number=number)
    return render(request, "registry/version_detail.html", pages.version_page(version, request.user))


@require_POST
@permission_required("registry.view_modelversion", raise_exception=True)
def version_decide(request: Request, number: int, action: str) -> HttpResponse:
    """Submit, approve, reject or activate; what was written is kept when the decision is refused."""
    version = get_object_or_404(version_with_people(), number=number)
    if action not in review.ACTIONS:
        raise Http404
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decided = review.perform(
                action=review.ACTIONS[action],
                number=number,
                user=request.user,
                note=form.cleaned_data["note"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, pages.decision_sentence(decided))
            return redirect(version)
    context = pages.version_page(version, request.user) | {"form": form}
    return render(request, "registry/version_detail.html", context, status=422)


@require_POST
@permission_required("registry.activate_modelversion", raise_exception=True)
def version_rollback(request: Request) -> HttpResponse:
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            version = review.rollback(user=request.user, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, pages.decision_sentence(version))
            return redirect(version)
    context = pages.version_list_page() | {"form": form}
    return render(request, "registry/version_list.html", context, status=422)
