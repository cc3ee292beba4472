"""Addresses of model versions and trainings, under /models/."""

from django.urls import path

from apps.models import compare_views, policy_views, training_views, views, webhook_views

app_name = "registry"
urlpatterns = [
    path("", views.version_list, name="version-list"),
    path("compare/", compare_views.version_compare, name="version-compare"),
    path("rollback/", views.version_rollback, name="version-rollback"),
    path("policy/", policy_views.policy_list, name="policy-list"),
    path("policy/propose/", policy_views.policy_propose, name="policy-propose"),
    path("policy/<int:number>/<slug:decision>/", policy_views.policy_decide, name="policy-decide"),
    path("train/", training_views.train, name="train"),
    path("train/schedule/", training_views.training_schedule, name="training-schedule"),
    path("train/<int:pk>/", training_views.training_detail, name="training-detail"),
    path("train/<int:pk>/cancel/", training_views.training_cancel, name="training-cancel"),
    path("webhooks/", webhook_views.webhook_list, name="webhook-list"),
    path("webhooks/log/", webhook_views.webhook_log, name="webhook-log"),
    path("webhooks/log/<int:pk>/", webhook_views.delivery_detail, name="delivery-detail"),
    path("webhooks/log/<int:pk>/resend/", webhook_views.delivery_resend, name="delivery-resend"),
    path("webhooks/<int:pk>/", webhook_views.webhook_detail, name="webhook-detail"),
    path("webhooks/<int:pk>/secret/", webhook_views.webhook_secret, name="webhook-secret"),
    path("webhooks/<int:pk>/test/", webhook_views.webhook_test, name="webhook-test"),
    path("<int:number>/", views.version_detail, name="version-detail"),
    path("<int:number>/<slug:action>/", views.version_decide, name="version-decide"),
]
