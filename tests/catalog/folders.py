"""Folders of CSV files, as a plant would hand them over."""

import csv
import gzip
from pathlib import Path

from apps.catalog.importing.load import load_folder
from apps.catalog.models import ImportRun, RoutingStep

GENERIC_ITEMS = [["item_code", "name", "material"], ["A1", "Shaft", "steel"], ["B2", "Sleeve", "brass"]]
GENERIC_ROUTINGS = [
    ["item_code", "sequence", "operation", "resource", "setup_time", "run_time"],
    ["A1", "10", "SAW", "SAW-1", "5", "2"],
    ["A1", "20", "TURN", "LATHE-1", "30", "7.5"],
]
GENERIC_RESULTS = [
    ["item_code", "sequence", "operation", "quantity", "setup_time", "run_time", "resource", "reported_on"],
    ["A1", "10", "SAW", "4", "6", "10", "SAW-2", "2024-03-01"],
]
ITEM_VIEW = ["ITEM_CD", "ITEM_NM", "PART_TYPE", "OUTDIAMETER", "INDIAMETER", "OUTTHICKNESS", "OUTDIAMETER_UNIT"]
ROUTING_VIEW = [
    "ITEM_CD", "ROUT_NO", "PROC_SEQ", "INSIDE_FLAG", "JOB_CD", "JOB_NM", "RES_CD", "RES_DIS", "TIME_UNIT",
    "SETUP_TIME", "RUN_TIME", "RUN_TIME_QTY", "MFG_LT", "BP_CD", "CUST_NM", "SUBCONTRACT_PRC", "CUR_CD", "INSRT_DT",
]  # fmt: skip  # the view's order
MASTER = ["ITEM_CD", "ROUT_NO", "DESCRIPTION", "MAJOR_FLG", "INSRT_DT"]
RESULT_VIEW = [
    "ITEM_CD", "ROUT_NO", "PROC_SEQ", "JOB_CD", "CD_NM", "RES_CD", "REPORT_DT", "MACH_WORKED_HOURS", "SETUP_HOURS",
    "ORDER_QTY", "BAD_QTY",
]  # fmt: skip  # the view's order
ORDER_VIEW = ["ITEM_CD", "PO_NO", "PO_DATE", "QTY", "UNIT_PRICE", "VENDOR_CD", "VENDOR_NM"]


def write_rows(path: Path, rows, encoding="utf-8"):
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "wt", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def generic(folder: Path, *, items=GENERIC_ITEMS, routings=None, results=None, orders=None) -> Path:
    tables = {"items": items, "routings": routings, "results": results, "purchase_orders": orders}
    for stem, rows in tables.items():
        if rows is not None:
            write_rows(folder / f"{stem}.csv", rows)
    return folder


def view_rows(header, *rows):
    """Rows given by column name; what is not told is blank."""
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def step_row(item="A1", routing="R1", sequence="10", **more):
    row = {
        "ITEM_CD": item,
        "ROUT_NO": routing,
        "PROC_SEQ": sequence,
        "INSIDE_FLAG": "사내",
        "JOB_CD": "A01",
        "JOB_NM": "TURNING",
        "RES_CD": "L-1",
        "RES_DIS": "LATHE",
        "TIME_UNIT": "분(Min.)",
        "SETUP_TIME": "10.0",
        "RUN_TIME": "5.0",
        "RUN_TIME_QTY": "1",
        "INSRT_DT": "2012-01-02",
    }
    return row | more


def views(folder: Path, *, items=None, steps=None, master=None, results=None, orders=None) -> Path:
    items = items or [{"ITEM_CD": "A1", "ITEM_NM": "SHAFT", "PART_TYPE": "15"}]
    tables = {
        "BI_ITEM_INFO_VIEW": (list(dict.fromkeys([*ITEM_VIEW, *(name for row in items for name in row)])), items),
        "BI_ROUTING_VIEW": (ROUTING_VIEW, steps),
        "P_BOP_PROC_MASTER": (MASTER, master),
        "BI_WORK_ORDER_RESULTS": (RESULT_VIEW, results),
        "BI_PUR_PO_VIEW": (ORDER_VIEW, orders),
    }
    for stem, (header, rows) in tables.items():
        if rows is not None:
            write_rows(folder / f"{stem}.csv", view_rows(header, *rows), encoding="utf-8-sig")
    return folder


def load(folder: Path, **options) -> ImportRun:
    return load_folder(folder=folder, **options)


def left_out(run: ImportRun) -> list[tuple[str, int, str, str]]:
    return list(run.rejected_rows.values_list("file", "line", "scope", "reason"))


def route(item: str) -> list[tuple[int, str]]:
    """The main routing: sequence and operation of each step."""
    steps = RoutingStep.objects.filter(routing__item__code=item, routing__is_main=True)
    return list(steps.order_by("sequence").values_list("sequence", "operation__code"))
