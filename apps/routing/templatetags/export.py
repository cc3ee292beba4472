"""The rows of the mapping: written in Python, since a sheet has up to a hundred of them with five inputs each."""

from functools import lru_cache

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.catalog.templatetags.interface import icon
from apps.routing.export.cells import Kind
from apps.routing.export.columns import COLUMNS_MAX, NAME_LENGTH, VALUE_LENGTH, Source
from apps.routing.export.pages import MappingRow
from apps.routing.export.rows import Sheet

register = template.Library()
CHOICES = {"source": Source, "kind": Kind}
SELECTED, DISABLED, REFUSED = mark_safe(" selected"), mark_safe(" disabled"), mark_safe(' class="selected"')
PLACE = format_html(' type="number" required min="1" max="{}"', COLUMNS_MAX)
NAME = format_html(' required maxlength="{}"', NAME_LENGTH)
VALUE = format_html(' list="export-fields" maxlength="{}"', VALUE_LENGTH)


@register.simple_tag(takes_context=True)
def mapping_rows(context: Context, rows: list[MappingRow], sheet: Sheet) -> SafeString:
    """The table's body. Each row's form stands in its last cell; its inputs name it."""
    hidden = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="seen" value="{}">',
        str(context.get("csrf_token", "")),
        context["seen"],
    )
    last, language = len(rows), get_language()
    parts = (_row(row, sheet, language, is_last=row.place == last) for row in rows)
    return format_html_join("", "{}{}{}", ((start, hidden, end) for start, end in parts))


@lru_cache(maxsize=1000)
def _row(row: MappingRow, sheet: Sheet, _language: str | None, *, is_last: bool) -> tuple[SafeString, SafeString]:
    """What stands before and after the hidden inputs, which alone differ from person to person."""
    return _cells(row, sheet), _buttons(row, sheet, is_last=is_last)


def _cells(row: MappingRow, sheet: Sheet) -> SafeString:
    return format_html(
        '<tr id="column-{}"{}><td class="place">{}</td><td class="name">{}</td><td class="source">{}</td>'
        '<td class="value">{}{}</td><td class="kind">{}</td><td class="tight">'
        '<form id="{}" class="button-row" method="post" action="{}">',
        row.was,
        REFUSED if row.is_refused else "",
        _input(row, "position", _("Place"), PLACE),
        _input(row, "name", _("Column"), NAME),
        _select(row, "source", _("From")),
        _input(row, "value", _("Value"), VALUE),
        format_html('<span class="quiet small">{}</span>', row.label) if row.label else "",
        _select(row, "kind", _("Written as")),
        row.form_id,
        reverse("routing:export-column-change", args=[sheet]),
    )


def _input(row: MappingRow, name: str, label: str, attributes: SafeString) -> SafeString:
    return format_html(
        '<input name="{}" value="{}" form="{}" aria-label="{}, {}"{}>',
        name, getattr(row, name), row.form_id, label, row.title, attributes,
    )  # fmt: skip


def _select(row: MappingRow, name: str, label: str) -> SafeString:
    return format_html(
        '<select name="{}" form="{}" aria-label="{}, {}">{}</select>',
        name, row.form_id, label, row.title, _options(name, getattr(row, name)),
    )  # fmt: skip


def _options(name: str, chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", label) for value, label in CHOICES[name].choices),
    )


def _buttons(row: MappingRow, sheet: Sheet, *, is_last: bool) -> SafeString:
    return format_html(
        '<input type="hidden" name="was" value="{was}">'
        '<button class="button">{save}</button>{up}{down}'
        '<button class="button button-icon" formaction="{remove}" formnovalidate aria-label="{remove_label}">{cross}'
        "</button></form></td></tr>",
        was=row.was,
        save=_("Save"),
        up=_arrow("↑", -1, _("Move %(name)s up") % {"name": row.was}, is_dead=row.place == 1),
        down=_arrow("↓", 1, _("Move %(name)s down") % {"name": row.was}, is_dead=is_last),
        remove=reverse("routing:export-column-remove", args=[sheet]),
        remove_label=_("Remove %(name)s") % {"name": row.was},
        cross=icon("close"),
    )


def _arrow(sign: str, by: int, label: str, *, is_dead: bool) -> SafeString:
    return format_html(
        '<button class="button button-icon" name="by" value="{}" aria-label="{}"{}>{}</button>',
        by, label, DISABLED if is_dead else "", sign,
    )  # fmt: skip
