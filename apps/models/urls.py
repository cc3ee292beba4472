"""Addresses of model versions and trainings, under /models/."""

from django.urls import path

from apps.models import policy_views, views

app_name = "registry"
urlpatterns = [
    path("", views.version_list, name="version-list"),
    path("rollback/", views.version_rollback, name="version-rollback"),
    path("policy/", policy_views.policy_list, name="policy-list"),
    path("policy/propose/", policy_views.policy_propose, name="policy-propose"),
    path("policy/<int:number>/<slug:decision>/", policy_views.policy_decide, name="policy-decide"),
    path("train/", views.train, name="train"),
    path("train/<int:pk>/", views.training_detail, name="training-detail"),
    path("train/<int:pk>/cancel/", views.training_cancel, name="training-cancel"),
    path("<int:number>/", views.version_detail, name="version-detail"),
    path("<int:number>/<slug:action>/", views.version_decide, name="version-decide"),
]
