"""What can be loaded: five kinds of rows, and the staging table of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.catalog.importing import rules
from apps.catalog.importing.rules import Rule


@dataclass(frozen=True)
class Field:
    """One column of a staging table. `source` names the profile's column where that is another one."""

    name: str
    rule: Rule
    required: bool = False
    source: str = ""

    @property
    def column(self) -> str:
        return self.source or self.name


@dataclass(frozen=True)
class Record:
    """One kind of rows.

    staged: the columns of `load_<name>`, beside `line`.
    named: fields that only tell what a code is called; they are counted into `load_code`.
    derived: further columns of the staging table with their types, which the cleaning adds.
    """

    name: str
    staged: tuple[Field, ...]
    named: tuple[Field, ...] = ()
    derived: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return f"load_{self.name}"

    @property
    def columns(self) -> dict[str, str]:
        """Of the staging table, beside `line`, with their types."""
        return {each.name: each.rule.sql for each in self.staged} | dict(self.derived)

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.staged + self.named


def _coded(name: str, *, required: bool = False, source: str = "") -> Field:
    """A code, kept in the form in which codes are compared."""
    return Field(f"{name}_key", rules.KEY, required, source or name)


ITEM_KEY = _coded("item", required=True, source="item_code")

ITEMS = Record(
    "items",
    (
        Field("code", rules.CODE, required=True, source="item_code"),
        Field("code_key", rules.KEY, required=True, source="item_code"),
        Field("name", rules.NAME),
        Field("part_class", rules.LOOSE_CODE),
        Field("drawing", rules.LOOSE_CODE),
        Field("drawing_revision", rules.REVISION),
        Field("drawing_sheet", rules.SHEET),
        Field("created_on", rules.DAY),
    ),
    derived={"attributes": "jsonb"},
)
ROUTINGS = Record(
    "routings",
    (
        ITEM_KEY,
        Field("code", rules.KEY, required=True, source="routing_code"),
        Field("description", rules.NAME),
        Field("is_main", rules.FLAG),
        Field("valid_from", rules.DAY),
        Field("valid_to", rules.DAY),
        Field("created_on", rules.DAY),
    ),
)
STEPS = Record(
    "steps",
    (
        ITEM_KEY,
        Field("routing_code", rules.KEY, required=True),
        Field("sequence", rules.SEQUENCE, required=True),
        _coded("operation", required=True),
        _coded("resource"),
        Field("outsourced", rules.OUTSOURCED),
        _coded("vendor"),
        Field("setup_time", rules.TIME),
        Field("run_time", rules.TIME),
        Field("quantity", rules.QUANTITY),
        Field("minutes_per_unit", rules.TIME_UNIT, source="time_unit"),
        Field("wait_minutes", rules.TIME),
        Field("move_minutes", rules.TIME),
        Field("queue_minutes", rules.TIME),
        Field("lead_time_days", rules.TIME),
        Field("price", rules.PRICE),
        Field("currency", rules.CURRENCY),
        Field("is_main", rules.FLAG),
        Field("valid_from", rules.DAY),
        Field("valid_to", rules.DAY),
        Field("created_on", rules.DAY),
    ),
    (
        Field("operation", rules.CODE, required=True),
        Field("operation_name", rules.NAME),
        Field("resource", rules.CODE),
        Field("resource_name", rules.NAME),
        Field("work_centre", rules.CODE),
        Field("work_centre_key", rules.KEY, source="work_centre"),
        Field("vendor", rules.CODE),
        Field("vendor_name", rules.NAME),
    ),
)
RESULTS = Record(
    "results",
    (
        ITEM_KEY,
        Field("routing_code", rules.KEY),
        Field("sequence", rules.SEQUENCE, required=True),
        _coded("operation", required=True),
        _coded("resource"),
        Field("quantity", rules.QUANTITY, required=True),
        Field("bad_quantity", rules.AMOUNT),
        Field("setup_time", rules.TIME),
        Field("run_time", rules.TIME),
        Field("minutes_per_unit", rules.TIME_UNIT, source="time_unit"),
        Field("reported_on", rules.DAY),
    ),
    (
        Field("operation", rules.CODE, required=True),
        Field("operation_name", rules.NAME),
        Field("resource", rules.CODE),
        Field("resource_name", rules.NAME),
        Field("work_centre", rules.CODE),
        Field("work_centre_key", rules.KEY, source="work_centre"),
    ),
    derived={"said": "uuid"},
)
PURCHASES = Record(
    "purchases",
    (
        ITEM_KEY,
        Field("number", rules.CODE, required=True),
        Field("ordered_on", rules.DAY),
        Field("quantity", rules.QUANTITY),
        Field("unit_price", rules.PRICE),
        _coded("vendor"),
    ),
    (
        Field("vendor", rules.CODE),
        Field("vendor_name", rules.NAME),
    ),
    derived={"said": "uuid"},
)
RECORDS = {record.name: record for record in (ITEMS, ROUTINGS, STEPS, RESULTS, PURCHASES)}
