"""What a cell's text says. Each function takes a trimmed text that is not empty, and raises Unfit where the text
cannot be what its column asks for."""

import math
import re
from collections.abc import Callable
from datetime import date

from apps.catalog.models.coded import CODE_LENGTH

HUGE = 1e12  # nothing in a plant is larger, and products of such numbers still fit PostgreSQL's types
TINY = 1e-12
SEQUENCE_MAX = 2**31 - 1

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
_COMMAS_GROUP = re.compile(r"[+-]?\d{1,3}((,\d{3})+\.\d*|(,\d{3}){2,})", re.ASCII)
_POINTS_GROUP = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?(0,\d+|\d+,\d{1,2}|\d+,\d{4,}|\d{4,},\d+)", re.ASCII)  # never 1,234
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})([ T]\d{1,2}:.*)?", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII)


class Unfit(ValueError):
    """The message goes on after the column's name: "is not a number". `instead` is what can be kept of it."""

    def __init__(self, message: str, *, instead: str | None = None) -> None:
        super().__init__(message)
        self.instead = instead


def number(text: str) -> float:
    """12, -0.5, 1e3; 1,234.5 and 1.234,5 and 12,5 too, since they can mean one thing only. 1,234 is refused."""
    value = float(_with_decimal_point(text))
    if not math.isfinite(value) or abs(value) > HUGE:
        raise Unfit("is too large a number")
    return value if abs(value) >= TINY else 0.0


def _with_decimal_point(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if _COMMAS_GROUP.fullmatch(text):
        return text.replace(",", "")
    if _POINTS_GROUP.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _DECIMAL_COMMA.fullmatch(text):
        return text.replace(",", ".")
    raise Unfit("is not a number")


def not_negative(text: str) -> float:
    value = number(text)
    if value < 0:
        raise Unfit("is negative")
    return value + 0.0  # -0.0 would differ from 0.0 in a hash


def positive(text: str) -> float:
    value = number(text)
    if value <= 0:
        raise Unfit("is not above 0")
    return value


def whole(text: str) -> int:
    value = not_negative(text)
    if not value.is_integer():
        raise Unfit("is not a whole number")
    if value > SEQUENCE_MAX:
        raise Unfit("is too large a number")
    return int(value)


def day(text: str) -> date:
    """The year first: 2012-01-02, 2012/1/2, 2012.01.02, 20120102, with a time of day or without. Any other order
    can mean two days."""
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if match is None:
        raise Unfit("is not a date with the year first")
    try:
        return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError as impossible:
        raise Unfit("is not a date of the calendar") from impossible


def code(text: str) -> str:
    """A code stands in addresses and on one line; a line break inside it is a broken cell."""
    if not text.isprintable():
        raise Unfit("has a line break or another invisible character")
    return at_most(CODE_LENGTH)(text)


def key(text: str) -> str:
    """The form in which codes are compared; see apps.catalog.models.coded.code_key."""
    return code(text).upper()


def at_most(length: int) -> Callable[[str], str]:
    def short_enough(text: str) -> str:
        if len(text) > length:
            raise Unfit(f"is longer than {length} characters")
        return text

    return short_enough


def cut_to(length: int) -> Callable[[str], str]:
    def cut(text: str) -> str:
        if len(text) > length:
            raise Unfit(f"is longer than {length} characters and was cut", instead=text[:length].rstrip())
        return text

    return cut


def one_of(words: dict[str, bool]) -> Callable[[str], bool]:
    def flag(text: str) -> bool:
        try:
            return words[text.casefold()]
        except KeyError as unknown:
            raise Unfit("is neither yes nor no") from unknown

    return flag


def minutes_per_unit(text: str) -> float:
    """From how a plant names its unit of time: 분(Min.), minutes, "hour per work order", 시간, H, sec, 초, day."""
    name = text.casefold()
    for pattern, minutes in _TIME_UNITS:
        if pattern.search(name):
            return minutes
    raise Unfit("is not a unit of time")


_TIME_UNITS = [
    (re.compile(r"min|분|^m\.?$"), 1.0),
    (re.compile(r"hour|hr|시간|stunde|std|^h\.?$"), 60.0),
    (re.compile(r"sec|초|sek|^s\.?$"), 1 / 60),
    (re.compile(r"day|일|tag|^d\.?$"), 24 * 60.0),
]
