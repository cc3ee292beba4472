"""Trainings that start by themselves: our one row says when, django-q2's scheduler wakes us, and we decide.

What was due while the cluster was down comes round once when it is back. Nothing is stacked: where a training is
queued or running, or nothing new could be learned, the occasion is skipped and says so.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.models import Schedule

from apps.catalog.errors import Refusal
from apps.catalog.models import Attribute, ImportRun, Item, PurchaseOrder, Routing, RoutingStep, WorkResult
from apps.models.models import TrainingOccasion, TrainingRun, TrainingSchedule
from apps.models.services import training
from apps.models.training_options import Choices

Cause = TrainingOccasion.Cause
LEARNED_FROM = (Item, Routing, RoutingStep, WorkResult, PurchaseOrder, Attribute)
OCCASIONS_KEPT = 200
ROW_NAMES = {Cause.NIGHTLY: "train-nightly", Cause.WEEKLY: "train-weekly", Cause.IMPORT: "train-after-import"}
UNSAVED = "{'q_options': {'save': False}}"  # asked each minute: only failures are kept


# --- what was learned from ----------------------------------------------------------------------------------------


def data_mark() -> str:
    """Changes with every row that trainings read: added, changed or removed.

    xmin is the transaction that wrote a row, so no row's contents need to be read.
    """
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in LEARNED_FROM:
            cursor.execute(f'SELECT count(*), sum(xmin::text::bigint) FROM "{model._meta.db_table}"')  # noqa: S608
            digest.update(repr(cursor.fetchone()).encode())
    return digest.hexdigest()


def note_data(run: TrainingRun) -> None:
    """Before the data is read: what changes meanwhile counts as new."""
    TrainingRun.objects.filter(pk=run.pk, token=run.token).update(data_mark=data_mark())


# --- the schedule -------------------------------------------------------------------------------------------------


def current_schedule() -> TrainingSchedule:
    return TrainingSchedule.objects.select_related("changed_by").first() or TrainingSchedule()


def change_schedule(*, values: Mapping[str, Any], options: Mapping[str, Any], user: User) -> TrainingSchedule:
    """values: fields of TrainingSchedule. Raises PermissionDenied, and Refusal for an option that is not understood."""
    if not user.has_perm("registry.train_modelversion"):
        raise PermissionDenied(
            _("You may not schedule trainings: it needs the permission registry.train_modelversion.")
        )
    chosen = Choices.of(options)
    with transaction.atomic():
        schedule, _made = TrainingSchedule.objects.select_for_update().get_or_create(pk=1)
        if not schedule.after_import:  # imports count from the moment when this is switched on
            schedule.last_import_seen = _newest_import()
        for name, value in values.items():
            setattr(schedule, name, value)
        schedule.options = chosen.as_json()
        schedule.changed_by, schedule.changed_at = user, timezone.now()
        schedule.save()
        _remake_rows(schedule)
    return schedule


def _newest_import() -> int:
    newest = ImportRun.objects.filter(state=ImportRun.State.FINISHED).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def is_on(schedule: TrainingSchedule, cause: str) -> bool:
    return {
        Cause.NIGHTLY: schedule.nightly,
        Cause.WEEKLY: schedule.weekly,
        Cause.IMPORT: schedule.after_import,
    }[Cause(cause)]


# --- django-q2's rows: made here, nowhere else --------------------------------------------------------------------


def _remake_rows(schedule: TrainingSchedule) -> None:
    Schedule.objects.filter(name__in=ROW_NAMES.values()).delete()
    _make_missing_rows(schedule)


def mend_rows() -> None:
    """Where somebody has deleted a row behind our back; one at a time, since django-q2's names are not unique."""
    if _missing(current_schedule()):
        with transaction.atomic():
            schedule = TrainingSchedule.objects.select_for_update().first()
            if schedule:
                _make_missing_rows(schedule)


def _make_missing_rows(schedule: TrainingSchedule) -> None:
    for cause in _missing(schedule):
        Schedule.objects.create(name=ROW_NAMES[cause], **_row(schedule, cause))


def _missing(schedule: TrainingSchedule) -> list[Cause]:
    there = set(Schedule.objects.filter(name__in=ROW_NAMES.values()).values_list("name", flat=True))
    return [cause for cause, name in ROW_NAMES.items() if is_on(schedule, cause) and name not in there]


def _row(schedule: TrainingSchedule, cause: str) -> dict[str, Any]:
    if cause == Cause.IMPORT:
        return {
            "func": "apps.models.tasks.train_after_import",
            "kwargs": UNSAVED,
            "schedule_type": Schedule.MINUTES,
            "minutes": 1,
        }
    return {
        "func": "apps.models.tasks.train_on_schedule",
        "args": repr(str(cause)),
        "schedule_type": Schedule.DAILY if cause == Cause.NIGHTLY else Schedule.WEEKLY,
        "next_run": next_time(schedule, cause, timezone.now()),
    }


def next_time(schedule: TrainingSchedule, cause: str, now: datetime) -> datetime:
    """The first full hour of the schedule after `now`, on the plant's clock."""
    nightly = cause == Cause.NIGHTLY
    hour = schedule.nightly_hour if nightly else schedule.weekly_hour
    zone, day = timezone.get_default_timezone(), timezone.localtime(now, timezone.get_default_timezone()).date()
    while True:
        found = datetime.combine(day, time(hour), tzinfo=zone)
        if found > now and (nightly or day.weekday() == schedule.weekly_day):
            return found
        day += timedelta(days=1)


# --- an occasion --------------------------------------------------------------------------------------------------


def come_round(cause: str) -> TrainingOccasion | None:
    """Ask for a training, or write down why not; None where the schedule no longer says so."""
    with transaction.atomic():
        schedule = TrainingSchedule.objects.select_for_update().first()
        return _occasion(schedule, cause) if schedule and is_on(schedule, cause) else None


def look_for_imports() -> TrainingOccasion | None:
    """Once for all imports that ended since this was last asked."""
    with transaction.atomic():
        schedule = TrainingSchedule.objects.select_for_update().filter(after_import=True).first()
        newest = _newest_import()
        if schedule is None or newest <= schedule.last_import_seen:
            return None
        TrainingSchedule.objects.update(last_import_seen=newest)
        return _occasion(schedule, Cause.IMPORT)


def _occasion(schedule: TrainingSchedule, cause: str) -> TrainingOccasion:
    run, skipped = None, _reason_to_skip()
    if not skipped:
        try:
            run = _request(schedule, cause)
        except Refusal as refusal:
            skipped = str(refusal)
    occasion = TrainingOccasion.objects.create(cause=cause, run=run, skipped=skipped)
    TrainingOccasion.objects.filter(pk__lte=occasion.pk - OCCASIONS_KEPT).delete()
    return occasion


def _request(schedule: TrainingSchedule, cause: str) -> TrainingRun:
    note = _("By schedule: %(cause)s") % {"cause": Cause(cause).label}
    return training.request_training(seed=schedule.seed, note=note, requested_by=None, options=schedule.options)


def _reason_to_skip() -> str:
    """Why no training is asked for, "" where one is."""
    waiting = TrainingRun.objects.filter(state__in=TrainingRun.OPEN_STATES).order_by("id").first()
    if waiting:
        return _("%(training)s is %(state)s.") % {"training": waiting, "state": waiting.get_state_display()}
    last = TrainingRun.objects.filter(state=TrainingRun.State.FINISHED).order_by("-finished_at").first()
    if last and last.data_mark and last.data_mark == data_mark():
        return _("The catalogue has not changed since %(training)s.") % {"training": last}
    return ""
