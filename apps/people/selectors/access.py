"""Requests for access."""

from django.db.models import QuerySet

from apps.people.models import AccessRequest

SHOWN, DECIDED = 50, 10
State = AccessRequest.State


def waiting() -> QuerySet[AccessRequest]:
    """Who asked first comes first; one more than is shown, so that the page knows of more."""
    return AccessRequest.objects.filter(state=State.WAITING).order_by("id")[: SHOWN + 1]


def decided() -> QuerySet[AccessRequest]:
    decided = AccessRequest.objects.filter(state__in=[State.APPROVED, State.REJECTED])
    return decided.select_related("decided_by").order_by("-decided_at")[:DECIDED]
