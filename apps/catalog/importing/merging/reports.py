# ruff: noqa: S608 - the names in the statements are our own
"""Work results and purchase orders: rows without a key, known by all that they say."""

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.merging.tables import ITEM, OPERATION, PURCHASE, RESOURCE, RESULT, VENDOR, write

RESULT_COLUMNS = (
    "item_id", "operation_id", "resource_id", "routing_code", "sequence", "quantity", "bad_quantity",
    "setup_minutes", "run_minutes", "reported_on",
)  # fmt: skip  # one line of names
PURCHASE_COLUMNS = ("item_id", "vendor_id", "number", "quantity", "unit_price", "ordered_on")


def add_results(cursor: CursorWrapper) -> int:
    """Minutes: the set-up's of the lot, the run's per piece."""
    _number_repeated(cursor, "load_results")
    return _add(
        cursor,
        RESULT,
        RESULT_COLUMNS,
        f"""
        SELECT said AS row_hash, item.id AS item_id, operation.id AS operation_id, resource.id AS resource_id,
            coalesce(routing_code, '') AS routing_code, sequence, quantity, bad_quantity,
            setup_time * minutes_per_unit AS setup_minutes,
            run_time * minutes_per_unit / quantity AS run_minutes, reported_on
        FROM load_results staged
        JOIN {ITEM} item ON item.code_key = staged.item_key
        JOIN {OPERATION} operation ON operation.code_key = staged.operation_key
        LEFT JOIN {RESOURCE} resource ON resource.code_key = staged.resource_key
        """,
    )


def add_purchases(cursor: CursorWrapper) -> int:
    _number_repeated(cursor, "load_purchases")
    return _add(
        cursor,
        PURCHASE,
        PURCHASE_COLUMNS,
        f"""
        SELECT said AS row_hash, item.id AS item_id, vendor.id AS vendor_id, number, quantity,
            nullif(unit_price, 0) AS unit_price, ordered_on
        FROM load_purchases staged
        JOIN {ITEM} item ON item.code_key = staged.item_key
        LEFT JOIN {VENDOR} vendor ON vendor.code_key = staged.vendor_key
        """,
    )


def _number_repeated(cursor: CursorWrapper, table: str) -> None:
    """Two rows that say the same are two reports: the second is told from the first by its number."""
    cursor.execute(f"""
        UPDATE {table} staged SET said = md5(staged.said::text || nth)::uuid
        FROM (
            SELECT line, row_number() OVER (PARTITION BY said ORDER BY line) AS nth
            FROM {table}
            WHERE said IN (SELECT said FROM {table} GROUP BY said HAVING count(*) > 1)
        ) numbered
        WHERE numbered.line = staged.line AND nth > 1
    """)


def _add(cursor: CursorWrapper, table: str, columns: tuple[str, ...], source: str) -> int:
    names = ", ".join(columns)
    return write(
        cursor,
        f"""
        INSERT INTO {table} (row_hash, {names})
        SELECT row_hash, {names} FROM ({source}) new
        WHERE NOT EXISTS (SELECT FROM {table} old WHERE old.row_hash = new.row_hash)
        ON CONFLICT (row_hash) DO NOTHING
    """,
    )
