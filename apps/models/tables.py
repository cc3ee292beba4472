"""The columns of the list of versions."""

from collections.abc import Callable, Iterator, Sequence

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.catalog.tables import TIGHT, Cell, SortedPage
from apps.catalog.templatetags.interface import DASH
from apps.models.changes import HIGHER, LOWER, NEAR_80, change
from apps.models.models import ModelVersion
from apps.models.templatetags.shares import delta, fine_percent
from apps.models.version_list import figure_of

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
FORM = "compare-versions"
BETTER = {"exact": HIGHER, "similarity": HIGHER, "run_error": LOWER, "run_coverage": NEAR_80}
Content = str | SafeString


class VersionTable(tables.Table):
    chosen = tables.Column(verbose_name=_("Compare"), orderable=False, attrs=TIGHT, empty_values=())
    number = tables.Column(verbose_name=_("Version"), initial_sort_descending=True, attrs=TIGHT)
    status = tables.Column(verbose_name=_("Status"), orderable=False, attrs=TIGHT)
    exact = tables.Column(verbose_name=_("Exact"), initial_sort_descending=True, attrs=NUMBER)
    similarity = tables.Column(verbose_name=_("Similarity"), initial_sort_descending=True, attrs=NUMBER)
    run_error = tables.Column(verbose_name=_("Run error"), attrs=NUMBER)
    run_coverage = tables.Column(verbose_name=_("In 80 %"), orderable=False, attrs=NUMBER)
    items = tables.Column(verbose_name=_("Items"), orderable=False, attrs=NUMBER)
    created_at = tables.Column(verbose_name=_("Trained"), orderable=False, attrs=TIGHT)
    note = tables.Column(verbose_name=_("Note"), orderable=False)

    class Meta:
        template_name = "components/table.html"

    def __init__(self, rows: Sequence[ModelVersion], sort: str, active: ModelVersion | None) -> None:
        super().__init__(SortedPage(rows), order_by=sort)
        self.active = active

    def lines(self) -> Iterator[list[Cell]]:
        """The rows' cells, for templates/components/table.html."""
        columns = [(column.attrs.get("td", {}).get("class", ""), self._cell_of(column.name)) for column in self.columns]
        for version in self.data:
            yield [Cell(css, content(version)) for css, content in columns]

    def _cell_of(self, name: str) -> Callable[[ModelVersion], Content]:
        if name in BETTER:
            return lambda version: self._figure(version, name)
        return getattr(self, f"show_{name}")  # type: ignore[no-any-return]

    def _figure(self, version: ModelVersion, name: str) -> Content:
        """The figure, and below it its change against the active version."""
        value = figure_of(version, name)
        if self.active is None or version.pk == self.active.pk:
            return fine_percent(value)
        return format_html("{}{}", fine_percent(value), delta(change(value, self._active(name), BETTER[name])))

    def _active(self, name: str) -> float | None:
        return figure_of(self.active, name)

    def show_chosen(self, version: ModelVersion) -> SafeString:
        label = gettext("Compare version %(number)s") % {"number": version.number}
        box = '<input type="checkbox" name="version" value="{}" form="{}" aria-label="{}">'
        return format_html(box, version.number, FORM, label)

    def show_number(self, version: ModelVersion) -> SafeString:
        return format_html('<a href="{}">{}</a>', version.get_absolute_url(), version)

    def show_status(self, version: ModelVersion) -> SafeString:
        return render_to_string("registry/_review_badge.html", {"version": version})

    def show_items(self, version: ModelVersion) -> str:
        items = figure_of(version, "items")
        return DASH if items is None else number_format(int(items))

    def show_created_at(self, version: ModelVersion) -> SafeString:
        when = f"{localtime(version.created_at):%Y-%m-%d %H:%M}"
        return format_html('{}<br><span class="quiet">{}</span>', when, version.trained_by or DASH)

    def show_note(self, version: ModelVersion) -> SafeString:
        return format_html('<span class="clipped">{}</span>', version.training_run.note or DASH)
