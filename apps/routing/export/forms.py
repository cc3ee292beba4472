"""What an administrator writes into the mapping. `check_columns` judges the outcome."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.routing.export.cells import Kind
from apps.routing.export.columns import COLUMNS_MAX, NAME_LENGTH, VALUE_LENGTH, Column, Source

DOCUMENT_MAX = 1024 * 1024


class ColumnForm(forms.Form):
    name = forms.CharField(label=_("Column"), max_length=NAME_LENGTH)
    source = forms.ChoiceField(label=_("From"), choices=Source.choices)
    value = forms.CharField(label=_("Value"), max_length=VALUE_LENGTH, required=False)
    kind = forms.ChoiceField(label=_("Written as"), choices=Kind.choices)
    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=COLUMNS_MAX, required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def column(self) -> Column:
        """An empty column forgets the value that it had."""
        data = self.cleaned_data
        value = "" if data["source"] == Source.EMPTY else data["value"]
        return Column(data["name"], data["source"], value, data["kind"])


class RowForm(ColumnForm):
    """A row of the table, whose inputs the tag `mapping_rows` writes."""

    by = forms.IntegerField(min_value=-1, max_value=1, required=False)  # an arrow was pressed
    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=COLUMNS_MAX)

    def place_wanted(self) -> int:
        return max(1, int(self.cleaned_data["position"]) + int(self.cleaned_data["by"] or 0))


class SeenForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)


class DocumentForm(SeenForm):
    document = forms.FileField(
        label=_("Mapping, JSON"),
        help_text=_("A file that this page has saved. It replaces the whole mapping, or nothing."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_document(self) -> str:
        given = self.cleaned_data["document"]
        if given.size > DOCUMENT_MAX:
            raise forms.ValidationError(_("The file is larger than 1 MB: no mapping is."))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError as unfit:
            raise forms.ValidationError(_("The file is no UTF-8 text; take one that this page has saved.")) from unfit
