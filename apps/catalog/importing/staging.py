"""Rows wait in temporary tables, as they were read, until one statement per table merges them."""

from collections.abc import Iterable, Sequence

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.cleaning.cells import escaped
from apps.catalog.importing.cleaning.rows import Cleaned, LeftOut
from apps.catalog.importing.cleaning.work import Code
from apps.catalog.importing.records import RECORDS, Record
from apps.catalog.models import RejectedRow

CODES = "load_code"
SPOILT = "load_spoilt"
CODE_COLUMNS = ("what", "key", "code", "name", "work_centre", "uses")


def create_tables(cursor: CursorWrapper) -> None:
    """Of this session and this transaction only. Raises what PostgreSQL raises."""
    for record in RECORDS.values():
        columns = [f"{name} {sql}" for name, sql in record.columns.items()]
        _create(cursor, record.table, ["line integer", *columns])
    text = [f"{name} text" for name in CODE_COLUMNS[:-1]]
    _create(cursor, CODES, [*text, "uses integer"])
    _create(cursor, SPOILT, ["item_key text", "routing_code text"])


def _create(cursor: CursorWrapper, table: str, columns: Sequence[str]) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ({', '.join(columns)}) ON COMMIT DROP")


def stage(cursor: CursorWrapper, record: Record, cleaned: Cleaned) -> None:
    lines = list(map(str, cleaned.lines))
    copy(cursor, record.table, ["line", *record.columns], [lines, *(cleaned.columns[name] for name in record.columns)])


def stage_codes(cursor: CursorWrapper, codes: dict[Code, int]) -> None:
    rows = [(*code, str(uses)) for code, uses in codes.items()]
    copy(cursor, CODES, CODE_COLUMNS, list(zip(*rows, strict=True)))


def stage_spoilt(cursor: CursorWrapper, keys: dict[str, Sequence[str]]) -> None:
    copy(cursor, SPOILT, list(keys), list(keys.values()))


def keep_left_out(cursor: CursorWrapper, run_id: int, file: str, left_out: Iterable[LeftOut]) -> None:
    rows = [
        (str(run_id), escaped(file), str(each.line), each.scope, escaped(each.reason), escaped(each.content))
        for each in left_out
    ]
    names = ("run_id", "file", "line", "scope", "reason", "content")
    copy(cursor, RejectedRow._meta.db_table, names, list(zip(*rows, strict=True)))


def copy(cursor: CursorWrapper, table: str, names: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
    """columns: COPY's texts, all equally long. Nothing is sent where there are no rows."""
    if not columns or not columns[0]:
        return
    with cursor.cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as rows:  # psycopg's own
        rows.write("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n")


def analyze(cursor: CursorWrapper) -> None:
    """Nothing else counts temporary tables, and without counts PostgreSQL would join them in nested loops."""
    for table in (*(record.table for record in RECORDS.values()), CODES, SPOILT):
        cursor.execute(f"ANALYZE {table}")
