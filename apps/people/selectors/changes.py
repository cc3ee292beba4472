"""The change log's pages, which cost the same at 1,000 rows and at 1,000,000: no OFFSET, no COUNT(*).

Each filter has an index that ends with the time and the number, by which pages are sorted; so a page is read off
that index from its place on. A place is the number of a change: it is never deleted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.people.models import Change

PAGE_SIZE = 50
RARE = 2_000  # rows that hold a word, up to which they are found first and sorted then
NUMBER_MAX = 2**63 - 1


@dataclass(frozen=True)
class Filters:
    """What the page was asked for; empty ones ask for nothing."""

    object_type: str = ""
    object_id: str = ""
    who: str = ""
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Page:
    """Changes, the newest first, and the places before and after them (None at the ends)."""

    changes: Sequence[Change]
    newer: int | None = None
    older: int | None = None


def change_page(filters: Filters, *, older_than: int | None = None, newer_than: int | None = None) -> Page:
    changes = _found(filters)
    backwards = newer_than is not None
    place = _place(newer_than if backwards else older_than)
    if place is None:
        backwards = False
    else:
        changes = changes.filter(_beyond(place, backwards=backwards))
    rows = list(_sorted(changes, filters, backwards=backwards)[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    ahead, behind = (more, True) if backwards else (place is not None, more)
    return Page(rows, rows[0].pk if rows and ahead else None, rows[-1].pk if rows and behind else None)


def latest_of(object_type: str, object_id: str, limit: int) -> list[Change]:
    """The newest changes of one object."""
    return list(_sorted(_found(Filters(object_type, object_id)), Filters(), backwards=False)[:limit])


def _found(filters: Filters) -> QuerySet[Change]:
    changes = Change.objects.defer("search")
    for name in ("object_type", "object_id", "who"):
        if value := getattr(filters, name):
            changes = changes.filter(**{name: value})
    if filters.first_day:
        changes = changes.filter(at__gte=_midnight(filters.first_day))
    if filters.last_day:
        changes = changes.filter(at__lt=_midnight(filters.last_day + timedelta(days=1)))
    if filters.text:
        changes = changes.filter(search=_words(filters.text))
    return changes


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _words(text: str) -> SearchQuery:
    """Each word may be the beginning of one in the log."""
    words = re.findall(r"[^\s'\\]+", text)
    return SearchQuery(" & ".join(f"'{word}':*" for word in words) or "''", config="simple", search_type="raw")


def _place(number: int | None) -> tuple[datetime, int] | None:
    if number is None or not 0 < number <= NUMBER_MAX:
        return None
    return Change.objects.filter(pk=number).values_list("at", "pk").first()


def _beyond(place: tuple[datetime, int], *, backwards: bool) -> Q:
    """The first condition finds the place in an index, the second leaves out what shares its instant."""
    at, number = place
    if backwards:
        return Q(at__gte=at) & (Q(at__gt=at) | Q(pk__gt=number))
    return Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=number))


def _sorted(changes: QuerySet[Change], filters: Filters, *, backwards: bool) -> QuerySet[Change]:
    """Off an index; but the few rows that hold a rare word are found by the word, then sorted, which PostgreSQL
    does not guess: it would walk the whole log in search of them."""
    at: Any = F("at")
    if filters.text and len(changes.values("pk")[:RARE]) < RARE:
        at = Coalesce("at", Value(None))
    return changes.order_by(at.asc(), "pk") if backwards else changes.order_by(at.desc(), "-pk")
