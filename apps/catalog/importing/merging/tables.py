# ruff: noqa: S608 - the names in the statements are our own
"""The catalogue's tables by name, and the statement that all merges share."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db.backends.utils import CursorWrapper

from apps.catalog import models

ITEM = models.Item._meta.db_table
OPERATION = models.Operation._meta.db_table
RESOURCE = models.Resource._meta.db_table
VENDOR = models.Vendor._meta.db_table
ROUTING = models.Routing._meta.db_table
STEP = models.RoutingStep._meta.db_table
RESULT = models.WorkResult._meta.db_table
PURCHASE = models.PurchaseOrder._meta.db_table
REJECTED = models.RejectedRow._meta.db_table
ALL = (ITEM, OPERATION, RESOURCE, VENDOR, ROUTING, STEP, RESULT, PURCHASE)


@dataclass
class Count:
    """What happened to the rows of one table. values_left_out: of rows that were not."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    values_left_out: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def write(cursor: CursorWrapper, sql: str) -> int:
    """Returns the number of rows written."""
    cursor.execute(sql)
    return int(cursor.rowcount)


def merge(
    cursor: CursorWrapper, table: str, key: Sequence[str], columns: Sequence[str], source: str, touch: str = ""
) -> tuple[int, int]:
    """Insert what is new, update what differs.

    source: a query that gives `key` and `columns`, each key once.
    touch: what else an update sets.
    Returns the rows inserted and updated. `xmax` is 0 in rows that this statement made.
    """
    names = [*key, *columns]
    differs = f"({_of('old', columns)}) IS DISTINCT FROM ({_of('new', columns)})"
    cursor.execute(f"""
        WITH written AS (
            INSERT INTO {table} ({", ".join(names)})
            SELECT {_of("new", names)}
            FROM ({source}) new
            LEFT JOIN {table} old ON ({_of("old", key)}) = ({_of("new", key)})
            WHERE old.id IS NULL OR {differs}
            ON CONFLICT ({", ".join(key)}) DO UPDATE
            SET {", ".join([f"{name} = excluded.{name}" for name in columns] + ([touch] if touch else []))}
            RETURNING xmax = 0 AS is_new
        )
        SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
    """)
    inserted, updated = cursor.fetchone()
    return inserted, updated


def _of(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
