"""A database belongs to one environment, from its first migration on."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.catalog.models import EnvironmentStamp


def stamp_database(*, using: str, **kwargs: Any) -> None:
    """After each migrate: write the stamp where there is none yet."""
    if using == DEFAULT_DB_ALIAS:
        EnvironmentStamp.objects.get_or_create(id=1, defaults={"environment": settings.ROUTING_ENV})


def refuse_foreign_database(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """At each new connection: raise ImproperlyConfigured where the stamp names another environment."""
    if connection.alias != DEFAULT_DB_ALIAS:
        return
    stamped = read_stamp(connection)
    if stamped not in ("", settings.ROUTING_ENV):
        connection.close()
        raise ImproperlyConfigured(
            f"The database {connection.settings_dict['NAME']} belongs to the {stamped} environment, and ROUTING_ENV is "
            f"{settings.ROUTING_ENV}. Point DATABASE_URL at this environment's own database, or set "
            f"ROUTING_ENV={stamped}."
        )


def read_stamp(connection: BaseDatabaseWrapper) -> str:
    """The environment that the database belongs to, "" before its first migration."""
    table = EnvironmentStamp._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute(f"SELECT environment FROM {table}")  # noqa: S608 - our own table's name
        row = cursor.fetchone()
    return str(row[0]) if row else ""
