"""What code says about the changes that it makes. The log itself is written by PostgreSQL; see triggers.py."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import connection


@contextmanager
def because(reason: str, *, user: User | None = None) -> Iterator[None]:
    """Whatever is changed inside carries this reason, and this person where no request names one.

    Unlike pghistory's own context, what is said here ends with the block.
    """
    said = {"reason": reason} | ({"user": user.pk} if user else {})
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata.update(said)
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(before)


def record(
    *, object_type: str, object_id: object, label: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Log what changes no logged row: a lock that was lifted, sessions that were ended."""
    with connection.cursor() as cursor:
        cursor.execute(  # CALL, since pghistory hands its context to no SELECT
            "CALL people_record_change(%s, %s, %s, %s::jsonb, %s::jsonb)",
            [object_type, str(object_id), label, json.dumps(before), json.dumps(after)],
        )
