"""The catalogue's pages: items, and the imports that they came from. All only read."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from apps.catalog import import_detail, selectors
from apps.catalog.filters import ItemFilter
from apps.catalog.item_detail import get_item, item_page
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
    found = selectors.found_items(items.qs, items.text, request.GET)
    context = {
        "filter": items,
        "table": ItemTable(found.page.rows, found.order),
        "page": found.page.addresses(request.GET) | {"count_text": found.count},
    }
    if request.htmx:
        answer = render(request, "catalog/_item_table.html", context | {"is_fragment": True})
        return push_url(answer, address(request.GET))
    return render(request, "catalog/item_list.html", context)


@require_safe
@see_items
def item_detail(request: Request, code: str) -> HttpResponse:
    return render(request, "catalog/item_detail.html", item_page(get_item(code)))


@require_safe
@see_items
def item_suggest(request: Request) -> HttpResponse:
    items = selectors.suggestions(request.GET.get("q", ""))
    return render(request, "catalog/_item_suggestions.html", {"items": items})


@require_safe
@see_items
def class_suggest(request: Request) -> HttpResponse:
    classes = selectors.part_classes(request.GET.get("q", ""))
    return render(request, "catalog/_class_suggestions.html", {"classes": classes})


@require_safe
@see_imports
@vary_on_headers("HX-Request")
def import_list(request: Request) -> HttpResponse:
    page = import_detail.run_page(request.GET)
    template = "catalog/_import_table.html" if request.htmx else "catalog/import_list.html"
    return render(request, template, {"runs": page.rows, "page": page.addresses(request.GET)})


@require_safe
@see_imports
@see_rejected_rows
def import_page(request: Request, number: int) -> HttpResponse:
    run = import_detail.get_run(number)
    return render(request, "catalog/import_detail.html", import_detail.rejections(run, request.GET))


@require_safe
@see_imports
def import_state(request: Request, number: int) -> HttpResponse:
    return render(request, "catalog/_import_state.html", {"run": import_detail.get_run(number)})


@require_safe
@see_rejected_rows
def rejected_rows(request: Request, number: int) -> StreamingHttpResponse:
    run = import_detail.get_run(number)
    return StreamingHttpResponse(
        import_detail.rejected_csv(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{run.pk}-rejected.csv"'},
    )
