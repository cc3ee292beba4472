"""Django's own models in the change log: proxies, so that the triggers' migrations are ours."""

import pgtrigger
from django.contrib.auth.models import Group, User

from apps.people.triggers import Logged, LoggedMember

USER_NAME = "SELECT username FROM auth_user WHERE id = {id}"
GROUP_NAME = "SELECT name FROM auth_group WHERE id = {id}"
PERMISSION_NAME = (
    "SELECT app_label || '.' || codename FROM auth_permission "
    "JOIN django_content_type ON django_content_type.id = content_type_id WHERE auth_permission.id = {id}"
)


class LoggedUser(User):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            Logged("username", left_out=("last_login",), secret=("password",)),
            # Raw SQL too: whoever is deactivated is logged out, and stays so when activated again.
            pgtrigger.Trigger(
                name="end_sessions",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_active"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__is_active=True, new__is_active=False),
                func="DELETE FROM people_session WHERE user_id = NEW.id; RETURN NULL;",
            ),
        ]


class LoggedGroup(Group):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [Logged("name")]


class LoggedMembership(User.groups.through):  # type: ignore[name-defined]  # made by Django
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            LoggedMember(
                "auth.user", owner="user_id", label=USER_NAME, field="groups", member="group_id", value=GROUP_NAME
            )
        ]


class LoggedUserPermission(User.user_permissions.through):  # type: ignore[name-defined]  # made by Django
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            LoggedMember(
                "auth.user",
                owner="user_id",
                label=USER_NAME,
                field="user_permissions",
                member="permission_id",
                value=PERMISSION_NAME,
            )
        ]


class LoggedGroupPermission(Group.permissions.through):  # type: ignore[name-defined]  # made by Django
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            LoggedMember(
                "auth.group",
                owner="group_id",
                label=GROUP_NAME,
                field="permissions",
                member="permission_id",
                value=PERMISSION_NAME,
            )
        ]
