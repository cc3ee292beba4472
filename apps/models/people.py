"""People as commands name them."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal


def user_by_name(name: str) -> User:
    """The active user of that name. Raises Refusal where there is none."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise Refusal(
            _("There is no active user %(name)s; give --user the name of a person who can log in.") % {"name": name}
        )
    return user
