"""What people write about receivers of version events."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.models.models import VersionEvent, Webhook


def check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        known = False
    if not known or not url.isprintable() or " " in url:
        raise ValidationError(gettext("Enter an address such as https://mes.example.com/hooks/routewright."))
    if "@" in parts.netloc:
        raise ValidationError(gettext("Leave name and password out of the address: the signature says who sends."))


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]  # of Webhook
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        validators=[check_address],
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=VersionEvent.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them, those of later releases too."),
    )
    is_active = forms.BooleanField(label=_("Send to it"), required=False, initial=True)

    class Meta:
        model = Webhook
        fields = ("url", "events", "is_active")

    @property
    def fields_of_service(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
