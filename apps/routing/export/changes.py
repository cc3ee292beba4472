"""Changes of the mapping. All go through `_save`: permission, lock, what the person saw, check, rows, event."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.routing.export.columns import Column, Columns, check_columns
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.mapping import as_document, current_columns, fingerprint, read_document
from apps.routing.export.rows import Sheet
from apps.routing.models import ExportColumn, MappingEvent

PERMISSION = "routing.change_exportcolumn"
Edit = Callable[[Columns], Columns]


def add_column(*, user: User, seen: str, sheet: Sheet, column: Column, position: int | None = None) -> None:
    """At the position (1 is the first), otherwise at the end."""

    def add(columns: list[Column]) -> list[Column]:
        at = len(columns) if position is None else position - 1
        return [*columns[:at], column, *columns[at:]]

    _save(user=user, seen=seen, sheet=sheet, edit=_of_sheet(sheet, add))


def change_column(*, user: User, seen: str, sheet: Sheet, name: str, column: Column, position: int) -> None:
    """Replaces the column of this name and puts it at the position."""

    def change(columns: list[Column]) -> list[Column]:
        others = _without(columns, sheet, name)
        return [*others[: position - 1], column, *others[position - 1 :]]

    _save(user=user, seen=seen, sheet=sheet, edit=_of_sheet(sheet, change))


def remove_column(*, user: User, seen: str, sheet: Sheet, name: str) -> None:
    _save(user=user, seen=seen, sheet=sheet, edit=_of_sheet(sheet, lambda columns: _without(columns, sheet, name)))


def load_mapping(*, user: User, seen: str, document: str) -> None:
    """The whole mapping anew, from what `as_json` gave."""
    _save(user=user, seen=seen, sheet=None, edit=lambda _columns: read_document(document))


def reset_mapping(*, user: User, seen: str) -> None:
    _save(user=user, seen=seen, sheet=None, edit=lambda _columns: DEFAULT)


def _of_sheet(sheet: Sheet, edit: Callable[[list[Column]], list[Column]]) -> Edit:
    return lambda columns: {**columns, sheet: tuple(edit(list(columns[sheet])))}


def _place(columns: list[Column], sheet: Sheet, name: str) -> int:
    for at, column in enumerate(columns):
        if column.name == name:
            return at
    raise Refusal(_("%(sheet)s has no column %(name)s any more.") % {"sheet": sheet, "name": name})


def _without(columns: list[Column], sheet: Sheet, name: str) -> list[Column]:
    at = _place(columns, sheet, name)
    return columns[:at] + columns[at + 1 :]


@transaction.atomic
def _save(*, user: User, seen: str, sheet: Sheet | None, edit: Edit) -> None:
    """`seen` is the fingerprint of the mapping that the person looked at.

    Raises Refusal where it has changed since, or where the outcome could not be exported; PermissionDenied.
    """
    if not user.has_perm(PERMISSION):
        raise PermissionDenied(_("You may not change the export mapping; an administrator does."))
    _lock()
    before = current_columns()
    if seen != fingerprint(before):
        raise Refusal(_("Somebody else has changed the mapping since. Reload the page, look, and change it again."))
    after = edit(before)
    check_columns(after)
    if fingerprint(after) == seen:
        return
    _write(after)
    MappingEvent.objects.create(actor=user, sheet=sheet or "", before=as_document(before), after=as_document(after))


def _lock() -> None:
    """One change after the other; readers go on."""
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{ExportColumn._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')


def _write(columns: Columns) -> None:
    ExportColumn.objects.all().delete()
    ExportColumn.objects.bulk_create(
        ExportColumn(sheet=sheet, position=at, name=each.name, source=each.source, value=each.value, kind=each.kind)
        for sheet in Sheet
        for at, each in enumerate(columns.get(sheet, ()), start=1)
    )
