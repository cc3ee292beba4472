"""Ending the sessions of a person."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from apps.people.history import because, record
from apps.people.models import Session

PERMISSION = "people.end_sessions"


def end_sessions(*, of: User, user: User) -> int:
    """How many ended. The person is asked to log in at the next click, and may do so."""
    if not user.has_perm(PERMISSION):
        raise PermissionDenied(_("You may not end sessions: it needs the group administrator."))
    with transaction.atomic(), because(_("Sessions ended by an administrator"), user=user):
        ended, _details = Session.objects.filter(user=of).delete()
        if ended:
            record(
                object_type=of._meta.label_lower,
                object_id=of.pk,
                label=of.username,
                before={"sessions": ended},
                after={"sessions": 0},
            )
    return ended
