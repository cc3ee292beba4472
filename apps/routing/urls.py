"""Addresses of the work queue and of predictions."""

from django.urls import path

from apps.routing import views

app_name = "routing"
urlpatterns = [
    path("predict/", views.predict, name="predict"),
]
