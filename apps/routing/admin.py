"""What a plant sets about proposals; the proposals themselves are only shown."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.routing.export import admin as export_admin
from apps.routing.models import DrawingViewer, OperationSet, Proposal, ProposalEvent, RoutingRule

__all__ = ["export_admin"]  # registers itself
OPERATIONS = ("operation", "other")
NEEDED = {
    RoutingRule.Kind.FIRST: ["operation"],
    RoutingRule.Kind.LAST: ["operation"],
    RoutingRule.Kind.PRECEDES: ["operation", "other"],
    RoutingRule.Kind.FORBIDDEN: ["operation", "other"],
    RoutingRule.Kind.MAX_STEPS: ["steps"],
    RoutingRule.Kind.TIMES: ["operation"],
}


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What PostgreSQL would refuse, in words and at its field."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind", "")
        for field in NEEDED.get(kind, []):
            if not data.get(field) and field not in self.errors:
                self.add_error(field, _("This kind of rule needs it."))
        if data.get("other") and data.get("other") == data.get("operation"):
            self.add_error("other", _("Choose another operation than the first one."))
        if kind == RoutingRule.Kind.TIMES:
            self._check_bounds(data)
        return data

    def _check_bounds(self, data: dict[str, Any]) -> None:
        pairs = (("setup_min", "setup_max"), ("run_min", "run_max"))
        if all(data.get(field) is None for pair in pairs for field in pair):
            self.add_error("setup_min", _("Give at least one bound."))
        for low, high in pairs:
            if None not in (data.get(low), data.get(high)) and data[low] > data[high]:
                self.add_error(high, _("At most is less than at least."))


@admin.register(RoutingRule)
class RoutingRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = RuleForm
    list_display = ["kind", "part_class", "operation", "other", "steps", "severity", "is_active"]
    list_filter = ["kind", "severity", "is_active"]
    list_select_related = OPERATIONS
    search_fields = ["part_class", "operation__code_key__startswith"]
    autocomplete_fields = OPERATIONS


@admin.register(DrawingViewer)
class DrawingViewerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One row, changed in place."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not DrawingViewer.objects.exists()


@admin.register(OperationSet)
class OperationSetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Planners make them; here they are renamed and removed."""

    list_display = ["name", "created_by", "created_at"]
    list_select_related = ["created_by"]
    readonly_fields = ["steps", "created_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ShownOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Proposal)
class ProposalAdmin(ShownOnly):
    list_display = ["id", "item_code", "name", "state", "changed_by", "changed_at"]
    list_select_related = ["changed_by"]
    list_filter = ["state"]
    exclude = ["prediction"]
    raw_id_fields = ["item"]


@admin.register(ProposalEvent)
class ProposalEventAdmin(ShownOnly):
    list_display = ["created_at", "proposal", "kind", "revision", "actor", "note"]
    list_select_related = ["proposal", "actor"]
    list_filter = ["kind"]
