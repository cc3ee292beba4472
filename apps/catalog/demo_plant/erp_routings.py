"""`BI_ROUTING_VIEW` and `P_BOP_PROC_MASTER` as the ERP shows them."""

import numpy as np

from .arrays import Flags, Ints, Texts, texts
from .blocks import Column, decimal, listed, looked_up, same, whole
from .dirt import LEADING_BLANK, marked
from .families import PART_TYPES
from .habits import PLANNERS
from .machines import CENTRES, MACHINES, VENDORS
from .operations import OPERATIONS
from .plant import EARLIEST, Plant, dates
from .standards import CENTRE

ROUTING_HEADER = (
    "ITEM_CD", "ROUT_NO", "PROC_SEQ", "INSIDE_FLAG", "JOB_CD", "JOB_NM", "RES_CD", "RES_DIS", "TIME_UNIT",
    "MFG_LT", "QUEUE_TIME", "SETUP_TIME", "RUN_TIME", "ACT_SETUP_TIME", "ACT_RUN_TIME", "WAIT_TIME",
    "MOVE_TIME", "RUN_TIME_QTY", "RUN_TIME_UNIT", "BATCH_OPER", "BP_CD", "CUST_NM", "CUR_CD",
    "SUBCONTRACT_PRC", "MILESTONE_FLG", "INSP_FLG", "ROUT_ORDER", "VALID_FROM_DT", "VALID_TO_DT", "INSRT_DT",
)  # fmt: skip  # the view's order
MASTER_HEADER = (
    "ITEM_CD", "ROUT_NO", "DESCRIPTION", "MAJOR_FLG", "VALID_FROM_DT", "VALID_TO_DT", "STD_ROUT_ITEM",
    "STD_ROUT_NO", "INSRT_DT",
)  # fmt: skip  # the table's order

VALID_FROM, VALID_TO = "2001-01-01 00:00:00", "2999-12-31 00:00:00"

# One entry per operation, machine or vendor; the last entry, which -1 finds, is nothing.
JOB_CODES = texts(operation.code for operation in OPERATIONS)
JOB_NAMES = texts(operation.name for operation in OPERATIONS)
BATCH_MARKS = texts("B" if operation.batch else "" for operation in OPERATIONS)
INSPECTION_MARKS = texts("Y" if operation.inspection else "N" for operation in OPERATIONS)
MACHINE_CODES = texts([*(code for _, code, _ in MACHINES.listed), ""])
MACHINE_WORDS = texts([*(words for _, _, words in MACHINES.listed), ""])
VENDOR_CODES = texts([*(vendor.code for vendor in VENDORS), ""])
VENDOR_NAMES = texts([*(vendor.name for vendor in VENDORS), ""])
WAITS = texts([*(str(centre.wait_minutes) for centre in CENTRES), "0"])
MOVES = texts([*(str(centre.move_minutes) for centre in CENTRES), "0"])


def routing_numbers(plant: Plant) -> Texts:
    """Some planners count through, KM0012340; others write R01 for the main routing and R02 for the older."""
    planner = plant.ways.designs.planner[plant.routings.way]
    letter = texts(name[0] for name in PLANNERS)[planner]
    counted = texts(f"M{item:06d}" for item in plant.routings.item + 1)
    numbered = letter + counted + np.where(plant.routings.main, "0", "9")
    return np.where(planner % 2 == 0, numbered, np.where(plant.routings.main, "R01", "R02"))


def routing_days(plant: Plant) -> Ints:
    """Per routing the day on which it was written, counted from EARLIEST."""
    main = plant.items.day[plant.routings.item]
    return np.where(plant.routings.main, main, plant.ways.designs.day[plant.routings.way]) - EARLIEST


def routing_columns(rng: np.random.Generator, plant: Plant, numbers: Texts) -> dict[str, Column]:
    columns = {**_keys(rng, plant, numbers), **_operations(plant), **_times(plant), **_flags(plant)}
    return {name: columns.get(name, same("")) for name in ROUTING_HEADER}


def _keys(rng: np.random.Generator, plant: Plant, numbers: Texts) -> dict[str, Column]:
    _, routing, sequence = plant.rows
    item = plant.routings.item[routing]
    blank = rng.random(len(item)) < LEADING_BLANK
    codes = np.concatenate([plant.items.code, " " + plant.items.code])
    return {
        "ITEM_CD": looked_up(codes, item + len(plant.items) * blank),
        "ROUT_NO": looked_up(numbers, routing),
        "PROC_SEQ": whole(sequence),
        "VALID_FROM_DT": same(VALID_FROM),
        "VALID_TO_DT": same(VALID_TO),
        "INSRT_DT": looked_up(dates(), routing_days(plant)[routing]),
    }


def _operations(plant: Plant) -> dict[str, Column]:
    step = plant.rows[0]
    operation, machine, vendor = (
        plant.ways.operation[step],
        plant.standards.machine[step],
        plant.standards.vendor[step],
    )
    outside = (vendor >= 0).astype(np.int64)
    return {
        "INSIDE_FLAG": looked_up(texts(["사내", "외주"]), outside),
        "JOB_CD": looked_up(JOB_CODES, operation),
        "JOB_NM": looked_up(JOB_NAMES, operation),
        "RES_CD": looked_up(MACHINE_CODES, machine),
        "RES_DIS": looked_up(MACHINE_WORDS, machine),
        "BP_CD": looked_up(VENDOR_CODES, vendor),
        "CUST_NM": looked_up(VENDOR_NAMES, vendor),
        "CUR_CD": looked_up(texts(["", "KRW"]), outside),
        "MFG_LT": whole(plant.standards.lead_days[step]),
        "SUBCONTRACT_PRC": whole(plant.standards.price[step]),
    }


def _times(plant: Plant) -> dict[str, Column]:
    step = plant.rows[0]
    centre = np.where(plant.standards.outside[step], -1, CENTRE[plant.ways.operation[step]])
    return {
        "TIME_UNIT": same("분(Min.)"),
        "QUEUE_TIME": same("0"),
        "SETUP_TIME": decimal(plant.standards.setup_minutes[step]),
        "RUN_TIME": decimal(plant.standards.run_minutes[step]),
        "RUN_TIME_QTY": whole(plant.standards.run_quantity[step]),
        "RUN_TIME_UNIT": same("NA"),
        "WAIT_TIME": looked_up(WAITS, centre),
        "MOVE_TIME": looked_up(MOVES, centre),
    }


def _flags(plant: Plant) -> dict[str, Column]:
    step, routing, sequence = plant.rows
    operation = plant.ways.operation[step]
    first: Flags = sequence == 10
    last: Flags = sequence == 10 * plant.ways.length[plant.routings.way[routing]]
    milestone = first | last | plant.standards.outside[step]
    return {
        "BATCH_OPER": looked_up(BATCH_MARKS, operation),
        "INSP_FLG": looked_up(INSPECTION_MARKS, operation),
        "MILESTONE_FLG": looked_up(texts("NY"), milestone.astype(np.int64)),
        "ROUT_ORDER": looked_up(texts("IFL"), np.where(first, 1, np.where(last, 2, 0))),
    }


def master_columns(rng: np.random.Generator, plant: Plant, numbers: Texts) -> dict[str, Column]:
    routings, designs = plant.routings, plant.ways.designs
    size = texts(map(str, designs.outer_mm.astype(np.int64)))[routings.way]
    words = texts(PART_TYPES)[designs.part_type[routings.way]] + " " + size
    copied_item, copied_number = _copied_from(plant, numbers)
    return {
        "ITEM_CD": looked_up(plant.items.code, routings.item),
        "ROUT_NO": listed(numbers),
        "DESCRIPTION": listed(words),
        "MAJOR_FLG": looked_up(texts("NY"), routings.main.astype(np.int64)),
        "VALID_FROM_DT": same(VALID_FROM),
        "VALID_TO_DT": same(VALID_TO),
        "STD_ROUT_ITEM": listed(marked(rng, copied_item)),
        "STD_ROUT_NO": listed(marked(rng, copied_number)),
        "INSRT_DT": looked_up(dates(), routing_days(plant)),
    }


def _copied_from(plant: Plant, numbers: Texts) -> tuple[Texts, Texts]:
    """Item and number of the first routing that was written for the same drawing; "" for that one itself."""
    _, first, place = np.unique(plant.routings.way, return_index=True, return_inverse=True)
    model = first[place]
    original = model == np.arange(len(model))
    return np.where(original, "", plant.items.code[plant.routings.item[model]]), np.where(original, "", numbers[model])
