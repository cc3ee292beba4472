"""The columns of the item list."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableListData

from apps.catalog.models import Item

TIGHT = {"td": {"class": "tight"}, "th": {"class": "tight"}}


class SortedPage(TableListData):
    """A page comes sorted from the database."""

    def order_by(self, aliases: object) -> None:
        """Nothing: see above."""


class ItemTable(tables.Table):
    code = tables.Column(verbose_name=_("Code"), linkify=lambda record: record.get_absolute_url(), attrs=TIGHT)
    name = tables.Column(verbose_name=_("Name"), empty_values=(), attrs={"td": {"class": "wide"}})
    part_class = tables.Column(verbose_name=_("Part class"), attrs=TIGHT)
    drawing = tables.Column(verbose_name=_("Drawing"), orderable=False, attrs=TIGHT)
    has_routing = tables.Column(verbose_name=_("Routing"), orderable=False, attrs=TIGHT)
    created_on = tables.DateColumn(verbose_name=_("Created"), format="Y-m-d", initial_sort_descending=True, attrs=TIGHT)

    class Meta:
        template_name = "components/table.html"
        default = "–"

    def __init__(self, rows: Sequence[Item], sort: str, texts: Sequence[str]) -> None:
        """`texts` are the keys of the attributes that tell items of one name apart."""
        has_days = any(item.created_on for item in rows) or sort.endswith("created_on")
        super().__init__(SortedPage(rows), order_by=sort, exclude=() if has_days else ("created_on",))
        self.texts = texts

    def render_name(self, record: Item) -> SafeString:
        texts = " · ".join(str(record.attributes[key]) for key in self.texts if record.attributes.get(key))
        return format_html('{} <span class="quiet">{}</span>', record.name, texts)

    def render_drawing(self, record: Item) -> SafeString:
        return format_html("{} <span class='quiet'>{}</span>", record.drawing, record.drawing_revision)

    def render_has_routing(self, value: bool) -> Any:
        kind, word = ("good", _("yes")) if value else ("neutral", _("none"))
        return format_html('<span class="badge badge-{}">{}</span>', kind, word)
