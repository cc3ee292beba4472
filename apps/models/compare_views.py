"""Two versions side by side."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from apps.catalog.paging import address
from apps.catalog.requests import Request
from apps.models.comparing import compare_page
from apps.models.models import ModelVersion
from apps.models.selectors import version_with_people


@require_safe
@permission_required("registry.view_modelversion", raise_exception=True)
@vary_on_headers("HX-Request", "HX-Target")
def version_compare(request: Request) -> HttpResponse:
    """`?a=3&b=5`; the list sends `?version=5&version=3`, which leads there."""
    ticked = request.GET.getlist("version")
    if ticked or not {"a", "b"} <= request.GET.keys():
        return _lead_to(request, ticked)
    a, b = (_version(request.GET[name]) for name in ("a", "b"))
    context = compare_page(a, b, request.GET)
    if request.htmx.target == "differences":
        return push_url(render(request, "registry/_differences.html", context), address(request.GET))
    return render(request, "registry/version_compare.html", context)


def _lead_to(request: Request, ticked: list[str]) -> HttpResponse:
    numbers = sorted({number for text in ticked if (number := _number(text)) is not None})
    if len(numbers) != 2:
        messages.error(request, _("Tick exactly two versions, then compare them."))
        return redirect("registry:version-list")
    return redirect(f"{reverse('registry:version-compare')}?a={numbers[0]}&b={numbers[1]}")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _version(text: str) -> ModelVersion:
    """Raises Http404 with a sentence."""
    number = _number(text)
    version = None if number is None else version_with_people().filter(number=number).first()
    if version is None:
        raise Http404(_("There is no model version %(number)s; see Models for the list.") % {"number": text[:20]})
    return version
