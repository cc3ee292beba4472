"""What the pages of trainings show."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.models import selectors
from apps.models.models import TrainingOccasion, TrainingRun, TrainingSchedule
from apps.models.services import schedules
from apps.models.training_forms import OptionsForm
from apps.models.training_options import THOROUGHNESS, Choices

Context = dict[str, Any]
TELLING_SHARE = 0.08
"""Below this, what has passed says nothing about what is to come."""
LOG_LINES = 20


def train_page(form: OptionsForm) -> Context:
    trainings = list(selectors.recent_trainings())
    schedule = schedules.current_schedule()
    return {
        "form": form,
        "trainings": trainings,
        "any_open": any(run.is_open for run in trainings),
        "learned_from": selectors.learning_attributes(),
        "schedule": schedule,
        "next_times": next_times(schedule),
    }


def training_page(run: TrainingRun, user: User) -> Context:
    return {
        "run": run,
        "place": selectors.queue_place(run),
        "running": selectors.running_training(),
        "remaining": remaining(run, timezone.now()),
        "choices": choices_in_words(run),
        "can_cancel": run.is_open and user.has_perm("registry.train_modelversion"),
        "log_lines": run.log.splitlines()[-LOG_LINES:],
    }


def choices_in_words(run: TrainingRun) -> list[str]:
    """Those that differ from the usual."""
    usual, chosen = Choices(), Choices(**run.options)
    words = []
    if chosen.thoroughness != usual.thoroughness:
        words.append(str(dict(THOROUGHNESS)[chosen.thoroughness]).partition(":")[0])
    if chosen.held_out_percent != usual.held_out_percent:
        words.append(_("%(share)d %% held out") % {"share": chosen.held_out_percent})
    return words


def remaining(run: TrainingRun, now: datetime) -> str:
    """About how long it goes on, in words; "" where nothing can be said yet."""
    if run.state != run.State.RUNNING or run.started_at is None or run.progress < TELLING_SHARE:
        return ""
    left: timedelta = (now - run.started_at) * ((1 - run.progress) / run.progress)
    seconds = left.total_seconds()
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}


def schedule_page(schedule: TrainingSchedule, form: OptionsForm) -> Context:
    return {
        "form": form,
        "schedule": schedule,
        "next_times": next_times(schedule),
        "occasions": TrainingOccasion.objects.select_related("run")[:20],
    }


def next_times(schedule: TrainingSchedule) -> list[datetime]:
    """When the clock starts a training next, the sooner first."""
    causes = [TrainingOccasion.Cause.NIGHTLY, TrainingOccasion.Cause.WEEKLY]
    now = timezone.now()
    return sorted(schedules.next_time(schedule, cause, now) for cause in causes if schedules.is_on(schedule, cause))
