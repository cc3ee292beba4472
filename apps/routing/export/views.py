"""The page where administrators say which column of the ERP's tables gets which value."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.catalog.errors import Refusal
from apps.catalog.requests import Request
from apps.routing.export import changes
from apps.routing.export.answer import export_answer
from apps.routing.export.example import example
from apps.routing.export.formats import FORMATS
from apps.routing.export.forms import ColumnForm, DocumentForm, RowForm, SeenForm
from apps.routing.export.mapping import as_json, current_columns
from apps.routing.export.pages import mapping_page, print_page
from apps.routing.export.rows import Sheet

allowed = permission_required(changes.PERMISSION, raise_exception=True)


@require_safe
@allowed
def mapping(request: Request) -> HttpResponse:
    return render(request, "routing/export_mapping.html", mapping_page(_sheet(request.GET.get("sheet", Sheet.MASTER))))


@require_POST
@allowed
def column_add(request: Request, sheet: str) -> HttpResponse:
    form = ColumnForm(request.POST, auto_id="new-%s")

    def add() -> None:
        data = form.cleaned_data
        changes.add_column(
            user=request.user, seen=data["seen"], sheet=_sheet(sheet), column=form.column(), position=data["position"]
        )

    return _change(request, _sheet(sheet), form, add, adding=form)


@require_POST
@allowed
def column_change(request: Request, sheet: str) -> HttpResponse:
    """Saves what was typed, and moves the column where an arrow was pressed."""
    form = RowForm(request.POST)
    name = request.POST.get("was", "")

    def change() -> None:
        changes.change_column(
            user=request.user,
            seen=form.cleaned_data["seen"],
            sheet=_sheet(sheet),
            name=name,
            column=form.column(),
            position=form.place_wanted(),
        )

    return _change(request, _sheet(sheet), form, change, row=form)


@require_POST
@allowed
def column_remove(request: Request, sheet: str) -> HttpResponse:
    form = SeenForm(request.POST)

    def remove() -> None:
        changes.remove_column(
            user=request.user,
            seen=form.cleaned_data["seen"],
            sheet=_sheet(sheet),
            name=request.POST.get("was", ""),
        )

    return _change(request, _sheet(sheet), form, remove)


@require_POST
@allowed
def mapping_load(request: Request) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)

    def load() -> None:
        changes.load_mapping(user=request.user, **form.cleaned_data)

    return _change(request, Sheet.MASTER, form, load, document=form)


@require_POST
@allowed
def mapping_reset(request: Request) -> HttpResponse:
    form = SeenForm(request.POST)
    return _change(
        request, Sheet.MASTER, form, lambda: changes.reset_mapping(user=request.user, seen=form.cleaned_data["seen"])
    )


@require_safe
@allowed
def mapping_json(request: Request) -> HttpResponse:
    answer = HttpResponse(as_json(current_columns()), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="export-mapping.json"'
    return answer


@require_safe
@allowed
def example_file(request: Request, format_name: str) -> HttpResponseBase:
    """The example in any format, to try the ERP's upload with."""
    if format_name not in FORMATS:
        raise Http404(_("There is no such format."))
    columns = current_columns()
    return export_answer([example(columns)], columns, format_name, _sheet(request.GET.get("sheet", Sheet.DETAIL)))


@require_safe
@allowed
def example_print(request: Request) -> HttpResponse:
    return render(request, "routing/export_print.html", print_page([example(current_columns())]))


def _change(request: Request, sheet: Sheet, form: Any, change: Callable[[], None], **kept: Any) -> HttpResponse:
    """Back to the sheet; or the page with what was written and the sentence that says why not."""
    refusal = _refusal(form, change)
    if refusal:
        return render(request, "routing/export_mapping.html", mapping_page(sheet, refusal=refusal, **kept), status=422)
    messages.success(request, _("The mapping is saved: the next export uses it."))
    return redirect(f"{reverse('routing:export-mapping')}?sheet={sheet}")


def _refusal(form: Any, change: Callable[[], None]) -> str:
    if not form.is_valid():
        return " ".join(f"{_label(form, name)}{error}" for name, errors in form.errors.items() for error in errors)
    try:
        change()
    except Refusal as refusal:
        return str(refusal)
    return ""


def _label(form: Any, name: str) -> str:
    return f"{form.fields[name].label}: " if name in form.fields and form.fields[name].label else ""


def _sheet(name: str) -> Sheet:
    if name not in Sheet.values:
        raise Http404(_("There is no such sheet."))
    return Sheet(name)
