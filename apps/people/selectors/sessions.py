"""Who is logged in."""

from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from apps.people.models import Session

SHOWN = 500


def logged_in() -> QuerySet[Any, Any]:
    """People with their sessions, those seen last first."""
    people = Session.objects.alive().filter(user__isnull=False).order_by().values("user_id", "user__username")
    return people.annotate(sessions=Count("session_key"), since=Min("started_at"), seen=Max("seen_at")).order_by(
        "-seen"
    )[:SHOWN]
