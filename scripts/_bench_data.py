"""Folders of data: those at hand, and others made of them by leaving out rows or columns. All are UTF-8."""

import csv
import gzip
import io
import random
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ITEM_FILES = ("items", "BI_ITEM_INFO_VIEW")
CODE_COLUMNS = ("item_code", "item_cd")
VIEW_OF_STEPS = "BI_ROUTING_VIEW"
TRUTH = "truth.csv"
Row = list[str]


def key(code: str) -> str:
    """The form in which codes are compared."""
    return code.strip().upper()


def tables(folder: Path) -> Iterator[tuple[str, Path]]:
    """The folder's files by the name of what they hold; of both forms, only the views, as load_catalog takes them."""
    found = {path.name.partition(".")[0]: path for path in sorted(folder.glob("*.csv*")) if path.name != TRUTH}
    views = {name: path for name, path in found.items() if name.isupper()}
    yield from (views or found).items()


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    with path.open("rb") as raw:
        stream = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        yield io.TextIOWrapper(stream, "utf-8-sig", newline="")


def rewrite(source: Path, target: Path, change: Callable[[str, Row, Iterable[Row]], Iterable[Row]]) -> Path:
    """A copy of a folder; `change` gives each table's rows, the head first, from its name, head and rows."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, path in tables(source):
        with opened(path) as file, (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            rows = csv.reader(file)
            csv.writer(out).writerows(change(name, next(rows), rows))
    return target


def without_routings(source: Path, target: Path, codes: Collection[str]) -> Path:
    """The same plant, had nobody ever said how these items are made: neither routings, nor results, nor purchases."""
    hidden = {key(code) for code in codes}

    def change(name: str, head: Row, rows: Iterable[Row]) -> Iterator[Row]:
        at = code_column(head)
        yield head
        yield from (row for row in rows if name in ITEM_FILES or len(row) <= at or key(row[at]) not in hidden)

    return rewrite(source, target, change)


def only_items(source: Path, target: Path, codes: Collection[str]) -> Path:
    """A plant that has these items alone."""
    kept = {key(code) for code in codes}

    def change(name: str, head: Row, rows: Iterable[Row]) -> Iterator[Row]:
        at = code_column(head)
        yield head
        yield from (row for row in rows if len(row) > at and key(row[at]) in kept)

    return rewrite(source, target, change)


def without_columns(source: Path, target: Path, drop: Callable[[str], bool]) -> Path:
    """The same items, described by fewer columns."""

    def change(name: str, head: Row, rows: Iterable[Row]) -> Iterator[Row]:
        kept = [at for at, column in enumerate(head) if name not in ITEM_FILES or not drop(column)]
        yield [head[at] for at in kept]
        yield from ([row[at] for at in kept if at < len(row)] for row in rows)

    return rewrite(source, target, change)


def with_truth(source: Path, target: Path) -> Path:
    """A demo plant's views with the routings of its unrouted items, which stand in truth.csv."""
    with opened(source / TRUTH) as file:
        known = list(csv.DictReader(file))

    def change(name: str, head: Row, rows: Iterable[Row]) -> Iterator[Row]:
        yield head
        yield from rows
        if name == VIEW_OF_STEPS:
            yield from ([_step(row).get(column, "") for column in head] for row in known)

    return rewrite(source, target, change)


def _step(row: Mapping[str, str]) -> dict[str, str]:
    return {
        "ITEM_CD": row["item_code"],
        "ROUT_NO": "TRUE",
        "PROC_SEQ": row["sequence"],
        "INSIDE_FLAG": "외주" if row["vendor"] else "사내",
        "JOB_CD": row["operation"],
        "RES_CD": row["resource"],
        "BP_CD": row["vendor"],
        "TIME_UNIT": "분(Min.)",
        "SETUP_TIME": row["setup_minutes"],
        "RUN_TIME": row["run_minutes"],
        "RUN_TIME_QTY": "1",
    }


def code_column(head: Sequence[str]) -> int:
    names = [name.strip().lower() for name in head]
    return next(names.index(name) for name in CODE_COLUMNS if name in names)


def some(codes: Iterable[str], *, share: float, most: int, seed: int) -> list[str]:
    """A random share of the codes, the same for the same codes."""
    ordered = sorted(codes)
    count = min(most, round(share * len(ordered)))
    return sorted(random.Random(seed).sample(ordered, count))  # noqa: S311 - no secret
