"""Addresses of items and imports."""

from django.urls import path

from apps.catalog import views

app_name = "catalog"
urlpatterns = [
    path("items/", views.item_list, name="item-list"),
    # No slash at their end: an item may be called SUGGEST.
    path("items/suggest", views.item_suggest, name="item-suggest"),
    path("items/classes", views.class_suggest, name="class-suggest"),
    path("items/<path:code>/", views.item_detail, name="item-detail"),
    path("imports/", views.import_list, name="import-list"),
    path("imports/<int:number>/", views.import_detail, name="import-detail"),
    path("imports/<int:number>/state/", views.import_state, name="import-state"),
    path("imports/<int:number>/rejected.csv", views.rejected_rows, name="rejected-rows"),
]
