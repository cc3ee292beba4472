"""Versions as nobody can make them in the product: what PostgreSQL's rules refuse is written past them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from apps.models.models import ModelVersion


def forge_versions(**values: Any) -> None:
    """Set columns of all versions as the owner of the database could."""
    with unruled():
        ModelVersion.objects.update(**values)


@contextmanager
def unruled() -> Iterator[None]:
    """A transaction in which the triggers of the tables sleep."""
    with transaction.atomic():
        _role("replica")
        yield
        _role("origin")


def _role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {role}")
