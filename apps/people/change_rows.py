"""How a change is shown: each field with its name, before and after side by side."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.people.models import Change
from apps.people.selectors.locks import LOCK_TYPE
from apps.people.triggers import logged_models

ABSENT = "–"


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


def change_rows(changes: Iterable[Change]) -> list[ChangeRow]:
    return [ChangeRow(c, type_name(c.object_type), _who(c), _field_rows(c)) for c in changes]


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


def _field_rows(change: Change) -> list[FieldRow]:
    names = _field_names(change.object_type)
    keys = sorted({*change.before, *change.after}, key=lambda key: list(names).index(key) if key in names else -1)
    return [
        FieldRow(str(names.get(key, key)), _shown(change.before, key), _shown(change.after, key))
        for key in keys
        if not (change.operation != Change.Operation.UPDATE and _is_empty(change, key))
    ]


def _field_names(object_type: str) -> dict[str, Any]:
    model = _model(object_type)
    if model is None:
        return {}
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.column or field.name: field.verbose_name for field in fields}


def _is_empty(change: Change, key: str) -> bool:
    """A new or deleted row says nothing with its empty fields."""
    return (change.before | change.after)[key] in (None, "", [], {})


def _shown(side: dict[str, Any], key: str) -> str:
    value = side.get(key)
    if value is None or value == "":
        return ABSENT
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
