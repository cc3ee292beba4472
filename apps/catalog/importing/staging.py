"""Rows wait in temporary tables, as they were read, until one statement per table merges them."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.cleaning.cells import escaped
from apps.catalog.importing.cleaning.rows import Cleaned, LeftOut
from apps.catalog.importing.cleaning.work import Code
from apps.catalog.importing.package import Copy
from apps.catalog.importing.records import RECORDS, Record
from apps.catalog.models import RejectedRow

CODES = "load_code"
SPOILT = "load_spoilt"
CODE_COLUMNS = ("what", "key", "code", "name", "work_centre", "uses")
LEFT_OUT_COLUMNS = ("run_id", "file", "line", "scope", "reason", "content")


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


def of_rows(record: Record, cleaned: Cleaned) -> Copy:
    columns = ("line", *record.columns)
    texts = [list(map(str, cleaned.lines)), *(cleaned.columns[name] for name in record.columns)]
    return Copy(record.table, columns, _lines(texts))


def of_codes(codes: Mapping[Code, int]) -> Copy:
    return Copy(CODES, CODE_COLUMNS, _lines(_turned([(*code, str(uses)) for code, uses in codes.items()])))


def of_spoilt(keys: Mapping[str, Sequence[str]]) -> Copy:
    return Copy(SPOILT, tuple(keys), _lines(list(keys.values())))


def of_left_out(run_id: int, file: str, left_out: Iterable[LeftOut]) -> Copy:
    rows = [
        (str(run_id), escaped(file), str(each.line), each.scope, escaped(each.reason), escaped(each.content))
        for each in left_out
    ]
    return Copy(RejectedRow._meta.db_table, LEFT_OUT_COLUMNS, _lines(_turned(rows)))


def _turned(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return list(zip(*rows, strict=True))


def _lines(columns: Sequence[Sequence[str]]) -> bytes:
    """columns: COPY's texts, all equally long."""
    if not columns or not columns[0]:
        return b""
    return ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode()


def stage(cursor: CursorWrapper, copies: Iterable[Copy]) -> None:
    for copy in copies:
        with cursor.cursor.copy(f"COPY {copy.table} ({', '.join(copy.columns)}) FROM STDIN") as rows:  # psycopg's own
            rows.write(copy.rows)


def analyze(cursor: CursorWrapper) -> None:
    """Nothing else counts temporary tables, and without counts PostgreSQL would join them in nested loops."""
    for table in (*(record.table for record in RECORDS.values()), CODES, SPOILT):
        cursor.execute(f"ANALYZE {table}")
