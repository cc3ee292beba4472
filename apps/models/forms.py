"""What people write on the model pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.models.models.training import SEED_MAX


class DecisionForm(forms.Form):
    note = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why; it stays in the version's history."),
    )


class TrainingForm(forms.Form):
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEED_MAX,
        initial=1,
        help_text=_("The same data and seed give the same model."),
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
