"""Model versions; trainings have their own views in training_views.py."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from apps.catalog.errors import Refusal
from apps.catalog.paging import address
from apps.catalog.requests import Request
from apps.models import pages, review_pages
from apps.models.forms import DecisionForm, RollbackForm
from apps.models.selectors import version_with_people
from apps.models.services import review


@require_safe
@permission_required("registry.view_modelversion", raise_exception=True)
@vary_on_headers("HX-Request")
def version_list(request: Request) -> HttpResponse:
    context = pages.version_list_page(request.GET)
    if request.htmx:
        return push_url(render(request, "registry/_version_table.html", context), address(request.GET))
    return render(request, "registry/version_list.html", context)


@require_safe
@permission_required("registry.view_modelversion", raise_exception=True)
def version_detail(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(version_with_people(), number=number)
    return render(request, "registry/version_detail.html", pages.version_page(version, request.user))


@require_POST
@permission_required("registry.view_modelversion", raise_exception=True)
def version_decide(request: Request, number: int, action: str) -> HttpResponse:
    """Any step of the review; what was written is kept when the decision is refused."""
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
            messages.success(request, review_pages.decision_sentence(decided))
            return redirect(version)
    context = pages.version_page(version, request.user) | {"form": form}
    return render(request, "registry/version_detail.html", context, status=422)


@require_POST
@permission_required("registry.activate_modelversion", raise_exception=True)
def version_rollback(request: Request) -> HttpResponse:
    form = RollbackForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["version"]
        try:
            version = review.rollback(
                user=request.user, note=form.cleaned_data["note"], number=chosen.number if chosen else None
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, review_pages.decision_sentence(version))
            return redirect(version)
    context = pages.version_list_page() | {"form": form}
    return render(request, "registry/version_list.html", context, status=422)
