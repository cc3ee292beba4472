"""The session engine. A session beyond the policy cannot be loaded: it ends after SESSION_IDLE_MINUTES without use,
SESSION_COOKIE_AGE after its login, and as soon as its row is gone."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from apps.people.models import Session

SEEN_EVERY = timedelta(seconds=30)  # not at every click: a write each would cost more than it tells


class SessionStore(DatabaseStore):
    started_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.alive().filter(session_key=self.session_key).first()
        if row is None:
            self._session_key = None
            return None
        self.started_at = row.started_at
        if timezone.now() - row.seen_at > SEEN_EVERY:
            Session.objects.filter(session_key=row.session_key).update(seen_at=timezone.now())
        return row

    def save(self, must_create: bool = False) -> None:  # Django's own signature
        """A new row is a new session: Django makes one at each login."""
        if must_create:
            self.started_at = timezone.now()
        super().save(must_create=must_create)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101 - says what get_model_class means
        now = timezone.now()
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.started_at, row.seen_at = self.started_at or now, now
        return row

    @classmethod
    def clear_expired(cls) -> None:
        """What `manage.py clearsessions` does."""
        Session.objects.exclude(pk__in=Session.objects.alive().values("pk")).delete()
