"""What people type, as a question to a model: an item of the catalogue with some attributes changed, or a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from apps.catalog.importing import values
from apps.catalog.models import Attribute, Item
from apps.models.ml.plant import Query
from apps.models.selectors import query_for_item

FIELDS = ("name", "part_class", "drawing")


@dataclass(frozen=True)
class Changes:
    """Values that stand in for the item's own; a missing key leaves the item's, "" says unknown."""

    fields: Mapping[str, str]
    attributes: Mapping[str, str]


def ask(item: Item | None, changes: Changes, attributes: list[Attribute]) -> Query:
    """The query for an item with changes; without an item, the changes are all that is known.

    attributes: those that the asked model reads.
    """
    base = query_for_item(item, attributes) if item else Query(attributes={})
    if not (changes.fields or changes.attributes):
        return base
    given = {a.key: typed_value(a, changes.attributes[a.key]) for a in attributes if a.key in changes.attributes}
    fields = {field: changes.fields[field].strip() for field in FIELDS if field in changes.fields}
    return replace(base, **fields, attributes={**(base.attributes or {}), **given})


def says_something(query: Query) -> bool:
    """Whether the query holds anything that a model reads; from nothing, nothing is predicted."""
    values = (query.attributes or {}).values()
    return bool(query.name or query.part_class) or any(value is not None for value in values)


def typed_value(attribute: Attribute, text: str) -> str | float | None:
    """The text as the attribute's kind; raises ValueError where a number is not one."""
    text = text.strip()
    if not text:
        return None
    if attribute.kind == Attribute.Kind.NUMBER:
        return values.number(text)
    return text
