"""`BI_WORK_ORDER_RESULTS` and `BI_PUR_PO_VIEW` as the ERP shows them."""

import numpy as np

from .arrays import Ints, Texts, texts
from .blocks import Column, decimal, looked_up, whole
from .dirt import LEADING_BLANK, LOWER_CASE
from .erp_routings import JOB_CODES, JOB_NAMES, MACHINE_CODES, MACHINE_WORDS, VENDOR_CODES, VENDOR_NAMES
from .plant import EARLIEST, Plant, dates

RESULT_HEADER = (
    "ITEM_CD", "ROUT_NO", "PROC_SEQ", "RES_CD", "RES_DIS", "JOB_CD", "CD_NM", "REPORT_DT",
    "MACH_WORKED_HOURS", "SETUP_HOURS", "ORDER_QTY", "BAD_QTY",
)  # fmt: skip  # the view's order
PURCHASE_HEADER = ("ITEM_CD", "PO_NO", "PO_DATE", "QTY", "UNIT_PRICE", "VENDOR_CD", "VENDOR_NM")


def result_columns(rng: np.random.Generator, plant: Plant, numbers: Texts) -> dict[str, Column]:
    results, ways = plant.results, plant.ways
    operation = ways.operation[results.step]
    sequence = 10 * (results.step - ways.first[plant.routings.way[results.routing]] + 1)
    codes, place = _as_typed(rng, plant)
    return {
        "ITEM_CD": looked_up(codes, place),
        "ROUT_NO": looked_up(numbers, results.routing),
        "PROC_SEQ": whole(sequence),
        "RES_CD": looked_up(MACHINE_CODES, results.machine),
        "RES_DIS": looked_up(MACHINE_WORDS, results.machine),
        "JOB_CD": looked_up(JOB_CODES, operation),
        "CD_NM": looked_up(JOB_NAMES, operation),
        "REPORT_DT": looked_up(dates(), results.day - EARLIEST),
        "MACH_WORKED_HOURS": decimal(results.run_hours),
        "SETUP_HOURS": decimal(results.setup_hours),
        "ORDER_QTY": whole(results.quantity),
        "BAD_QTY": whole(results.bad_quantity),
    }


def _as_typed(rng: np.random.Generator, plant: Plant) -> tuple[Texts, Ints]:
    """All ways of typing the codes, and for each result which: as it is, a blank before it, in lower case."""
    codes = plant.items.code
    typed = np.concatenate([codes, " " + codes, texts(code.lower() for code in codes)])
    style = rng.choice(3, len(plant.results.step), p=[1 - LEADING_BLANK - LOWER_CASE, LEADING_BLANK, LOWER_CASE])
    return typed, plant.routings.item[plant.results.routing] + len(codes) * style


def purchase_columns(plant: Plant) -> dict[str, Column]:
    bought = plant.purchases
    numbers = texts(f"PO{number:07d}" for number in range(len(bought.day)))
    return {
        "ITEM_CD": looked_up(plant.items.code, plant.routings.item[bought.routing]),
        "PO_NO": looked_up(numbers, np.arange(len(numbers))),
        "PO_DATE": looked_up(dates(), bought.day - EARLIEST),
        "QTY": whole(bought.quantity),
        "UNIT_PRICE": whole(bought.price),
        "VENDOR_CD": looked_up(VENDOR_CODES, bought.vendor),
        "VENDOR_NM": looked_up(VENDOR_NAMES, bought.vendor),
    }
