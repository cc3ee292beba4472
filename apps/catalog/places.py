"""The navigation: the places of the site, and which of them a person may enter."""

from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Place(NamedTuple):
    """An entry of the navigation; `permission` "" is everyone, "staff" is who may enter the admin, and an app's
    name alone is any of its permissions."""

    url_name: str
    label: str | Promise
    icon: str
    keys: str
    permission: str = ""


PLACES = (
    Place("home", _("Work queue"), "queue", "g q"),
    Place("routing:predict", _("Predict"), "predict", "g p", "registry.predict_modelversion"),
    Place("routing:proposal-list", _("Proposals"), "proposals", "g o", "routing.view_proposal"),
    Place("catalog:item-list", _("Catalogue"), "catalogue", "g c", "catalog.view_item"),
    Place("registry:version-list", _("Models"), "models", "g m", "registry.view_modelversion"),
    Place("diagnostics:board", _("Diagnostics"), "diagnostics", "g d", "diagnostics.view_diagnostics"),
    Place("people:home", _("People"), "user", "g u", "people"),
    Place("admin:index", _("Admin"), "admin", "g a", "staff"),
)


class Entry(NamedTuple):
    place: Place
    url: str
    current: bool


def navigation(path: str, user: AbstractBaseUser | AnonymousUser) -> list[Entry]:
    """The places that exist and that this person may enter, the one around `path` marked."""
    if not user.is_authenticated:
        return []
    urls = {place: url for place in PLACES if _may_enter(user, place.permission) and (url := _address(place))}
    here = max((url for url in urls.values() if _is_below(path, url)), key=len, default="")
    return [Entry(place, url, current=url == here) for place, url in urls.items()]


def _may_enter(user: AbstractBaseUser | AnonymousUser, permission: str) -> bool:
    if permission == "staff":
        return bool(getattr(user, "is_staff", False))
    if permission and "." not in permission:
        return isinstance(user, PermissionsMixin) and user.has_module_perms(permission)
    return not permission or (isinstance(user, PermissionsMixin) and user.has_perm(permission))


def _address(place: Place) -> str:
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return ""  # this part of the site is not there


def _is_below(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
