"""Logins that are locked now: django-axes counts by name, address and browser, and locks by name and address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

LOCK_TYPE = "people.lock"
SHOWN = 200


@dataclass(frozen=True)
class Lock:
    number: int  # of its latest attempt
    username: str | None
    address: str | None
    failures: int
    until: datetime

    @property
    def label(self) -> str:
        return f"{self.username or '–'} ({self.address or '–'})"


def locks() -> list[Lock]:
    """The latest first."""
    return [_lock(row) for row in _groups().order_by("-last")[:SHOWN]]


def lock_of(number: int) -> Lock | None:
    """The lock that an attempt belongs to."""
    attempt = AccessAttempt.objects.filter(pk=number).first()
    if attempt is None:
        return None
    row = _groups().filter(username=attempt.username, ip_address=attempt.ip_address).order_by("-last").first()
    return _lock(row) if row else None


def _groups() -> QuerySet[Any, Any]:
    fresh = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - get_cool_off())
    groups = fresh.order_by().values("username", "ip_address")
    counted = groups.annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"), number=Max("id"))
    return counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT)  # type: ignore[no-any-return]


def _lock(row: dict[str, Any]) -> Lock:
    return Lock(row["number"], row["username"], row["ip_address"], row["failures"], row["last"] + get_cool_off())
