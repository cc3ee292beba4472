"""What the columns of the staging tables ask of a cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from apps.catalog.importing import values
from apps.catalog.models.coded import CODE_LENGTH

Value = str | float | int | bool | date


@dataclass(frozen=True)
class Rule:
    """parse: text → value, or raises Unfit.

    sql: the type in the staging table.
    spoils_row: what is unfit leaves out the row, not the cell alone.
    is_text: the profile's blank markers for texts hold, not those for numbers.
    """

    parse: Callable[[str], Value]
    sql: str
    spoils_row: bool = False
    is_text: bool = False


CODE = Rule(values.code, "text", spoils_row=True, is_text=True)
KEY = Rule(values.key, "text", spoils_row=True, is_text=True)
REVISION = Rule(values.at_most(16), "text")  # 0 is one
SHEET = Rule(values.at_most(16), "text", is_text=True)
LOOSE_CODE = Rule(values.at_most(CODE_LENGTH), "text", is_text=True)
NAME = Rule(values.cut_to(255), "text", is_text=True)
CURRENCY = Rule(values.at_most(8), "text", is_text=True)
DAY = Rule(values.day, "date", is_text=True)  # 0 and NA are no dates either
TIME = Rule(values.not_negative, "double precision", spoils_row=True)
QUANTITY = Rule(values.positive, "double precision", spoils_row=True)
AMOUNT = Rule(values.not_negative, "double precision")
PRICE = Rule(values.not_negative, "numeric(16,4)")
SEQUENCE = Rule(values.whole, "integer", spoils_row=True)
TIME_UNIT = Rule(values.minutes_per_unit, "double precision", is_text=True)

YES_NO = {word: True for word in ("y", "yes", "true", "t", "1", "x", "예", "ja", "j")} | {
    word: False for word in ("n", "no", "false", "f", "0", "아니오", "nein")
}
OUTSIDE = YES_NO | {
    "외주": True, "outsourced": True, "outside": True, "external": True, "extern": True,
    "사내": False, "in-house": False, "inhouse": False, "inside": False, "internal": False, "intern": False,
}  # fmt: skip  # a pair of rows
INSIDE = {"y": False, "n": True, "사내": False, "외주": True, "1": False, "0": True}
"""For a column that asks the other way round: is the operation done inside?"""

FLAG = Rule(values.one_of(YES_NO), "boolean")
OUTSOURCED = Rule(values.one_of(OUTSIDE), "boolean")
NOT_INSIDE = Rule(values.one_of(INSIDE), "boolean")
