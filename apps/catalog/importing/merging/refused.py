# ruff: noqa: S608 - the names in the statements are our own
"""Rows that only the whole load can judge: keys that stand twice, and items that nobody knows."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from apps.catalog.importing.merging.tables import ITEM, REJECTED
from apps.catalog.importing.source import CONTENT_LENGTH
from apps.catalog.models import RejectedRow


def refuse_repeated(cursor: CursorWrapper, table: str, key: Sequence[str], run_id: int, file: str) -> int:
    """The first row of a key stays; the later ones tell its line. Returns the number of rows refused."""
    names = ", ".join(key)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.load_twice")
    cursor.execute(f"""
        CREATE TEMPORARY TABLE load_twice ON COMMIT DROP AS
        SELECT {names}, min(line) AS first_line FROM {table} GROUP BY {names} HAVING count(*) > 1
    """)
    if not cursor.rowcount:
        return 0
    same = " AND ".join(f"twice.{name} = staged.{name}" for name in key)
    return _refuse(
        cursor,
        f"DELETE FROM {table} staged USING load_twice twice WHERE {same} AND staged.line > twice.first_line "
        "RETURNING staged.*, 'line ' || twice.first_line || ': ' AS told_first",
        run_id=run_id,
        file=file,
        reason=_("The same key stands in an earlier row, which was kept"),
    )


def refuse_unknown_items(cursor: CursorWrapper, table: str, run_id: int, file: str) -> int:
    return _refuse(
        cursor,
        f"DELETE FROM {table} staged "
        f"WHERE NOT EXISTS (SELECT FROM {ITEM} item WHERE item.code_key = staged.item_key) "
        "RETURNING staged.*, '' AS told_first",
        run_id=run_id,
        file=file,
        reason=_("The item is not in the catalogue"),
    )


def _refuse(cursor: CursorWrapper, delete: str, *, run_id: int, file: str, reason: str) -> int:
    """The source's own text is gone by now, so the content is what was read of the row."""
    cursor.execute(
        f"""
        WITH refused AS ({delete})
        INSERT INTO {REJECTED} (run_id, scope, file, line, reason, content)
        SELECT %s, %s, %s, line, %s,
            left(told_first || jsonb_strip_nulls(to_jsonb(refused) - '{{line,told_first}}'::text[])::text, %s)
        FROM refused ORDER BY line
        """,
        [run_id, RejectedRow.Scope.ROW, file, reason, CONTENT_LENGTH],
    )
    return int(cursor.rowcount)
