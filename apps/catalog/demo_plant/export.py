"""Writes the plant into a folder, in both forms, all files or none."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from .blocks import Column, row_at, write_table
from .broken import ITEM_FAULTS, RESULT_FAULTS, ROUTING_FAULTS, Faults, broken_rows
from .erp_items import item_columns
from .erp_results import purchase_columns, result_columns
from .erp_routings import master_columns, routing_columns, routing_numbers
from .folder import MARKER, replacing
from .generic_form import generic_items, generic_results, generic_routings, truth
from .plant import Plant, draw_plant

Progress = Callable[[str], None]

VIEWS = (
    "BI_ITEM_INFO_VIEW.csv.gz",
    "BI_ROUTING_VIEW.csv.gz",
    "P_BOP_PROC_MASTER.csv.gz",
    "BI_WORK_ORDER_RESULTS.csv.gz",
    "BI_PUR_PO_VIEW.csv.gz",
)
GENERIC = ("items.csv", "routings.csv", "results.csv", "truth.csv")


class NoItems(ValueError):
    """A plant has at least one item, and its seed is not negative."""


def make_plant(folder: Path, *, items: int, seed: int, progress: Progress = lambda _: None) -> dict[str, int]:
    """Returns the number of rows of each file.

    Raises NoItems, FolderInUse where the folder holds anything but an earlier demo plant, and OSError.
    """
    if items < 1 or seed < 0:
        raise NoItems(items, seed)
    with replacing(folder, (*VIEWS, *GENERIC)) as aside:
        progress("drawing")
        plant = draw_plant(items, seed)
        rows = _write_all(plant, aside, np.random.default_rng([seed, items, 1]), progress)
        (aside / MARKER).write_text(_stamp(items, seed, rows), encoding="utf-8")
    return rows


def _stamp(items: int, seed: int, rows: Mapping[str, int]) -> str:
    stamp = {"environment": "demo", "seed": seed, "items": items, "rows": rows}
    return json.dumps(stamp, indent=2) + "\n"


def _write_all(plant: Plant, aside: Path, rng: np.random.Generator, progress: Progress) -> dict[str, int]:
    rows: dict[str, int] = {}

    def write(name: str, columns: dict[str, Column], count: int, faults: Faults = ()) -> None:
        progress(name)
        rows[name] = _write(aside / name, columns, count, faults)

    numbers = routing_numbers(plant)
    items, steps = len(plant.items), len(plant.rows[0])
    reports = len(plant.results.step)
    write(VIEWS[0], item_columns(rng, plant), items, ITEM_FAULTS)
    write(VIEWS[1], routing_columns(rng, plant, numbers), steps, ROUTING_FAULTS)
    write(VIEWS[2], master_columns(rng, plant, numbers), len(numbers))
    write(VIEWS[3], result_columns(rng, plant, numbers), reports, RESULT_FAULTS)
    write(VIEWS[4], purchase_columns(plant), len(plant.purchases.day))
    write("items.csv", generic_items(plant), items)
    write("routings.csv", generic_routings(plant, numbers), steps)
    write("results.csv", generic_results(plant, numbers), reports)
    write("truth.csv", truth(plant), len(plant.truth[0]))
    return rows


def _write(path: Path, columns: Mapping[str, Column], count: int, faults: Faults) -> int:
    header, cells = tuple(columns), tuple(columns.values())
    more = broken_rows(header, lambda place: row_at(cells, place), count, faults)
    return write_table(path, header, cells, count, more=more)
