"""Addresses of the export's mapping, below /exports/."""

from django.urls import path

from apps.routing.export import views

urlpatterns = [
    path("mapping/", views.mapping, name="export-mapping"),
    path("mapping/save/", views.mapping_json, name="export-mapping-json"),
    path("mapping/load/", views.mapping_load, name="export-mapping-load"),
    path("mapping/reset/", views.mapping_reset, name="export-mapping-reset"),
    path("mapping/<str:sheet>/add/", views.column_add, name="export-column-add"),
    path("mapping/<str:sheet>/change/", views.column_change, name="export-column-change"),
    path("mapping/<str:sheet>/remove/", views.column_remove, name="export-column-remove"),
    path("example/print/", views.example_print, name="export-example-print"),
    path("example/<str:format_name>/", views.example_file, name="export-example"),
]
