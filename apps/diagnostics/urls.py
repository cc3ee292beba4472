"""Addresses."""

app_name = "diagnostics"
urlpatterns: list[object] = []
