"""The demo's people: one in each group and an administrator, with one random password that is made once.

They exist to be tried; the demo never runs on a production database (its stamp is refused).
"""

import secrets
from pathlib import Path

from django.contrib.auth.models import Group, User

GROUPS = ("viewer", "planner", "trainer", "approver")
ADMINISTRATOR = "admin"


def make_people(logins: Path) -> str:
    """Make who is missing. The file of logins says the password; without it all are given a new one."""
    if logins.exists() and User.objects.filter(username__in=[*GROUPS, ADMINISTRATOR]).count() == len(GROUPS) + 1:
        return "already there"
    password = _password(logins) or secrets.token_urlsafe(9)
    for name in GROUPS:
        _person(name, password).groups.add(Group.objects.get(name=name))
    User.objects.filter(username="trainer").update(is_staff=True)  # attributes are switched off under /admin/
    administrator = _person(ADMINISTRATOR, password)
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    administrator.groups.set(Group.objects.filter(name__in=GROUPS))
    _write(logins, password)
    return f"{', '.join(GROUPS)} and {ADMINISTRATOR}"


def _password(logins: Path) -> str:
    lines = logins.read_text().splitlines() if logins.exists() else []
    return next((line.split()[-1] for line in lines if line.startswith("password")), "")


def _person(name: str, password: str) -> User:
    user, _ = User.objects.get_or_create(username=name, defaults={"first_name": name.capitalize()})
    user.set_password(password)
    user.save()
    return user


def _write(logins: Path, password: str) -> None:
    logins.parent.mkdir(parents=True, exist_ok=True)
    logins.touch(mode=0o600)
    logins.chmod(0o600)
    logins.write_text(f"users     {' '.join([*GROUPS, ADMINISTRATOR])}\npassword  {password}\n")
