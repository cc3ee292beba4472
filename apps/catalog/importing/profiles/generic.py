"""The generic CSV form: `items.csv`, `routings.csv`, `results.csv`, and `purchase_orders.csv` if there is one."""

from apps.catalog.importing import records
from apps.catalog.importing.profile import Profile, TableForm

ONLY_ROUTING = "MAIN"  # the code of an item's routing where the file names none
BLANK = frozenset({"-", "--", "nan", "null", "none", "na", "n/a"})
"""Not 0: what it means in a plant's own columns, only the plant knows."""

ITEMS = TableForm(
    records.ITEMS,
    "items",
    columns={
        "item_code": ("item_code",),
        "name": ("name",),
        "part_class": ("part_class", "part_type", "item_class", "category"),
        "drawing": ("drawing", "drawing_no", "draw_no"),
        "drawing_revision": ("drawing_revision", "drawing_rev"),
        "drawing_sheet": ("drawing_sheet",),
        "created_on": ("created_on", "created_at", "created"),
    },
    required=("item_code",),
    attributes=None,
)
_MADE_BY = {
    "operation": ("operation",),
    "operation_name": ("operation_name",),
    "resource": ("resource",),
    "resource_name": ("resource_name",),
    "work_centre": ("work_centre", "work_center"),
    "setup_time": ("setup_time",),
    "run_time": ("run_time",),
    "time_unit": ("time_unit",),
    "quantity": ("quantity",),
}
STEPS = TableForm(
    records.STEPS,
    "routings",
    columns={
        "item_code": ("item_code",),
        "routing_code": ("routing_code",),
        "is_main": ("is_main",),
        "sequence": ("sequence",),
        **_MADE_BY,
        "outsourced": ("outsourced",),
        "vendor": ("vendor",),
        "vendor_name": ("vendor_name",),
        "wait_minutes": ("wait_minutes",),
        "move_minutes": ("move_minutes",),
        "queue_minutes": ("queue_minutes",),
        "lead_time_days": ("lead_time_days",),
        "price": ("price",),
        "currency": ("currency",),
        "valid_from": ("valid_from",),
        "valid_to": ("valid_to",),
        "created_on": ("created_on",),
    },
    required=("item_code", "sequence", "operation"),
    defaults={"routing_code": ONLY_ROUTING, "time_unit": "minutes", "quantity": "1"},
)
RESULTS = TableForm(
    records.RESULTS,
    "results",
    columns={
        "item_code": ("item_code",),
        "routing_code": ("routing_code",),
        "sequence": ("sequence",),
        **_MADE_BY,
        "bad_quantity": ("bad_quantity",),
        "reported_on": ("reported_on",),
    },
    required=("item_code", "sequence", "operation", "quantity"),
    defaults={"time_unit": "minutes"},
)
PURCHASES = TableForm(
    records.PURCHASES,
    "purchase_orders",
    columns={
        "item_code": ("item_code",),
        "number": ("number", "order_number"),
        "ordered_on": ("ordered_on",),
        "quantity": ("quantity",),
        "unit_price": ("unit_price", "price"),
        "vendor": ("vendor",),
        "vendor_name": ("vendor_name",),
    },
    required=("item_code", "number"),
)
PROFILE = Profile(
    "generic",
    "Generic CSV",
    (ITEMS, STEPS, RESULTS, PURCHASES),
    blank_texts=BLANK,
    blank_numbers=BLANK,
)
