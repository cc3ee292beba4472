"""What the catalogue's pages read; each a fixed number of queries at any size."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict

from apps.catalog.models import Attribute, Item
from apps.catalog.models.coded import code_key
from apps.catalog.models.items import CODE_ORDER, CREATED_ORDER
from apps.catalog.paging import COUNT_LIMIT, PAGE_SIZE, Order, Page, capped_count, count_text, page_of

LIST_COLUMNS = ("code", "name", "part_class", "drawing", "drawing_revision", "created_on", "has_routing", "attributes")
SUGGESTIONS = 10
TEXTS = 2
ORDERS: dict[str, list[Combinable]] = {
    "code": [CODE_ORDER],
    "name": [F("name"), F("id")],
    "part_class": [F("part_class"), CODE_ORDER],
    "created_on": [CREATED_ORDER, F("id")],
}


def order_named(name: str) -> Order:
    """The order of `?sort=name` or `?sort=-name`; by code where there is no such order."""
    column = name.removeprefix("-")
    if column not in ORDERS:
        return Order("code", ORDERS["code"])
    return Order(column, ORDERS[column], descending=name.startswith("-"))


def with_code_prefix(text: str) -> Q:
    return Q(code_order__startswith=code_key(text))


def with_words(text: str) -> Q:
    """Items that have every word, the last letters of each left open."""
    words = [re.sub(r"['\\]", "", word) for word in text.split() if re.search(r"\w", word)]
    if not words:
        return Q(pk__in=[])
    return Q(search=SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple"))


def items() -> QuerySet[Item]:
    return Item.objects.only(*LIST_COLUMNS).alias(code_order=CODE_ORDER)


def telling_texts() -> list[str]:
    """The keys of the text attributes: they tell items of one name apart."""
    return list(Attribute.objects.filter(kind=Attribute.Kind.TEXT).values_list("key", flat=True)[:TEXTS])


def search(rows: QuerySet[Item], text: str) -> QuerySet[Item]:
    return rows.filter(with_code_prefix(text) | with_words(text)) if text else rows


@dataclass(frozen=True)
class Found:
    """A page of the list, in which order (as `?sort=` says it; "": best match first), and of how many."""

    page: Page
    order: str
    count: str


def found_items(rows: QuerySet[Item], text: str, query: QueryDict, *, filtered: bool) -> Found:
    order = order_named(query.get("sort", ""))
    by_match = bool(text) and not query.get("sort")
    return Found(
        page=_best_matches(rows, text, query) if by_match else page_of(query, order, search(rows, text)),
        order="" if by_match else f"{'-' if order.descending else ''}{order.name}",
        count=_count(search(rows, text), filtered=filtered),
    )


def _best_matches(rows: QuerySet[Item], text: str, query: QueryDict, size: int = PAGE_SIZE) -> Page:
    """Codes that begin with the text come before items that have its words."""
    by_code = rows.filter(with_code_prefix(text))
    by_words = rows.filter(~with_code_prefix(text), with_words(text))
    return page_of(query, order_named("code"), by_code, by_words, size=size)


def _count(rows: QuerySet[Item], *, filtered: bool) -> str:
    count = capped_count(rows)
    return count_text(count, estimate=0 if filtered or count <= COUNT_LIMIT else estimated_items())


def estimated_items() -> int:
    """PostgreSQL's own estimate of the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Item._meta.db_table])
        return int(cursor.fetchone()[0])


def suggestions(text: str) -> list[Item]:
    """The first items whose code begins with the text, then those that have its words."""
    return list(_best_matches(items(), text, QueryDict(), size=SUGGESTIONS).rows) if text else []


def part_classes(text: str) -> list[str]:
    """The first part classes that contain the text, found by hopping over the index."""
    with connection.cursor() as cursor:
        cursor.execute(HOP_OVER_CLASSES)
        found = [name for (name,) in cursor.fetchall() if name and code_key(text) in name.upper()]
    return sorted(found, key=lambda name: not name.upper().startswith(code_key(text)))[:SUGGESTIONS]


HOP_OVER_CLASSES = """
WITH RECURSIVE hop AS (
    (SELECT part_class FROM catalog_item ORDER BY part_class LIMIT 1)
    UNION ALL
    SELECT (SELECT part_class FROM catalog_item WHERE part_class > hop.part_class ORDER BY part_class LIMIT 1)
    FROM hop WHERE hop.part_class IS NOT NULL
)
SELECT part_class FROM hop WHERE part_class IS NOT NULL
"""
