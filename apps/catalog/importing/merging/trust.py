"""Foreign keys that need no second look.

The ids that a merge writes come from joins with the tables that they refer to, and those are locked: nobody can delete
a row of them before the load ends. PostgreSQL would look up each id once more, ten million times in a plant of 325,000
items, which is a third of its work. Where it lets us, it is told not to; where not, it checks.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import ProgrammingError, transaction
from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.merging.tables import ITEM, OPERATION, RESOURCE, ROUTING, VENDOR


def lock_referenced(cursor: CursorWrapper) -> None:
    """Others read on; whoever wants to change these tables waits for the end of the load."""
    tables = ", ".join((ITEM, OPERATION, RESOURCE, VENDOR, ROUTING))
    cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


@contextmanager
def ids_trusted(cursor: CursorWrapper) -> Iterator[None]:
    """For statements that only insert and update rows whose ids were joined after `lock_referenced`."""
    if not _trust(cursor):
        yield
        return
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")


def _trust(cursor: CursorWrapper) -> bool:
    """It takes a superuser, or a role that was granted SET on this parameter."""
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
    except ProgrammingError:
        return False
    return True
