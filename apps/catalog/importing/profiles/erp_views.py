"""The five views of the ERP; their columns, and what is wrong with them, as `docs/loading.md` tells."""

from apps.catalog.importing import records, rules
from apps.catalog.importing.profile import CATEGORY, NUMBER, TEXT, AttributeForm, Profile, TableForm

NOTHING = frozenset({"-", "--", "nan", "null", "none", "na"})
UNKNOWN_SIZE = frozenset({0.0, 9999.0})
SIZE_UNIT = "OUTDIAMETER_UNIT"
SEAL_SIZE_UNIT = "IN_SEALSIZE_UOM"


def _attribute(column: str, label: str, kind: str = CATEGORY, *, learn: bool = True) -> AttributeForm:
    """Categories are codes, and codes are compared in upper case."""
    return AttributeForm(column.lower(), label, kind, column, used_for_learning=learn, upper_case=kind == CATEGORY)


def _size(column: str, label: str, unit_column: str = SIZE_UNIT, *near: str) -> AttributeForm:
    return AttributeForm(
        column.lower(), label, NUMBER, column, "mm", unknown=UNKNOWN_SIZE, unit_column=unit_column, near=near
    )


ATTRIBUTES = (
    _attribute("PartNm", "Part type name"),
    _attribute("ITEM_SPEC", "Specification", TEXT),
    _attribute("ADDITIONAL_SPEC", "Seal model", TEXT),
    _attribute("ITEM_MATERIAL", "Material"),
    _attribute("MATERIAL_DESC", "Material description", TEXT),
    _size("OUTDIAMETER", "Outside diameter"),
    _size("INDIAMETER", "Inside diameter"),
    _size("OUTTHICKNESS", "Thickness"),
    _attribute(SIZE_UNIT, "Unit of the sizes in the ERP", learn=False),
    _size("IN_SEALSIZE", "Inner seal size", SEAL_SIZE_UNIT, "INDIAMETER", "OUTDIAMETER"),
    _attribute(SEAL_SIZE_UNIT, "Unit of the seal size in the ERP", learn=False),
    _attribute("SealTypeGrup", "Seal type group"),
    _attribute("IN_SEALTYPE_CD", "Inner seal type"),
    _attribute("OUT_SEALTYPE_CD", "Outer seal type"),
    _attribute("GROUP1", "Plant class 1"),
    _attribute("GROUP2", "Plant class 2"),
    _attribute("GROUP3", "Plant class 3"),
    _attribute("ITEM_ACCT", "Item account"),
    _attribute("ITEM_TYPE", "Item type"),
    _attribute("ITEM_UNIT", "Stock unit"),
    _attribute("ITEM_GRP1", "Item group"),
    _attribute("ITEM_GRP1NM", "Item group name"),
    _attribute("STANDARD_YN", "Standard item"),
    _attribute("ITEM_SUFFIX", "Item suffix"),
    _attribute("RAW_MATL_KIND", "Raw stock"),
    _attribute("RAW_MATL_KINDNM", "Raw stock name"),
    _attribute("ROTATE_CLOCKWISE", "Rotation"),
    _attribute("ROTATE_CTRCLOCKWISE", "Rotation, counter-clockwise"),
    _attribute("ITEM_NM_ENG", "English name", TEXT),
    _attribute("DRAW_USE", "Use of the drawing"),
)
ITEMS = TableForm(
    records.ITEMS,
    "BI_ITEM_INFO_VIEW",
    columns={
        "item_code": ("ITEM_CD",),
        "name": ("ITEM_NM",),
        "part_class": ("PART_TYPE",),
        "drawing": ("DRAW_NO",),
        "drawing_revision": ("DRAW_REV",),
        "drawing_sheet": ("DRAW_SHEET_NO",),
        "created_on": ("INSRT_DT",),  # not in the view today
    },
    required=("item_code", "name", "part_class"),
    attributes=ATTRIBUTES,
)
STEPS = TableForm(
    records.STEPS,
    "BI_ROUTING_VIEW",
    columns={
        "item_code": ("ITEM_CD",),
        "routing_code": ("ROUT_NO",),
        "sequence": ("PROC_SEQ",),
        "outsourced": ("INSIDE_FLAG",),
        "operation": ("JOB_CD",),
        "operation_name": ("JOB_NM",),
        "resource": ("RES_CD",),
        "resource_name": ("RES_DIS",),
        "work_centre": ("WC_CD",),
        "time_unit": ("TIME_UNIT",),
        "setup_time": ("SETUP_TIME",),
        "run_time": ("RUN_TIME",),
        "quantity": ("RUN_TIME_QTY",),
        "wait_minutes": ("WAIT_TIME",),
        "move_minutes": ("MOVE_TIME",),
        "queue_minutes": ("QUEUE_TIME",),
        "lead_time_days": ("MFG_LT",),
        "vendor": ("BP_CD",),
        "vendor_name": ("CUST_NM",),
        "price": ("SUBCONTRACT_PRC",),
        "currency": ("CUR_CD",),
        "valid_from": ("VALID_FROM_DT",),
        "valid_to": ("VALID_TO_DT",),
        "created_on": ("INSRT_DT",),
    },
    required=(
        "item_code", "routing_code", "sequence", "outsourced", "operation", "resource", "setup_time", "run_time",
    ),
    defaults={"time_unit": "minutes", "quantity": "1"},
    passed_over=(
        "RUN_TIME_UNIT", "TAX_TYPE", "BATCH_OPER", "MILESTONE_FLG", "INSP_FLG", "ROUT_ORDER", "ACT_SETUP_TIME",
        "ACT_RUN_TIME",
    ),
    rules={"outsourced": rules.NOT_INSIDE},
)  # fmt: skip  # lines of names
ROUTINGS = TableForm(
    records.ROUTINGS,
    "P_BOP_PROC_MASTER",
    columns={
        "item_code": ("ITEM_CD",),
        "routing_code": ("ROUT_NO",),
        "description": ("DESCRIPTION",),
        "is_main": ("MAJOR_FLG",),
        "valid_from": ("VALID_FROM_DT",),
        "valid_to": ("VALID_TO_DT",),
        "created_on": ("INSRT_DT",),
    },
    required=("item_code", "routing_code", "is_main"),
    passed_over=("STD_ROUT_ITEM", "STD_ROUT_NO"),
)
RESULTS = TableForm(
    records.RESULTS,
    "BI_WORK_ORDER_RESULTS",
    columns={
        "item_code": ("ITEM_CD",),
        "routing_code": ("ROUT_NO",),
        "sequence": ("PROC_SEQ",),
        "operation": ("JOB_CD",),
        "operation_name": ("CD_NM",),
        "resource": ("RES_CD",),
        "resource_name": ("RES_DIS",),
        "quantity": ("ORDER_QTY",),
        "bad_quantity": ("BAD_QTY",),
        "setup_time": ("SETUP_HOURS",),
        "run_time": ("MACH_WORKED_HOURS",),
        "reported_on": ("REPORT_DT",),
    },
    required=("item_code", "sequence", "operation", "quantity", "setup_time", "run_time"),
    defaults={"time_unit": "hours"},
)
PURCHASES = TableForm(
    records.PURCHASES,
    "BI_PUR_PO_VIEW",
    columns={
        "item_code": ("ITEM_CD",),
        "number": ("PO_NO",),
        "ordered_on": ("PO_DATE",),
        "quantity": ("QTY",),
        "unit_price": ("UNIT_PRICE",),
        "vendor": ("VENDOR_CD",),
        "vendor_name": ("VENDOR_NM",),
    },
    required=("item_code", "number"),
)
PROFILE = Profile(
    "erp_views",
    "ERP views",
    (ITEMS, ROUTINGS, STEPS, RESULTS, PURCHASES),
    blank_texts=NOTHING | {"0"},
    blank_numbers=NOTHING,
)
