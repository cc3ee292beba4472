"""The catalogue's pages: items, and the imports that they came from. All only read."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh, push_url

from apps.catalog import imports, selectors
from apps.catalog.filters import TEXT_LENGTH, ItemFilter
from apps.catalog.item_detail import get_item, item_page
from apps.catalog.models import ImportRun
from apps.catalog.paging import address
from apps.catalog.requests import Request
from apps.catalog.tables import ItemTable

see_items = permission_required("catalog.view_item", raise_exception=True)
see_imports = permission_required("catalog.view_importrun", raise_exception=True)
see_rejected_rows = permission_required("catalog.view_rejectedrow", raise_exception=True)


@require_safe
@see_items
@vary_on_headers("HX-Request")
def item_list(request: Request) -> HttpResponse:
    items = ItemFilter(request.GET, selectors.items())
    found = selectors.found_items(items.qs, items.text, request.GET, filtered=items.is_filtering)
    table = ItemTable(found.page.rows, found.order, selectors.telling_texts())
    context = {"filter": items, "table": table, "count": found.count, "page": found.page.addresses(request.GET)}
    if request.htmx:
        answer = render(request, "catalog/_item_table.html", context)
        return push_url(answer, address(request.GET))
    return render(request, "catalog/item_list.html", context)


@require_safe
@see_items
def item_detail(request: Request, code: str) -> HttpResponse:
    return render(request, "catalog/item_detail.html", item_page(get_item(code)))


def _typed(request: Request) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:TEXT_LENGTH]


@require_safe
@see_items
def item_suggest(request: Request) -> HttpResponse:
    items = selectors.suggestions(_typed(request))
    return render(request, "catalog/_item_suggestions.html", {"items": items})


@require_safe
@see_items
def class_suggest(request: Request) -> HttpResponse:
    classes = selectors.part_classes(_typed(request))
    return render(request, "catalog/_class_suggestions.html", {"classes": classes})


@require_safe
@see_imports
@vary_on_headers("HX-Request")
def import_list(request: Request) -> HttpResponse:
    page = imports.run_page(request.GET)
    template = "catalog/_import_table.html" if request.htmx else "catalog/import_list.html"
    return render(request, template, {"runs": page.rows, "page": page.addresses(request.GET)})


@require_safe
@see_imports
@see_rejected_rows
@vary_on_headers("HX-Request")
def import_detail(request: Request, number: int) -> HttpResponse:
    template = "catalog/_rejected_table.html" if request.htmx else "catalog/import_detail.html"
    return render(request, template, imports.import_page(imports.get_run(number), request.GET))


@require_safe
@see_imports
def import_state(request: Request, number: int) -> HttpResponse:
    """Asked for again and again while the import runs; at its end the page is loaded anew."""
    run = imports.get_run(number)
    if run.state != ImportRun.State.RUNNING:
        return HttpResponseClientRefresh()
    return render(request, "catalog/_import_state.html", {"run": run})


@require_safe
@see_rejected_rows
def rejected_rows(request: Request, number: int) -> StreamingHttpResponse:
    run = imports.get_run(number)
    return StreamingHttpResponse(
        imports.rejected_csv(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{run.pk}-rejected.csv"'},
    )
