"""The columns of the item list."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableListData

from apps.catalog.models import Item
from apps.catalog.templatetags.interface import DASH, badge

TIGHT = {"th": {"class": "tight"}, "td": {"class": "tight"}}
WIDE = {"td": {"class": "wide"}}


class SortedPage(TableListData):
    """A page comes sorted from the database."""

    def order_by(self, aliases: object) -> None:
        """Nothing: see above."""


class Cell(NamedTuple):
    css: str
    content: str | SafeString


class ItemTable(tables.Table):
    code = tables.Column(verbose_name=_("Code"), attrs=TIGHT)
    name = tables.Column(verbose_name=_("Name"), attrs=WIDE)
    part_class = tables.Column(verbose_name=_("Part class"), attrs=TIGHT)
    drawing = tables.Column(verbose_name=_("Drawing"), orderable=False, attrs=TIGHT)
    has_routing = tables.Column(verbose_name=_("Routing"), orderable=False, attrs=TIGHT)
    created_on = tables.Column(verbose_name=_("Created"), initial_sort_descending=True, attrs=TIGHT)

    class Meta:
        template_name = "components/table.html"

    def __init__(self, rows: Sequence[Item], sort: str, texts: Sequence[str]) -> None:
        """`texts` are the keys of the attributes that tell items of one name apart."""
        has_days = any(item.created_on for item in rows) or sort.endswith("created_on")
        super().__init__(SortedPage(rows), order_by=sort, exclude=() if has_days else ("created_on",))
        self.texts = texts

    def lines(self) -> Iterator[list[Cell]]:
        """The rows' cells. The library's own way costs as much as all the rest of the page."""
        columns = [(column.attrs["td"].get("class", ""), self._cell_of(column.name)) for column in self.columns]
        for item in self.data:
            yield [Cell(css, content(item)) for css, content in columns]

    def _cell_of(self, name: str) -> Callable[[Item], str | SafeString]:
        return getattr(self, f"show_{name}")  # type: ignore[no-any-return]

    def show_code(self, item: Item) -> SafeString:
        return format_html('<a href="{}">{}</a>', item.get_absolute_url(), item.code)

    def show_name(self, item: Item) -> SafeString:
        texts = " · ".join(str(item.attributes[key]) for key in self.texts if item.attributes.get(key))
        return format_html('{} <span class="quiet">{}</span>', item.name, texts)

    def show_part_class(self, item: Item) -> str:
        return item.part_class or DASH

    def show_drawing(self, item: Item) -> SafeString:
        return format_html('{} <span class="quiet">{}</span>', item.drawing or DASH, item.drawing_revision)

    def show_has_routing(self, item: Item) -> SafeString:
        return badge("good", _("yes")) if item.has_routing else badge("neutral", _("none"))

    def show_created_on(self, item: Item) -> str:
        return item.created_on.isoformat() if item.created_on else DASH
