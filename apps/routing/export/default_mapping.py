"""The mapping that a new site starts with, and that a reset brings back: all columns that the ERP's views name.

Each line: the column, and the prediction's field with its own kind; or `fixed` for a constant; or `NOTHING`.
"""

from apps.routing.export.cells import Kind
from apps.routing.export.columns import Column, Columns, Source
from apps.routing.export.fields import FIELDS
from apps.routing.export.rows import Sheet


def _field(name: str, field: str) -> Column:
    return Column(name, Source.FIELD, field, FIELDS[field].kind)


def _fixed(name: str, value: str, kind: str = Kind.TEXT) -> Column:
    return Column(name, Source.CONSTANT, value, kind)


def _empty(name: str, kind: str = Kind.TEXT) -> Column:
    return Column(name, Source.EMPTY, "", kind)


ITEM = (_field("ITEM_CD", "item_code"), _field("ROUT_NO", "routing_code"))
VALIDITY = (_field("VALID_FROM_DT", "valid_from"), _field("VALID_TO_DT", "valid_to"))
CREATED = _field("INSRT_DT", "created_on")
MINUTES = _fixed("TIME_UNIT", "분(Min.)")

DEFAULT: Columns = {
    Sheet.MASTER: (
        *ITEM,
        _field("DESCRIPTION", "description"),
        _field("MAJOR_FLG", "routing_is_main"),
        _field("STD_ROUT_ITEM", "standard_item"),
        _field("STD_ROUT_NO", "standard_routing"),
        *VALIDITY,
        CREATED,
    ),
    Sheet.DETAIL: (
        *ITEM,
        _field("PROC_SEQ", "sequence"),
        _field("INSIDE_FLG", "inside"),
        _field("JOB_CD", "operation"),
        _field("JOB_NM", "operation_name"),
        _field("WC_CD", "work_centre"),
        _field("RES_CD", "resource"),
        _field("RES_DIS", "resource_name"),
        MINUTES,
        _field("SETUP_TIME", "setup_minutes"),
        _field("RUN_TIME", "run_minutes"),
        _field("RUN_TIME_QTY", "run_quantity"),
        _field("WAIT_TIME", "wait_minutes"),
        _field("MOVE_TIME", "move_minutes"),
        _field("QUEUE_TIME", "queue_minutes"),
        _field("MFG_LT", "lead_time_days"),
        _field("BP_CD", "vendor"),
        _field("CUST_NM", "vendor_name"),
        _field("SUBCONTRACT_PRC", "price"),
        _field("CUR_CD", "currency"),
        _empty("TAX_TYPE"),
        _empty("BATCH_OPER"),
        _fixed("MILESTONE_FLG", "N"),
        _fixed("INSP_FLG", "N"),
        _field("ROUT_ORDER", "place"),
        _empty("ACT_SETUP_TIME", Kind.NUMBER),
        _empty("ACT_RUN_TIME", Kind.NUMBER),
        *VALIDITY,
        CREATED,
    ),
    Sheet.RESOURCES: (
        *ITEM,
        _field("JOB_CD", "operation"),
        _field("RES_CD", "machine"),
        _field("RES_DIS", "machine_name"),
        _field("WC_CD", "machine_work_centre"),
        _field("MAIN_YN", "machine_is_main"),
        _field("RES_PRIORITY", "machine_priority"),
        MINUTES,
        _field("SETUP_TIME", "machine_setup_minutes"),
        _field("RUN_TIME", "machine_run_minutes"),
        _field("RUN_TIME_QTY", "run_quantity"),
        *VALIDITY,
    ),
    Sheet.CHILDREN: (
        *ITEM,
        _field("PROC_SEQ", "sequence"),
        _field("JOB_CD", "operation"),
        _field("CHILD_SEQ", "material_number"),
        _field("CHILD_ITEM_CD", "material"),
        _field("CHILD_ITEM_NM", "material_name"),
        _field("CHILD_ITEM_QTY", "material_quantity"),
        _field("CHILD_ITEM_UNIT", "material_unit"),
        *VALIDITY,
    ),
}
