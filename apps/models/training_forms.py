"""What people choose about trainings: one now, or those that start by themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.models.models import TrainingSchedule
from apps.models.models.training import SEED_MAX
from apps.models.training_options import HELD_OUT_MAX, HELD_OUT_MIN, THOROUGHNESS, Choices

USUAL = Choices()


class OptionsForm(forms.Form):
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=SEED_MAX,
        initial=1,
        help_text=_("The same data, seed and options give the same model."),
    )
    held_out_percent = forms.IntegerField(
        label=_("Held out for judging, %"),
        min_value=HELD_OUT_MIN,
        max_value=HELD_OUT_MAX,
        initial=USUAL.held_out_percent,
        help_text=_("Of a plant with 400 routed items or more; in a smaller one each item is held out once."),
    )
    thoroughness = forms.ChoiceField(label=_("Thoroughness"), choices=THOROUGHNESS, initial=USUAL.thoroughness)

    def options(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in USUAL.as_json()}

    @property
    def has_faulty_options(self) -> bool:
        return bool(set(self.errors) & {"seed", *USUAL.as_json()})


class TrainingForm(OptionsForm):
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ScheduleForm(OptionsForm):
    """The fields of TrainingSchedule, each hour beside its tick."""

    nightly = forms.BooleanField(label=_("Every night"), required=False)
    nightly_hour = forms.TypedChoiceField(label=_("Hour"), choices=TrainingSchedule.HOURS, coerce=int)
    weekly = forms.BooleanField(label=_("Every week"), required=False)
    weekly_day = forms.TypedChoiceField(label=_("Day"), choices=TrainingSchedule.Day.choices, coerce=int)
    weekly_hour = forms.TypedChoiceField(label=_("Hour"), choices=TrainingSchedule.HOURS, coerce=int)
    after_import = forms.BooleanField(
        label=_("After each import"), required=False, help_text=_("Within two minutes of its end.")
    )

    SCHEDULE_FIELDS = ("nightly", "nightly_hour", "weekly", "weekly_day", "weekly_hour", "after_import", "seed")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.SCHEDULE_FIELDS}

    @classmethod
    def initial_of(cls, schedule: TrainingSchedule) -> dict[str, Any]:
        values = {name: getattr(schedule, name) for name in cls.SCHEDULE_FIELDS}
        return {**USUAL.as_json(), **schedule.options, **values}
