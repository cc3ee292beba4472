"""The list of versions: filters, sorting and pages that stand in the address, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from apps.catalog.filters import TEXT_LENGTH
from apps.catalog.paging import Order, Page, capped_count, count_text, page_of
from apps.models.models import ModelVersion, VersionEvent

ACTIVE = "active"
NOT_MEASURED = -1.0
PREFIX = "figure_"  # a column named exact would be taken for the lookup of that name
FIGURES = {
    "exact": "held_out__exact",
    "similarity": "held_out__similarity",
    "run_error": "held_out__run_median_ape",
    "run_coverage": "held_out__run_coverage_80",
    "items": "training__items",
}
SORTED_BY: dict[str, list[Combinable]] = {
    "number": [F("number")],
    **{
        name: [Coalesce(F(PREFIX + name), Value(NOT_MEASURED)), F("number")]
        for name in ("exact", "similarity", "run_error")
    },
}
NEWEST = Order("number", SORTED_BY["number"], descending=True)


def with_figures(versions: QuerySet[ModelVersion]) -> QuerySet[ModelVersion]:
    """The list's figures read out of the metrics by PostgreSQL: all of them would be some 30 KB a version."""
    figures = {PREFIX + name: Cast(KT(f"metrics__{path}"), FloatField()) for name, path in FIGURES.items()}
    return versions.annotate(**figures).defer("metrics", "frozen_gates", "frozen_evidence")


def versions() -> QuerySet[ModelVersion]:
    rows = ModelVersion.objects.select_related("trained_by", "training_run").defer("training_run__log")
    return with_figures(rows)


def active_figures() -> ModelVersion | None:
    """The active version with the figures of the list."""
    return with_figures(ModelVersion.objects.filter(is_active=True)).first()


def _trainers(request: HttpRequest | None) -> QuerySet[User]:
    return User.objects.filter(Exists(ModelVersion.objects.filter(trained_by=OuterRef("pk")))).order_by("username")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VersionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Words of a note"),
        method="by_note",
        max_length=TEXT_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": TEXT_LENGTH}),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label=_("any"),
        choices=[(ACTIVE, _("active")), *ModelVersion.Review.choices],
        method="by_status",
    )
    trained_by = django_filters.ModelChoiceFilter(
        label=_("Trained by"), empty_label=_("anyone"), to_field_name="username", queryset=_trainers
    )
    since = django_filters.DateFilter(label=_("Trained from"), widget=_day(), method="by_first_day")
    until = django_filters.DateFilter(label=_("to"), widget=_day(), method="by_last_day")

    class Meta:
        model = ModelVersion
        fields: list[str] = []

    def by_note(self, rows: QuerySet[ModelVersion], name: str, value: str) -> QuerySet[ModelVersion]:
        """The training's own note, and what people wrote when they decided."""
        events = VersionEvent.objects.filter(version=OuterRef("pk"), note__icontains=value)
        return rows.filter(Q(training_run__note__icontains=value) | Q(Exists(events)))

    def by_status(self, rows: QuerySet[ModelVersion], name: str, value: str) -> QuerySet[ModelVersion]:
        return rows.filter(is_active=True) if value == ACTIVE else rows.filter(review_status=value)

    def by_first_day(self, rows: QuerySet[ModelVersion], name: str, value: date) -> QuerySet[ModelVersion]:
        return rows.filter(created_at__date__gte=value)

    def by_last_day(self, rows: QuerySet[ModelVersion], name: str, value: date) -> QuerySet[ModelVersion]:
        return rows.filter(created_at__date__lte=value)

    @property
    def is_filtering(self) -> bool:
        return any(value not in (None, "") for value in self.form.cleaned_data.values())


@dataclass(frozen=True)
class Found:
    """A page of the list, in which order (as `?sort=` says it), and of how many."""

    filter: VersionFilter
    page: Page
    order: str
    count: str


def found_versions(query: QueryDict) -> Found:
    chosen = VersionFilter(query, versions())
    order = order_named(query.get("sort", ""))
    return Found(
        filter=chosen,
        page=page_of(query, order, chosen.qs),
        order=f"{'-' if order.descending else ''}{order.name}",
        count=count_text(capped_count(chosen.qs)),
    )


def order_named(name: str) -> Order:
    """The order of `?sort=exact` or `?sort=-exact`; the newest first where there is no such order."""
    column = name.removeprefix("-")
    if column not in SORTED_BY:
        return NEWEST
    return Order(column, SORTED_BY[column], descending=name.startswith("-"))


def figure_of(version: Any, name: str) -> float | None:
    """One of FIGURES, of a version read by :func:`with_figures`."""
    value: float | None = getattr(version, PREFIX + name) if version else None
    return value
