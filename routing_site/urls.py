"""Every address of the site; the fixed ones stand in README.md."""

from django.contrib import admin
from django.urls import include, path

from apps.routing.views import home

urlpatterns = [
    path("", home, name="home"),
    path("admin/", admin.site.urls),
    path("accounts/", include("routing_site.accounts_urls")),
    path("", include("apps.catalog.urls")),
    path("", include("apps.routing.urls")),
    path("models/", include("apps.models.urls")),
    path("people/", include("apps.people.urls")),
    path("", include("apps.diagnostics.urls")),
]
