# ruff: noqa: S608 - the names in the statements are our own
"""Routings, and which of an item's routings is the main one."""

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.merging.tables import ITEM, ROUTING, STEP, merge, write

COLUMNS = ("description", "is_main", "valid_from", "valid_to", "created_on")


def gather_routings(cursor: CursorWrapper) -> int:
    """`load_routing`: every routing of every item of which this load tells a routing, and whether it is the main one.

    What a table does not tell (a routing's description, its dates) stays as it is known. Returns how many it tells.
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp.load_routing")
    told = write(
        cursor,
        f"""
        CREATE TEMPORARY TABLE load_routing ON COMMIT DROP AS
        WITH told AS (
            SELECT item_key, code, steps.line, steps.line IS NOT NULL AS has_steps,
                coalesce(master.is_main, steps.is_main) AS is_flagged, master.description,
                coalesce(master.valid_from, steps.valid_from) AS valid_from,
                coalesce(master.valid_to, steps.valid_to) AS valid_to,
                coalesce(master.created_on, steps.created_on) AS created_on
            FROM ({_OF_STEPS}) steps FULL JOIN load_routings master USING (item_key, code)
        )
        SELECT item.id AS item_id, item.code_key AS item_key, told.code, told.line, true AS is_told,
            told.has_steps, told.is_flagged, coalesce(told.description, known.description, '') AS description,
            coalesce(told.valid_from, known.valid_from) AS valid_from,
            coalesce(told.valid_to, known.valid_to) AS valid_to,
            coalesce(told.created_on, known.created_on) AS created_on,
            known.id, coalesce(known.is_main, false) AS was_main, false AS is_main
        FROM told
        JOIN {ITEM} item ON item.code_key = told.item_key
        LEFT JOIN {ROUTING} known ON known.item_id = item.id AND known.code = told.code
    """,
    )
    cursor.execute("ANALYZE load_routing")
    _add_the_others(cursor)
    _choose_main(cursor)
    return told


def is_any_known(cursor: CursorWrapper) -> bool:
    """Whether the catalogue knew any of these routings before; asked before they are merged."""
    cursor.execute("SELECT EXISTS (SELECT FROM load_routing WHERE is_told AND id IS NOT NULL)")
    return bool(cursor.fetchone()[0])


_OF_STEPS = """
    SELECT item_key, routing_code AS code, min(line) AS line, bool_or(is_main) AS is_main,
        min(valid_from) AS valid_from, max(valid_to) AS valid_to, max(created_on) AS created_on
    FROM load_steps GROUP BY item_key, routing_code
"""


def _add_the_others(cursor: CursorWrapper) -> None:
    """Routings of the same items that this load does not tell."""
    cursor.execute(f"""
        INSERT INTO load_routing
        SELECT item.item_id, item.item_key, known.code, NULL, false, false, NULL, known.description,
            known.valid_from, known.valid_to, known.created_on, known.id, known.is_main, false
        FROM {ROUTING} known
        JOIN (SELECT DISTINCT item_id, item_key FROM load_routing) item ON item.item_id = known.item_id
        WHERE NOT EXISTS (SELECT FROM load_routing told WHERE told.id = known.id)
    """)


def _choose_main(cursor: CursorWrapper) -> None:
    """The flagged one that has steps; of several flagged ones, or of none, the newest. Where no dates are known,
    the one that is main already, then the one that the file names first."""
    cursor.execute("SELECT EXISTS (SELECT FROM load_routing WHERE is_flagged IS NOT NULL)")
    flags_are_told = cursor.fetchone()[0]
    cursor.execute(
        f"""
        UPDATE load_routing SET is_main = true FROM (
            SELECT DISTINCT ON (item_id) item_id, code
            FROM load_routing told
            ORDER BY item_id,
                has_steps OR id IN (SELECT routing_id FROM {STEP} WHERE routing_id = told.id) DESC,
                coalesce(is_flagged, false) DESC,
                %s AND NOT is_told AND was_main DESC,
                created_on DESC NULLS LAST,
                NOT is_told AND was_main DESC,
                CASE WHEN created_on IS NOT NULL THEN code END DESC,
                line NULLS LAST, code
        ) main
        WHERE load_routing.item_id = main.item_id AND load_routing.code = main.code
        """,
        [flags_are_told],
    )


def merge_routings(cursor: CursorWrapper) -> tuple[int, int]:
    """PostgreSQL checks at once that an item has one main routing, so the old one is cleared first."""
    cleared = write(
        cursor,
        f"""
        UPDATE {ROUTING} known SET is_main = false FROM load_routing told
        WHERE told.id = known.id AND known.is_main AND NOT told.is_main
    """,
    )
    inserted, updated = merge(
        cursor,
        ROUTING,
        ["item_id", "code"],
        COLUMNS,
        f"SELECT item_id, code, {', '.join(COLUMNS)} FROM load_routing",
    )
    _find_ids(cursor)
    return inserted, updated + cleared


def _find_ids(cursor: CursorWrapper) -> None:
    cursor.execute(f"""
        UPDATE load_routing SET id = known.id FROM {ROUTING} known
        WHERE load_routing.id IS NULL AND known.item_id = load_routing.item_id AND known.code = load_routing.code
    """)
    cursor.execute("ANALYZE load_routing")
