"""What people write on the model pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.models.review_selectors import rollback_target, rollback_targets


class DecisionForm(forms.Form):
    note = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why; it stays in the version's history."),
    )


class RollbackForm(DecisionForm):
    """Any earlier approved version, the one before first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = rollback_target()
        self.fields["version"] = forms.ModelChoiceField(
            label=_("Version"),
            queryset=rollback_targets(),
            initial=before.number if before else None,
            to_field_name="number",
            required=False,
            empty_label=_("the one in use before"),
        )
        self.order_fields(["version", "note"])
