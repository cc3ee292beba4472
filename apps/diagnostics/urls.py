"""Addresses."""

from django.urls import path

from apps.diagnostics import health, views

app_name = "diagnostics"
urlpatterns = [
    path("diagnostics/", views.board, name="board"),
    path("diagnostics/probes/", views.probe_table, name="probe-table"),
    path("diagnostics/measure/", views.measure, name="measure"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
