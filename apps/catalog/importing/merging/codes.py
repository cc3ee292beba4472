# ruff: noqa: S608 - the names in the statements are our own
"""Operations, resources and vendors: what the work rows name."""

from collections.abc import Mapping

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.merging.tables import OPERATION, RESOURCE, VENDOR, merge, write


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
    return _merge(cursor, "operation", OPERATION, {"name": "''"})


def merge_resources(cursor: CursorWrapper) -> tuple[int, int, int]:
    """Where no row tells its work centre, a resource is one itself."""
    return _merge(cursor, "resource", RESOURCE, {"name": "''", "work_centre": _commonest("code")})


def merge_vendors(cursor: CursorWrapper) -> tuple[int, int, int]:
    return _merge(cursor, "vendor", VENDOR, {"name": "''"})


def _merge(cursor: CursorWrapper, what: str, table: str, columns: Mapping[str, str]) -> tuple[int, int, int]:
    """columns: what a code has beside it, and what it is where nobody tells. Codes told, inserted, updated."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.load_named")
    query = _most_used(what, table, columns)
    told = write(cursor, f"CREATE TEMPORARY TABLE load_named ON COMMIT DROP AS {query}")
    return told, *merge(cursor, table, ["code_key"], ["code", *columns], "SELECT * FROM load_named")


def _most_used(what: str, table: str, columns: Mapping[str, str]) -> str:
    """Each code as it is written most often, of the codes that a row which stayed names. What is known of it is not
    lost to rows that do not tell it."""
    known = ", ".join(f"known.{name} AS known_{name}" for name in columns)
    kept = [
        f"coalesce({_commonest(name)}, nullif(min(known_{name}), ''), {otherwise}) AS {name}"
        for name, otherwise in columns.items()
    ]
    return f"""
        SELECT key AS code_key, {_commonest("code")} AS code, {", ".join(kept)}
        FROM (
            SELECT written.*, {known}
            FROM load_code written LEFT JOIN {table} known ON known.code_key = written.key
            WHERE written.what = '{what}' AND written.key IN (SELECT {what} FROM load_used)
        ) each
        GROUP BY key
    """


def _commonest(name: str) -> str:
    """The spelling that is used most, and of equals the first by the alphabet; NULL where there is none."""
    return f"(array_agg({name} ORDER BY uses DESC, {name}) FILTER (WHERE {name} IS NOT NULL))[1]"
