"""Addresses of model versions and trainings, under /models/."""

from django.urls import path

from apps.models import training_views, views

app_name = "registry"
urlpatterns = [
    path("", views.version_list, name="version-list"),
    path("rollback/", views.version_rollback, name="version-rollback"),
    path("train/", training_views.train, name="train"),
    path("train/schedule/", training_views.training_schedule, name="training-schedule"),
    path("train/<int:pk>/", training_views.training_detail, name="training-detail"),
    path("train/<int:pk>/cancel/", training_views.training_cancel, name="training-cancel"),
    path("<int:number>/", views.version_detail, name="version-detail"),
    path("<int:number>/<slug:action>/", views.version_decide, name="version-decide"),
]
