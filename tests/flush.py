"""How tests with transactions empty the tables that PostgreSQL refuses to empty.

Versions, events and policies can be neither deleted nor truncated. The owner of the tables may switch their triggers
off, by name and on purpose; nothing in the product does so, or has a setting for it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

_truncate = DatabaseOperations.sql_flush
TRIGGERS = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 32"


def guarded_tables() -> list[str]:
    """Those with a trigger on TRUNCATE."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        return [name for (name,) in cursor.fetchall()]


def unguarded(statements: Sequence[str]) -> list[str]:
    tables = guarded_tables()
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    return [*off, *statements, *on]


def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
    return unguarded(_truncate(self, *args, **kwargs))


def install() -> None:
    """Django runs these statements in one transaction, so that nobody meets the tables without their triggers."""
    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
