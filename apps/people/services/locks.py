"""Lifting locks that too many failed logins made."""

from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from apps.people.errors import Refusal
from apps.people.history import because, record
from apps.people.selectors.locks import LOCK_TYPE, Lock, lock_of

PERMISSION = "people.unlock_login"


def unlock(*, number: int, user: User) -> Lock:
    """Forget the failures of one name from one address. Raises Refusal where they are no lock (any more)."""
    if not user.has_perm(PERMISSION):
        raise PermissionDenied(_("You may not unlock logins: it needs the group administrator."))
    with transaction.atomic(), because(_("Unlocked by an administrator"), user=user):
        lock = lock_of(number)
        if lock is None:
            raise Refusal(_("This lock has ended already; nothing was changed."))
        AccessAttempt.objects.filter(username=lock.username, ip_address=lock.address).delete()
        record(
            object_type=LOCK_TYPE,
            object_id=number,
            label=lock.label,
            before={"failures": lock.failures, "locked_until": lock.until.isoformat()},
            after={"failures": 0},
        )
    return lock
