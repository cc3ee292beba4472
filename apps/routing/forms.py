"""The question on the predict page: one field per attribute that the model reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.catalog.importing import values
from apps.catalog.models import Attribute, Item
from apps.catalog.models.coded import CODE_LENGTH
from apps.routing.queries import FIELDS, Changes

PREFIX = "a-"
TEXT_LENGTH = 4_000  # as long as the catalogue keeps one


class Input(forms.TextInput):
    """A text input as Django draws it, without the three templates that it takes for each of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        given = {} if widget["value"] is None else {"value": widget["value"]}
        return format_html("<input{}>", flatatt({"type": self.input_type, "name": name, **given, **widget["attrs"]}))


class NumberField(forms.CharField):
    """Numbers as the plant's files write them, 12.5 or 12,5; the text is kept as it was typed."""

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            values.number(value or "0")
        except ValueError as unfit:
            raise forms.ValidationError(_("This is not a number; the answer leaves it out.")) from unfit


class QueryForm(forms.Form):
    """Bound to the page's own address. A wrong value costs only itself: `changes` leaves it out."""

    item = forms.CharField(label=_("Item code"), max_length=CODE_LENGTH, required=False)
    name = forms.CharField(label=_("Name"), max_length=255, required=False)
    part_class = forms.CharField(label=_("Part class"), max_length=CODE_LENGTH, required=False)
    drawing = forms.CharField(label=_("Drawing"), max_length=CODE_LENGTH, required=False)

    def __init__(self, attributes: Iterable[Attribute], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.attributes = list(attributes)
        for attribute in self.attributes:
            self.fields[PREFIX + attribute.key] = _field(attribute)

    def changes(self) -> Changes:
        """The valid values that were given at all, as typed."""
        self.full_clean()
        given = {key: str(self.data[key]) for key in self.fields if key in self.data and key not in self.errors}
        return Changes(
            fields={key: given[key] for key in FIELDS if key in given},
            attributes={key.removeprefix(PREFIX): v for key, v in given.items() if key.startswith(PREFIX)},
        )

    def attribute_fields(self) -> list[forms.BoundField]:
        return [self[PREFIX + attribute.key] for attribute in self.attributes]

    def filled_fields(self) -> list[forms.BoundField]:
        return [field for field in self.attribute_fields() if field.value()]

    def empty_fields(self) -> list[forms.BoundField]:
        return [field for field in self.attribute_fields() if not field.value()]


def _field(attribute: Attribute) -> forms.Field:
    label = f"{attribute.label}, {attribute.unit}" if attribute.unit else attribute.label
    if attribute.kind == Attribute.Kind.NUMBER:
        return NumberField(label=label, required=False, widget=Input(attrs={"inputmode": "decimal"}))
    return forms.CharField(label=label, max_length=TEXT_LENGTH, required=False, widget=Input)


def item_values(item: Item, attributes: Iterable[Attribute]) -> dict[str, str]:
    """The item as the form's values."""
    values = {PREFIX + a.key: _text(item.attributes.get(a.key)) for a in attributes}
    return {**values, "item": item.code, **{field: getattr(item, field) for field in FIELDS}}


def _text(value: object) -> str:
    """All digits of a number: what stands in a field is what the model is asked with."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
