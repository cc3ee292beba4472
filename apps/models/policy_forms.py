"""What people write on the policy pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.models.models import GatePolicy


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    comment = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why; it stays with the policy."),
    )

    class Meta:
        model = GatePolicy
        fields = GatePolicy.SETTINGS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("coverage_min"), cleaned.get("coverage_max")
        if low is not None and high is not None and low > high:
            self.add_error("coverage_min", _("The least is above the most."))
        return cleaned

    @property
    def thresholds(self) -> list[forms.BoundField]:
        return [self[name] for name in GatePolicy.THRESHOLDS]

    @property
    def automation(self) -> list[forms.BoundField]:
        return [self[name] for name in GatePolicy.AUTOMATION]
