"""Pages that cost the same at 300 rows and at 3,000,000: no OFFSET, no COUNT(*).

A page starts after (or ends before) the row that the address names, by the sort's own columns, which end with a
unique one; an index on these columns finds the place at once. The place is signed, so that what somebody types
into the address never reaches the query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import BooleanField, Func, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
AFTER, BEFORE = "after", "before"

Values = Sequence[str | int]


@dataclass(frozen=True)
class Order:
    """Columns of which the last is unique; all in the same direction, as an index can be read."""

    name: str
    columns: Sequence[Combinable]
    descending: bool = False

    @property
    def keys(self) -> dict[str, Combinable]:
        return {f"place_{at}": column for at, column in enumerate(self.columns)}

    @property
    def keys_without_index(self) -> dict[str, Combinable]:
        """For text columns: the same order, which PostgreSQL cannot read off an index. It thinks that words are
        common and would walk the whole index in search of rows that hold them."""
        return {key: Concat(column, Value("")) for key, column in self.keys.items()}

    def by(self, *, backwards: bool) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [f"{sign}{key}" for key in self.keys]

    def beyond(self, place: Values, *, backwards: bool) -> Func:
        """`ROW(column, id) > ROW(value, id)`: one comparison, which an index on the columns answers."""
        return Func(
            Func(*self.columns, function="ROW"),
            Func(*map(Value, place), function="ROW"),
            template="%(expressions)s",
            arg_joiner=" < " if self.descending != backwards else " > ",
            output_field=BooleanField(),
        )

    def place(self, row: Any) -> list[str | int]:
        values = (getattr(row, key) for key in self.keys)
        return [value.isoformat() if isinstance(value, date) else value for value in values]


@dataclass(frozen=True)
class Page:
    """Rows in order, and the places before and after them ("" at the ends)."""

    rows: Sequence[Any]
    previous: str = ""
    next: str = ""

    def addresses(self, query: QueryDict) -> dict[str, str]:
        """What the pager links to; the rest of the address stays."""
        return {
            "first_url": address(query) if self.previous else "",
            "previous_url": address(query, before=self.previous) if self.previous else "",
            "next_url": address(query, after=self.next) if self.next else "",
        }


def address(query: QueryDict, **changes: str) -> str:
    """The same page with other parameters: empty ones and the place are left out, `changes` put in."""
    kept = {key: str(query[key]) for key in query if key not in (AFTER, BEFORE)}
    result = QueryDict(mutable=True)
    result.update({key: value for key, value in {**kept, **changes}.items() if value})
    return f"?{result.urlencode()}"


def page_of(query: QueryDict, order: Order, *parts: QuerySet[Any], size: int = PAGE_SIZE) -> Page:
    """The page that the address asks for; the first one where it names no place or a damaged one.

    Several parts follow one another, each in the order; parts after the first are found by their own filter's
    index, then sorted.
    """
    backwards = BEFORE in query
    part, *values = _read(query.get(BEFORE) or query.get(AFTER, ""), order) or [0]
    backwards = backwards and bool(values)
    beyond = [_beyond(rows, number, int(part), values, order, backwards) for number, rows in enumerate(parts)]
    rows = list(_joined([rows for rows in beyond if rows is not None], order, backwards, size)[: size + 1])
    return _cut(rows, order, size, moved=bool(values), backwards=backwards)


def _beyond(
    rows: QuerySet[Any], number: int, part: int, values: Values, order: Order, backwards: bool
) -> QuerySet[Any] | None:
    """What of one part lies beyond the place; None where all of it lies on the other side."""
    if number != part and (number < part) != backwards:
        return None
    keys = order.keys_without_index if number else order.keys
    rows = rows.annotate(part=Value(number), **keys).order_by(*order.by(backwards=backwards))
    return rows.filter(order.beyond(values, backwards=backwards)) if number == part and values else rows


def _joined(parts: list[QuerySet[Any]], order: Order, backwards: bool, size: int) -> QuerySet[Any]:
    if len(parts) == 1:
        return parts[0]
    first, *others = (rows[: size + 1] for rows in parts)
    sign = "-" if backwards else ""
    return first.union(*others, all=True).order_by(f"{sign}part", *order.by(backwards=backwards))


def _cut(rows: list[Any], order: Order, size: int, *, moved: bool, backwards: bool) -> Page:
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    ahead, behind = (moved, more) if backwards else (more, moved)
    return Page(
        rows,
        previous=_write(rows[0], order) if rows and behind else "",
        next=_write(rows[-1], order) if rows and ahead else "",
    )


def _write(row: Any, order: Order) -> str:
    return signing.dumps([row.part, *order.place(row)], salt=f"place:{order.name}")


def _read(token: str, order: Order) -> list[Any]:
    try:
        return list(signing.loads(token, salt=f"place:{order.name}"))
    except signing.BadSignature:
        return []


def capped_count(rows: QuerySet[Any]) -> int:
    """How many there are, or COUNT_LIMIT + 1: nobody plans by the last digit, and counting all takes seconds."""
    return rows.order_by()[: COUNT_LIMIT + 1].count()


def count_text(count: int, estimate: int = 0) -> str:
    """What stands beside a table: the count, or the estimate of the whole table where counting stopped."""
    if count <= COUNT_LIMIT:
        return number_format(count)
    if estimate > COUNT_LIMIT:
        return _("about %(count)s") % {"count": number_format(_rounded(estimate))}
    return _("more than %(count)s") % {"count": number_format(COUNT_LIMIT)}


def _rounded(count: int) -> int:
    """To three figures: 324,873 → 325,000."""
    return round(count, 3 - len(str(count)))
