# ruff: noqa: S608 - the names in the statements are our own
"""Routing steps."""

from django.db.backends.utils import CursorWrapper

from apps.catalog.importing.merging.tables import OPERATION, RESOURCE, STEP, VENDOR, merge, write

COLUMNS = (
    "operation_id", "resource_id", "outsourced", "vendor_id", "setup_minutes", "run_minutes", "wait_minutes",
    "move_minutes", "queue_minutes", "lead_time_days", "price", "currency",
)  # fmt: skip  # one line of names


def merge_steps(cursor: CursorWrapper) -> tuple[int, int]:
    """Times become minutes, the run's per piece. A price or a lead time of 0 is one that nobody has entered."""
    return merge(
        cursor,
        STEP,
        ["routing_id", "sequence"],
        COLUMNS,
        f"""
        SELECT routing.id AS routing_id, staged.sequence, operation.id AS operation_id,
            resource.id AS resource_id, staged.outsourced, vendor.id AS vendor_id,
            setup_time * minutes_per_unit AS setup_minutes,
            run_time * minutes_per_unit / quantity AS run_minutes,
            wait_minutes, move_minutes, queue_minutes,
            nullif(lead_time_days, 0) AS lead_time_days, nullif(price, 0) AS price,
            CASE WHEN price > 0 THEN coalesce(currency, '') ELSE '' END AS currency
        FROM load_steps staged
        JOIN load_routing routing ON routing.item_key = staged.item_key AND routing.code = staged.routing_code
        JOIN {OPERATION} operation ON operation.code_key = staged.operation_key
        LEFT JOIN {RESOURCE} resource ON resource.code_key = staged.resource_key
        LEFT JOIN {VENDOR} vendor ON vendor.code_key = staged.vendor_key
        """,
    )


def remove_steps(cursor: CursorWrapper) -> int:
    """Steps that the source no longer has, of routings that it told in full: where a row of a routing was left
    out, what was known of that routing stays."""
    return write(
        cursor,
        f"""
        DELETE FROM {STEP} step USING load_routing routing
        WHERE step.routing_id = routing.id AND routing.has_steps
            AND NOT EXISTS (
                SELECT FROM load_steps staged
                WHERE staged.item_key = routing.item_key AND staged.routing_code = routing.code
                    AND staged.sequence = step.sequence
            )
            AND NOT EXISTS (
                SELECT FROM load_spoilt spoilt
                WHERE spoilt.item_key = routing.item_key AND spoilt.routing_code = routing.code
            )
    """,
    )
