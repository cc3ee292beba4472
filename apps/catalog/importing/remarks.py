"""What a person should know of a table that was read, in sentences for the run's notes."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from apps.catalog.importing.cleaning.items import ItemCleaner
from apps.catalog.importing.cleaning.rows import RowCleaner
from apps.catalog.importing.header import Columns, folded
from apps.catalog.importing.infer import follows_from_routing
from apps.catalog.importing.profile import CATEGORY, NUMBER, TEXT, TableForm
from apps.catalog.importing.source import Source
from apps.catalog.models import Attribute

PER_ORDER = re.compile(r"order|lot|batch|로트|auftrag")
NAMES_LENGTH = 1_000


def of_table(form: TableForm, source: Source, columns: Columns, cleaner: RowCleaner) -> list[str]:
    found = [_unused(form, source, columns, cleaner), _per_order(source, columns, cleaner)]
    if isinstance(cleaner, ItemCleaner):
        found += [_empty(source, cleaner), _not_learned(source, form, cleaner)]
    return [sentence for sentence in found if sentence]


def of_attributes(added: Sequence[Attribute]) -> list[str]:
    """What each new one was taken for, by the attributes' own names; one sentence per kind."""
    sentences = {
        NUMBER: _("New attributes, taken for numbers: %(names)s."),
        CATEGORY: _("New attributes, taken for categories: %(names)s."),
        TEXT: _("New attributes, taken for texts: %(names)s."),
    }
    names = {kind: ", ".join(each.key for each in added if each.kind == kind) for kind in sentences}
    return [sentences[kind] % {"names": names[kind][:NAMES_LENGTH]} for kind in sentences if names[kind]]


def _unused(form: TableForm, source: Source, columns: Columns, cleaner: RowCleaner) -> str:
    used = set(map(folded, form.passed_over))
    if isinstance(cleaner, ItemCleaner):
        used |= {folded(each.column) for each in cleaner.attributes.forms}
    names = [columns.header[place] for place in columns.others if folded(columns.header[place]) not in used]
    return _named(_("%(file)s: columns that nothing uses: %(names)s."), source, filter(None, names))


def _empty(source: Source, cleaner: ItemCleaner) -> str:
    used = {form.key for form in cleaner.attributes.used}
    names = [form.column for form in cleaner.attributes.forms if form.key not in used]
    return _named(_("%(file)s: columns without any value: %(names)s."), source, names)


def _not_learned(source: Source, form: TableForm, cleaner: ItemCleaner) -> str:
    """Of a plant's own columns; a fixed form says itself what is learned."""
    if form.attributes is not None:
        return ""
    unlearned = [each for each in cleaner.attributes.used if not each.used_for_learning]
    names = [each.column for each in unlearned if follows_from_routing(each.column)]
    return _named(
        _("%(file)s: kept but not used for learning, since they follow from the routing: %(names)s."), source, names
    )


def _per_order(source: Source, columns: Columns, cleaner: RowCleaner) -> str:
    if "time_unit" not in columns.positions or "quantity" in columns.positions:
        return ""
    units = [unit for unit in cleaner.cells["minutes_per_unit"] if PER_ORDER.search(unit.lower())]
    if not units:
        return ""
    return _(
        "%(file)s: the unit of time is “%(unit)s” and no column tells the quantity; times were read as for one piece."
    ) % {"file": source.name, "unit": units[0].strip()}


def _named(sentence: str, source: Source, names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return sentence % {"file": source.name, "names": listed[:NAMES_LENGTH]} if listed else ""
