"""Sessions with the person they belong to, so that an administrator can end them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SessionManager(BaseSessionManager["Session"]):
    use_in_migrations = False

    def alive(self) -> models.QuerySet["Session"]:
        """Those that still let somebody in."""
        now = timezone.now()
        return self.filter(expire_date__gt=now, started_at__gt=now - longest(), seen_at__gt=now - idle())


class Session(AbstractBaseSession):
    """`user` is no foreign key in PostgreSQL: a person can be deleted while they click."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("user"),
    )
    started_at = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last used"))

    objects = SessionManager()  # type: ignore[misc]  # a class variable there, as here

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()
        permissions = [
            ("end_sessions", "Can end the sessions of a person"),
            ("unlock_login", "Can unlock a login after too many failures"),
        ]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from apps.people.sessions import SessionStore  # the store is made around this model

        return SessionStore


def idle() -> timedelta:
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def longest() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)
