"""What people write on the model pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.models.models.training import SEED_MAX
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


class TrainingForm(forms.Form):
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEED_MAX,
        initial=1,
        help_text=_("The same data and seed give the same model."),
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
