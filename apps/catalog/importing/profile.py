"""How one form of export writes down what the catalogue keeps."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from apps.catalog.importing.records import RECORDS, Record
from apps.catalog.importing.rules import Rule
from apps.catalog.models import Attribute

NUMBER, CATEGORY, TEXT = Attribute.Kind.NUMBER, Attribute.Kind.CATEGORY, Attribute.Kind.TEXT


@dataclass(frozen=True)
class AttributeForm:
    """One attribute of the items: the column `column`, and the key `key` in `Item.attributes`.

    upper_case: the plant writes the same value in both cases.
    unknown: numbers that say that nobody knows.
    unit_column: the column that holds the unit of this number; see `cleaning.sizes`.
    near: columns of like sizes, where the unit column cannot be trusted.
    """

    key: str
    label: str
    kind: str
    column: str
    unit: str = ""
    used_for_learning: bool = True
    upper_case: bool = False
    unknown: frozenset[float] = frozenset()
    unit_column: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableForm:
    """Which column holds what.

    stem: the file's name without .csv or .csv.gz, or the view's.
    columns: for each field the names that its column may have, the best first.
    required: fields without whose column the table cannot be read.
    defaults: what a field says where its cell is blank or its column missing.
    passed_over: columns that are known and not needed.
    attributes: of items only; None lets the other columns be attributes, whose kinds are found from their values.
    rules: what this form asks of a field, where that is not the record's own rule.
    """

    record: Record
    stem: str
    columns: Mapping[str, tuple[str, ...]]
    required: Collection[str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    passed_over: Collection[str] = ()
    attributes: tuple[AttributeForm, ...] | None = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """blank_texts, blank_numbers: what means nothing, in lower case; an empty cell always does."""

    name: str
    label: str
    tables: tuple[TableForm, ...]
    blank_texts: frozenset[str]
    blank_numbers: frozenset[str]

    def form(self, record: str) -> TableForm | None:
        return next((form for form in self.tables if form.record is RECORDS[record]), None)
