"""The catalogue in the admin: what the ERP says is only shown, what the plant decides about attributes is edited."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.catalog import models, selectors
from apps.catalog.models.coded import code_key
from apps.catalog.models.items import CODE_ORDER
from apps.catalog.paging import capped_count


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than the pages do: nobody turns to the 200th."""

    @cached_property
    def count(self) -> int:
        return capped_count(self.object_list) if isinstance(self.object_list, QuerySet) else len(self.object_list)


class ShownOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that the next import would write over."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CodedAdmin(ShownOnly):
    list_display = ["code", "name"]
    search_fields = ["code_key__startswith"]
    ordering = ["code_key"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, code_key(search_term))


admin.site.register([models.Operation, models.Vendor], CodedAdmin)


@admin.register(models.Resource)
class ResourceAdmin(CodedAdmin):
    list_display = ["code", "name", "work_centre"]


@admin.register(models.Item)
class ItemAdmin(ShownOnly):
    list_display = ["code", "name", "part_class", "drawing", "has_routing", "created_on"]
    search_fields = ["code_key__startswith"]
    search_help_text = _("The beginning of the code, or beginnings of words")
    ordering = ["code_key"]
    exclude = ["search"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Item]:
        return super().get_queryset(request).defer("search")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return selectors.search(queryset.alias(code_order=CODE_ORDER), search_term), False


class StepInline(admin.TabularInline):  # type: ignore[type-arg]
    model = models.RoutingStep
    extra = 0
    can_delete = False
    fields = [
        "sequence", "operation", "resource", "outsourced", "vendor", "setup_minutes", "run_minutes", "lead_time_days",
        "price", "currency",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.RoutingStep]:
        return super().get_queryset(request).select_related("operation", "resource", "vendor")


class OfItem(ShownOnly):
    """Rows found by the code of their item."""

    search_fields = ["item__code_key__exact"]
    ordering = ["-pk"]
    list_select_related = True

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = queryset.filter(item__code_key=code_key(search_term)) if search_term else queryset
        return found, False


@admin.register(models.Routing)
class RoutingAdmin(OfItem):
    list_display = ["item", "code", "is_main", "description", "valid_from", "valid_to"]
    inlines = [StepInline]


@admin.register(models.WorkResult)
class WorkResultAdmin(OfItem):
    list_display = [
        "item", "sequence", "operation", "resource", "quantity", "setup_minutes", "run_minutes", "reported_on",
    ]  # fmt: skip


@admin.register(models.PurchaseOrder)
class PurchaseOrderAdmin(OfItem):
    list_display = ["item", "number", "vendor", "quantity", "unit_price", "ordered_on"]


@admin.register(models.ImportRun)
class ImportRunAdmin(ShownOnly):
    list_display = ["id", "state", "profile", "source", "started_by", "started_at", "finished_at"]
    list_filter = ["state"]


class AttributeRow(forms.ModelForm):  # type: ignore[type-arg]
    """A row of the list; the heads of its columns name the inputs to the eye alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{self.instance.key}: {field.label}"


@admin.register(models.Attribute)
class AttributeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Imports find attributes; people name them, and say whether the model may learn from them."""

    list_display = ["key", "label", "kind", "unit", "used_for_learning", "position"]
    list_editable = ["label", "kind", "unit", "used_for_learning", "position"]
    search_fields = ["key", "label"]
    readonly_fields = ["key"]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[AttributeRow]:
        return AttributeRow

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
