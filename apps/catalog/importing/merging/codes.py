# ruff: noqa: S608 - the names in the statements are our own
"""Operations, resources and vendors: what the work rows name."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.merging.tables import OPERATION, RESOURCE, VENDOR, merge


def gather_used(cursor: CursorWrapper) -> None:
    """`load_used`: the codes that rows which stayed name."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.load_used")
    cursor.execute("""
        CREATE TEMPORARY TABLE load_used ON COMMIT DROP AS
        SELECT operation_key AS operation, resource_key AS resource, vendor_key AS vendor
        FROM load_steps GROUP BY operation_key, resource_key, vendor_key
        UNION
        SELECT operation_key, resource_key, NULL FROM load_results GROUP BY operation_key, resource_key
        UNION
        SELECT NULL, NULL, vendor_key FROM load_purchases GROUP BY vendor_key
    """)


def merge_operations(cursor: CursorWrapper) -> tuple[int, int, int]:
    return _merge(cursor, "operation", OPERATION, "name")


def merge_resources(cursor: CursorWrapper) -> tuple[int, int, int]:
    return _merge(cursor, "resource", RESOURCE, "name", "work_centre")


def merge_vendors(cursor: CursorWrapper) -> tuple[int, int, int]:
    return _merge(cursor, "vendor", VENDOR, "name")


def _merge(cursor: CursorWrapper, what: str, table: str, *columns: str) -> tuple[int, int, int]:
    """Codes told, inserted, updated."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.load_named")
    query = _most_used(what, table, columns)
    cursor.execute(f"CREATE TEMPORARY TABLE load_named ON COMMIT DROP AS {query}")
    told = cursor.rowcount
    return told, *merge(cursor, table, ["code_key"], ["code", *columns], "SELECT * FROM load_named")


def _most_used(what: str, table: str, names: Sequence[str]) -> str:
    """Each code as it is written most often, of the codes that a row which stayed names. A name, once known,
    is not lost to rows without one."""
    kept = [
        f"coalesce({_commonest(name)} FILTER (WHERE {name} <> ''))[1], min(known_{name}), '') AS {name}"
        for name in names
    ]
    known = ", ".join(f"known.{name} AS known_{name}" for name in names)
    return f"""
        SELECT key AS code_key, {_commonest("code")})[1] AS code, {", ".join(kept)}
        FROM (
            SELECT written.*, {known}
            FROM load_code written LEFT JOIN {table} known ON known.code_key = written.key
            WHERE written.what = '{what}' AND written.key IN (SELECT {what} FROM load_used)
        ) each
        GROUP BY key
    """


def _commonest(name: str) -> str:
    """Begins an expression: all spellings, the most used first; the spelling decides between equals."""
    return f"(array_agg({name} ORDER BY uses DESC, {name})"
