"""How often an address may send a form that needs no login."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.people.models import RequestCount

KEPT = timedelta(days=1)


def open_again(*, address: str) -> datetime | None:
    """Count one more form of this address; when it may send again, None where it may now."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        RequestCount.objects.filter(hour__lt=now - KEPT).delete()
        row, _made = RequestCount.objects.get_or_create(address=address, hour=hour)
        RequestCount.objects.filter(pk=row.pk).update(count=F("count") + 1)  # two at once count as two
        row.refresh_from_db()
    return hour + timedelta(hours=1) if row.count > settings.ACCESS_REQUESTS_PER_HOUR else None
