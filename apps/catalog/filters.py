"""The filters of the item list; every one stands in the address."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Attribute, Item
from apps.catalog.models.items import CREATED_ORDER

TEXT_LENGTH = 100
MORE = ("drawing", "attribute", "value", "created_from", "created_to")


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """A value belongs to an attribute, and has its kind."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        attribute, value = data.get("attribute"), data.get("value")
        if value and not attribute:
            self.add_error("attribute", gettext("Choose the attribute that has this value."))
        if value and attribute and attribute.kind == Attribute.Kind.NUMBER:
            self._check_number(value)
        return data

    def _check_number(self, value: str) -> None:
        try:
            _number(value)
        except ValueError:
            self.add_error("value", ValidationError(gettext("Enter a number, such as 81.6.")))


def _number(value: str) -> float:
    return float(value.strip().replace(",", "."))


class ItemFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Code or words"),
        method="leave",
        max_length=TEXT_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": TEXT_LENGTH}),
    )
    part_class = django_filters.CharFilter(
        label=_("Part class"),
        max_length=TEXT_LENGTH,
        widget=forms.TextInput(attrs={"data-suggest": reverse_lazy("catalog:class-suggest")}),
    )
    routing = django_filters.ChoiceFilter(
        field_name="has_routing",
        label=_("Routing"),
        empty_label=_("any"),
        choices=[("yes", _("has one")), ("no", _("has none"))],
        method="by_routing",
    )
    drawing = django_filters.CharFilter(label=_("Drawing"), max_length=TEXT_LENGTH, method="by_drawing")
    attribute = django_filters.ModelChoiceFilter(
        label=_("Attribute"), empty_label=_("any"), to_field_name="key", method="leave",
        queryset=lambda request: Attribute.objects.all(),
    )  # fmt: skip
    value = django_filters.CharFilter(label=_("has the value"), max_length=TEXT_LENGTH, method="by_attribute")
    created_from = django_filters.DateFilter(label=_("Created from"), widget=_date(), method="by_first_day")
    created_to = django_filters.DateFilter(label=_("to"), widget=_date(), method="by_last_day")

    class Meta:
        model = Item
        fields: list[str] = []
        form = FilterForm

    def leave(self, rows: QuerySet[Item], name: str, value: object) -> QuerySet[Item]:
        """Another part of the page asks for this value."""
        return rows

    def by_routing(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return rows.filter(has_routing=value == "yes")

    def by_drawing(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        return rows.filter(drawing__in={value, value.upper()})

    # By the column that pages are sorted by, so that its index serves both.

    def by_first_day(self, rows: QuerySet[Item], name: str, value: date) -> QuerySet[Item]:
        return rows.alias(created=CREATED_ORDER).filter(created__gte=value)

    def by_last_day(self, rows: QuerySet[Item], name: str, value: date) -> QuerySet[Item]:
        return rows.alias(created=CREATED_ORDER).filter(created__gt=date.min, created__lte=value)

    def by_attribute(self, rows: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        attribute = self.form.cleaned_data.get("attribute")
        if attribute is None:
            return rows
        if attribute.kind == Attribute.Kind.NUMBER:
            return rows.filter(attributes__contains={attribute.key: _number(value)})
        return rows.filter(
            Q(attributes__contains={attribute.key: value}) | Q(attributes__contains={attribute.key: value.upper()})
        )

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What is folded away until it is asked for."""
        return [self.form[name] for name in MORE]

    @property
    def uses_more(self) -> bool:
        return any(field.errors or field.value() for field in self.more_fields)

    @property
    def text(self) -> str:
        return str(self.form.cleaned_data.get("q") or "")

    @property
    def is_filtering(self) -> bool:
        return any(value not in (None, "") for value in self.form.cleaned_data.values())
