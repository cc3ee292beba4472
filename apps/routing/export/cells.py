"""What stands in a cell, the same in every format: a text, a number, a day, or nothing.

Texts: an end of line becomes one line feed; what XML 1.0 cannot hold (control characters, halves of surrogate
pairs, U+FFFE, U+FFFF) becomes U+FFFD, the sign for "not a character", so that nothing is lost unseen; an empty text
is nothing. Numbers: at most 15 significant digits, which is what a spreadsheet keeps.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Cell = str | int | float | date | None
Value = str | int | float | Decimal | date | None

DIGITS = 15
REPLACEMENT = "\ufffd"
_LINE_ENDS = re.compile("\r\n?")
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


class Kind(TextChoices):
    TEXT = "text", gettext_lazy("text")
    NUMBER = "number", gettext_lazy("number")
    DATE = "date", gettext_lazy("date")


def text(value: Value) -> str | None:
    """As text: numbers without an exponent, days as 2026-11-25."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return plain(number(value))
    if not value:
        return None
    return _NO_CHARACTERS.sub(REPLACEMENT, _LINE_ENDS.sub("\n", value))


def number(value: int | float | Decimal) -> int | float:
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 10**DIGITS else rounded


def plain(value: int | float) -> str:
    """The digits, never an exponent: 0.00001, not 1e-05."""
    return f"{Decimal(repr(value)):f}"


def as_number(value: Value) -> int | float | None:
    """Raises TypeError for a text; the mapping refuses such a column."""
    if isinstance(value, int | float | Decimal):
        return number(value)
    if value is None:
        return None
    raise TypeError(f"{value!r} is no number")


def as_date(value: Value) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is no day")


WRITERS: dict[str, Callable[[Value], Cell]] = {Kind.TEXT: text, Kind.NUMBER: as_number, Kind.DATE: as_date}


def parse(kind: str, given: str) -> Value:
    """What a person wrote, as the kind says. Raises ValueError with what is wrong."""
    if kind == Kind.NUMBER:
        if not _NUMBER.fullmatch(given):
            raise ValueError(_("write a number such as 12.5, with a point and without a unit."))
        return Decimal(given)
    if kind == Kind.DATE:
        return _day(given)
    return given


def _day(given: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError as unfit:
        raise ValueError(_("write a day such as 2026-11-25.")) from unfit
    if day.year < FIRST_YEAR:
        raise ValueError(_("spreadsheets know no day before 1900-01-01."))
    return day


FIRST_YEAR = 1900


def has_control_characters(value: str) -> bool:
    return bool(_CONTROL.search(value))
