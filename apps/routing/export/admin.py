"""The mapping's place in the admin is its own page: there, every change is checked and leaves a trace."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from apps.routing.models import ExportColumn


@admin.register(ExportColumn)
class ExportColumnAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        return redirect("routing:export-mapping")

    def change_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseRedirect:
        return redirect("routing:export-mapping")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
