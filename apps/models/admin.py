"""Versions, policies and trainings in the admin: to be seen, never edited past the review, by superusers neither."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.models.models import GatePolicy, ModelVersion, TrainingRun, VersionEvent


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # for several models
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    list_display = (
        "number",
        "review_status",
        "is_active",
        "gates_overridden",
        "created_at",
        "trained_by",
        "submitted_by",
        "decided_by",
    )
    list_select_related = ("trained_by", "submitted_by", "decided_by")
    list_filter = ("review_status", "is_active", "gates_overridden")


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnlyAdmin):
    list_display = ("id", "state", "stage", "requested_by", "requested_at", "finished_at")
    list_select_related = ("requested_by",)
    list_filter = ("state",)


@admin.register(VersionEvent)
class VersionEventAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "version", "kind", "actor", "note")
    list_select_related = ("version", "actor")
    list_filter = ("kind",)


@admin.register(GatePolicy)
class GatePolicyAdmin(ReadOnlyAdmin):
    list_display = ("number", "status", "comment", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_select_related = ("proposed_by", "decided_by")
    list_filter = ("status",)
