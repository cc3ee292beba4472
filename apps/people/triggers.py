"""Triggers that write the change log: a model joins it with one line in its `Meta`.

    class Meta:
        triggers = [Logged("code")]

`makemigrations` then makes the migration, and PostgreSQL logs every change of a row, raw SQL's too. Nothing is
to be done when the model gets another field: the trigger takes the row as it is.
"""

from collections.abc import Iterator

import pgtrigger
from django.db.models import Model

ROW = "COALESCE(to_jsonb(NEW), to_jsonb(OLD))"


class _Log(pgtrigger.Trigger):
    name = "change_log"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


class Logged(_Log):
    """Logs the rows of a model. `label` is the column that people know a row by; columns in `left_out` are not
    looked at, and of those in `secret` the log says that they changed, never their value."""

    def __init__(self, label: str, *, left_out: tuple[str, ...] = (), secret: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.label, self.left_out, self.secret = label, left_out, secret

    def get_func(self, model: type[Model]) -> str:  # type: ignore[override]  # of a model, not of its rows
        key = model._meta.pk.column
        return (
            f"PERFORM people_log_change('{object_type(model)}', {ROW} ->> '{key}', {ROW} ->> '{self.label}', "
            f"{self._side('OLD')}, {self._side('NEW')}); RETURN NULL;"
        )

    def _side(self, row: str) -> str:
        dropped = ", ".join(f"'{column}'" for column in (*self.left_out, *self.secret))
        columns = f"to_jsonb({row}) - ARRAY[{dropped}]::text[]" if dropped else f"to_jsonb({row})"
        return " || ".join([columns, *(self._hidden(column, row) for column in self.secret)])

    def _hidden(self, column: str, row: str) -> str:
        word = {"OLD": "before", "NEW": "after"}[row]
        return (
            f"CASE WHEN TG_OP = 'UPDATE' AND to_jsonb(OLD) -> '{column}' <> to_jsonb(NEW) -> '{column}' "
            f"""THEN '{{"{column}": "not shown ({word})"}}'::jsonb ELSE '{{}}'::jsonb END"""
        )


class LoggedMember(_Log):
    """Logs the rows of a table between two models as changes of the one they belong to: a person's groups.

    `owner` and `member` are the columns; `label` and `value` are SQL that names the row behind `{id}`.
    """

    def __init__(self, owner_type: str, *, owner: str, label: str, field: str, member: str, value: str) -> None:
        super().__init__()
        self.owner_type, self.owner, self.label = owner_type, owner, label
        self.field, self.member, self.value = field, member, value

    def get_func(self, model: type[Model]) -> str:  # type: ignore[override]  # of a model, not of its rows
        owner = f"({ROW} ->> '{self.owner}')"
        label = self.label.format(id=f"{owner}::integer")
        return (
            f"PERFORM people_log_change('{self.owner_type}', {owner}, ({label}), "
            f"{self._side('OLD', absent='INSERT')}, {self._side('NEW', absent='DELETE')}); RETURN NULL;"
        )

    def _side(self, row: str, *, absent: str) -> str:
        value = self.value.format(id=f"(to_jsonb({row}) ->> '{self.member}')::integer")
        return f"CASE WHEN TG_OP = '{absent}' THEN '{{}}' ELSE jsonb_build_object('{self.field}', ({value})) END"


def object_type(model: type[Model]) -> str:
    """The name of a model in the log: auth.user, for a proxy of it too."""
    return concrete(model)._meta.label_lower


def logged_models() -> Iterator[type[Model]]:
    """Every model whose rows are logged."""
    for model, trigger in pgtrigger.registered():
        if isinstance(trigger, Logged):
            yield concrete(model)  # type: ignore[arg-type]  # a model, not a row of it


def concrete(model: type[Model]) -> type[Model]:
    """The model behind a proxy."""
    return model._meta.concrete_model or model
