"""The change log's page."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from apps.people.change_rows import change_rows, type_name, types
from apps.people.forms import DIGITS_MAX, ChangeFilterForm
from apps.people.selectors.changes import Page, change_page

OLDER, NEWER = "older_than", "newer_than"


@require_safe
@permission_required("people.view_changes", raise_exception=True)
@vary_on_headers("HX-Request")
def change_list(request: HttpRequest) -> HttpResponse:
    form = ChangeFilterForm(request.GET, types())
    filters = form.filters()
    page = change_page(filters, older_than=_number(request.GET, OLDER), newer_than=_number(request.GET, NEWER))
    rows = change_rows(page.changes)
    of_one = f"{type_name(filters.object_type)} {rows[0].change.object_label}" if filters.object_id and rows else ""
    context = {"form": form, "rows": rows, "of_one": of_one, "page": _addresses(page, request.GET)}
    live = getattr(request, "htmx", False)
    return render(request, "people/_change_table.html" if live else "people/change_list.html", context)


def _number(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= DIGITS_MAX else None


def _addresses(page: Page, query: QueryDict) -> dict[str, str]:
    """What the pager links to; the filters stay."""
    return {
        "first_url": _address(query) if page.newer else "",
        "previous_url": _address(query, **{NEWER: str(page.newer)}) if page.newer else "",
        "next_url": _address(query, **{OLDER: str(page.older)}) if page.older else "",
    }


def _address(query: QueryDict, **place: str) -> str:
    result = QueryDict(mutable=True)
    result.update({key: str(query[key]) for key in query if key not in (OLDER, NEWER) and query[key]} | place)
    return f"?{result.urlencode()}"
