"""Addresses of the work queue, of predictions and of the export."""

from django.urls import include, path

from apps.routing import views

app_name = "routing"
urlpatterns = [
    path("predict/", views.predict, name="predict"),
    path("exports/", include("apps.routing.export.urls")),
]
