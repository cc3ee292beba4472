"""What people write on these pages."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from apps.people.models.access import NAME_LENGTH
from apps.people.selectors.changes import Filters

TEXT_LENGTH = 100
DIGITS_MAX = 18  # of PostgreSQL's bigint


class AskForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=NAME_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("It will be your user name."),
    )
    wanted_role = forms.ModelChoiceField(
        Group.objects.order_by("name"), to_field_name="name", label=_("Wanted role"), empty_label=_("choose one")
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you do at the plant, and what you need Routewright for."),
    )
    website = forms.CharField(  # nobody sees it; programs that fill in every field do
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    @property
    def is_of_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def answers(self) -> dict[str, str]:
        data = self.cleaned_data
        names = ("name", "email", "why")
        return {name: data[name] for name in names} | {"wanted_role": data["wanted_role"].name}


class ResetForm(PasswordResetForm):
    """For people without a password too: they were let in and have not set theirs yet."""

    def get_users(self, email: str) -> QuerySet[User]:
        return User.objects.filter(email__iexact=email, is_active=True)


class DecisionForm(forms.Form):
    """Which requests, and what is decided about them; `only` is the number of the row whose button was pressed."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    note = forms.CharField(
        label=_("Reason or note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is sent to whoever asked; a rejection needs one."),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        names = Group.objects.order_by("name").values_list("name", flat=True)
        role = self.fields["role"]
        role.choices = [("", now_("as wanted")), *((name, name) for name in names)]  # type: ignore[attr-defined]
        self.numbers = _numbers(data) if data else []

    def clean(self) -> dict[str, Any] | None:
        if not self.numbers:
            self.add_error(None, now_("No request was chosen: tick one, or press the button in its row."))
        return super().clean()


def _numbers(data: QueryDict) -> list[int]:
    """Those of the ticked rows, or of the one whose button was pressed."""
    chosen = data.getlist("only") or data.getlist("number")
    return [int(text) for text in map(str, chosen) if text.isdecimal() and len(text) <= DIGITS_MAX]


class ChangeFilterForm(forms.Form):
    object = forms.CharField(required=False, max_length=TEXT_LENGTH * 2, widget=forms.HiddenInput)
    type = forms.ChoiceField(label=_("Object type"), required=False)
    who = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": _("whole user name")}),
    )
    first_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("Words"), required=False, max_length=TEXT_LENGTH)

    def __init__(self, data: QueryDict, types: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["type"].choices = [("", _("any")), *types]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Fields with errors ask for nothing."""
        self.is_valid()
        data = self.cleaned_data
        kind, _colon, number = data.get("object", "").rpartition(":")
        return Filters(
            object_type=kind or data.get("type", ""),
            object_id=number if kind else "",
            who=data.get("who", ""),
            first_day=_day(data, "first_day"),
            last_day=_day(data, "last_day"),
            text=data.get("text", ""),
        )


def _day(data: dict[str, Any], name: str) -> date | None:
    """The last day of the calendar has no next one to stop before."""
    day: date | None = data.get(name)
    return None if day == date.max else day
