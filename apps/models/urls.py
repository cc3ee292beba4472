"""Addresses."""

app_name = "registry"
urlpatterns: list[object] = []
