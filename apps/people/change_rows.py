"""How a change is shown: each field with its name, before and after side by side."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.people.models import Change
from apps.people.selectors.locks import LOCK_TYPE
from apps.people.triggers import logged_models

ABSENT = "–"
Names = Mapping[tuple[type[Model], Any], str]


@dataclass(frozen=True)
class FieldRow:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeRow:
    change: Change
    type_name: str
    who: str
    fields: list[FieldRow]

    @property
    def object_key(self) -> str:
        return f"{self.change.object_type}:{self.change.object_id}"


def change_rows(changes: Sequence[Change]) -> list[ChangeRow]:
    names = _names_behind_keys(changes)
    return [ChangeRow(c, type_name(c.object_type), _who(c), _field_rows(c, names)) for c in changes]


def types() -> list[tuple[str, str]]:
    """What is logged, by name: the choices of the page's filter."""
    known = {model._meta.label_lower for model in logged_models()} | {LOCK_TYPE}
    return sorted(((key, type_name(key)) for key in known), key=lambda choice: choice[1])


def type_name(object_type: str) -> str:
    if object_type == LOCK_TYPE:
        return _("Login lock")
    model = _model(object_type)
    return str(capfirst(model._meta.verbose_name)) if model else object_type


@lru_cache
def _model(object_type: str) -> type[Model] | None:
    """None for a model that is no more."""
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _who(change: Change) -> str:
    if change.user_id is not None:
        return change.who
    if change.request:
        return _("nobody logged in")
    return _("%(name)s (database)") % {"name": change.database_user}


def _field_rows(change: Change, names: Names) -> list[FieldRow]:
    """In the order of the model's fields; what it has no longer comes first."""
    fields = _fields(change.object_type)
    order = {column: place for place, column in enumerate(fields)}
    rows = []
    for column in sorted({*change.before, *change.after}, key=lambda column: order.get(column, -1)):
        field = fields.get(column)
        if not _says_nothing(change, column, field):
            label = str(field.verbose_name) if field else column
            before, after = (_shown(side.get(column), field, names) for side in (change.before, change.after))
            rows.append(FieldRow(label, before, after))
    return rows


@lru_cache
def _fields(object_type: str) -> dict[str, Any]:
    """The fields of the model by their columns, which is what the log knows."""
    model = _model(object_type)
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many] if model else []
    return {getattr(field, "column", None) or field.name: field for field in fields}


def _says_nothing(change: Change, column: str, field: Any) -> bool:
    """Of a new or deleted row: its own key, and its empty fields."""
    if change.operation == Change.Operation.UPDATE:
        return False
    return bool(getattr(field, "primary_key", False)) or (change.before | change.after)[column] in (None, "", [], {})


def _names_behind_keys(changes: Iterable[Change]) -> Names:
    """What foreign keys point at, by one query for each model; who is no more is shown by the number."""
    keys: dict[type[Model], set[Any]] = {}
    for change in changes:
        for column, field in _fields(change.object_type).items():
            if field.many_to_one:
                found = keys.setdefault(field.related_model, set())
                found |= {side[column] for side in (change.before, change.after) if side.get(column) is not None}
    return {
        (model, row.pk): str(row) for model, some in keys.items() for row in model._default_manager.filter(pk__in=some)
    }


def _shown(value: Any, field: Any, names: Names) -> str:
    if value is None or value == "":
        return ABSENT
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.many_to_one:
        return names.get((field.related_model, value), str(value))
    if isinstance(field, DateTimeField) and (at := parse_datetime(str(value))):
        return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
