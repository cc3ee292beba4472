"""Loading, training and predicting at a large plant's size, with time and memory."""

import secrets
import time
from collections.abc import Iterator

from _bench_accuracy import made_plant
from _bench_figures import Figure
from _bench_memory import PeakMemory
from _bench_place import AGAIN, Database, Place, Trained, write_codes
from _bench_web import web
from _steps import step

PART = "speed"
SINGLE_ITEMS = 500
WEB_ITEMS = 4_000
MANY = 100_000
MEMORY_GROWTH = 1.25
"""Bounded memories of texts fill up with the first items; beyond them nothing grows with the file."""


def speed(place: Place, items: int) -> Iterator[Figure]:
    plant, made_seconds = made_plant(place, items)
    if made_seconds is not None:
        yield Figure(PART, f"make_demo_plant, {items:,} items", made_seconds, "s")
    database = place.loaded(f"demo_{items}", plant)
    noted = database.noted()
    yield Figure(PART, f"load_catalog, {items:,} items", noted["load_seconds"], "s", 120)
    trained = database.train()
    yield from _training(trained)
    password = secrets.token_urlsafe(12)
    failed = database.inside("activate", number=trained.number, password=password)
    yield Figure(PART, "gates that the version failed", len(failed), "", 0, note=", ".join(failed))
    yield from _single(database)
    yield from web(database, password, database.inside("codes", has_routing=False, count=WEB_ITEMS))
    yield from _many(database, trained, min(MANY, items))


def _training(trained: Trained) -> Iterator[Figure]:
    on = f"train --wait, {trained.items:,} routed items"
    yield Figure(PART, f"{on}, with all evaluation", trained.seconds / 60, "min", 8)
    yield Figure(PART, f"{on}, peak memory", trained.peak_memory_mb / 1024, "GB", 3)
    yield Figure(PART, "artefact", trained.artifact_mb, "MB", 200)


def one_prediction(database: Database) -> dict[str, float]:
    """Milliseconds of one prediction by the active version; see `_bench_single.single`."""
    with step(f"One prediction after the other on {database.name}", AGAIN):
        codes = database.inside("codes", has_routing=False, count=SINGLE_ITEMS)
        return dict(database.inside("single", codes=codes))


def _single(database: Database) -> Iterator[Figure]:
    found = one_prediction(database)
    first = f"{SINGLE_ITEMS} unrouted items, the very first {found['first']:.0f} ms"
    yield Figure(PART, "one prediction, median", found["median"], "ms", 5, note=first)
    yield Figure(PART, "one prediction, p95", found["p95"], "ms", 10)


def _many(database: Database, trained: Trained, count: int) -> Iterator[Figure]:
    few, _ = _predicted(database, trained, count // 10)
    many, seconds = _predicted(database, trained, count)
    yield Figure(PART, f"predict, {count:,} items", count / seconds, "items per s", 2_000, at_least=True)
    yield Figure(
        PART,
        f"predict, peak memory at {count:,} as a multiple of that at {count // 10:,} items",
        many / few,
        "",
        MEMORY_GROWTH,
        note=f"{few:.0f} and {many:.0f} MB, all processes together",
    )


def _predicted(database: Database, trained: Trained, count: int) -> tuple[float, float]:
    """Peak memory in MB, and seconds of the whole command."""
    folder = database.place.folder / "predicted"
    codes = database.inside("codes", has_routing=False, count=count)
    codes += database.inside("codes", has_routing=True, count=count - len(codes)) if len(codes) < count else []
    asked = write_codes(folder / f"{database.name}.items.csv", codes)
    with step(f"Predict {count:,} items", AGAIN), PeakMemory() as peak:
        began = time.monotonic()
        database.manage(
            "predict", str(asked), "--out", str(folder / f"{database.name}.csv"), "--version", str(trained.number)
        )
        seconds = time.monotonic() - began
    return peak.mb, seconds
