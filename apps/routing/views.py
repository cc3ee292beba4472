"""The work queue and the predict page."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from apps.catalog.requests import Request
from apps.routing.pages import predict_page
from apps.routing.selectors import home_page


@require_safe
@permission_required("catalog.view_item", raise_exception=True)
def home(request: Request) -> HttpResponse:
    return render(request, "routing/home.html", home_page())


@require_safe
@permission_required("registry.predict_modelversion", raise_exception=True)
@vary_on_headers("HX-Request", "HX-Target")
def predict(request: Request) -> HttpResponse:
    """The page; the workspace alone when another item was chosen, the answer alone when a value changed, an
    alternative alone when it was opened."""
    page = predict_page(request.GET)
    fragments = {"workspace": "routing/_workspace.html", "answer": "routing/_answer.html"}
    if page.get("alternative"):
        fragments[f"alternative-{page['alternative']['routing'].rank}"] = "routing/_alternative.html"
    return render(request, fragments.get(request.htmx.target or "", "routing/predict.html"), page)
