"""Trainings that start by themselves: at their hour, after an import, and never one on top of another."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from apps.catalog.models import ImportRun, Item
from apps.models import tasks
from apps.models.models import TrainingOccasion, TrainingRun, TrainingSchedule
from apps.models.services import schedules, training

pytestmark = pytest.mark.django_db
OFF = {"nightly": False, "nightly_hour": 2, "weekly": False, "weekly_day": 5, "weekly_hour": 3, "after_import": False}
URL = "/models/train/schedule/"
FORM = {"nightly_hour": "2", "weekly_day": "5", "weekly_hour": "3", "seed": "1"}
FORM |= {"held_out_percent": "20", "thoroughness": "normal"}


@pytest.fixture
def schedule(trainer):
    def save(**values):
        return schedules.change_schedule(values=OFF | {"seed": 1} | values, options={}, user=trainer.user)

    return save


def rows():
    return {row.name: row for row in Schedule.objects.filter(name__startswith="train-")}


def finish(run):
    claimed = training.claim(run.pk)
    schedules.note_data(claimed)
    TrainingRun.objects.filter(pk=run.pk).update(state="finished", finished_at=timezone.now())


def skipped():
    return TrainingOccasion.objects.latest("id").skipped


# --- the page -----------------------------------------------------------------------------------------------------


def test_a_trainer_edits_it_and_django_q2_has_its_rows(trainer):
    answer = trainer.post(URL, {**FORM, "nightly": "on", "after_import": "on", "nightly_hour": "4"}, follow=True)
    assert "The schedule is saved." in answer.content.decode()
    assert set(rows()) == {"train-nightly", "train-after-import"}
    assert timezone.localtime(rows()["train-nightly"].next_run).hour == 4
    page = trainer.get(URL).content.decode()
    assert "Changed by trainer" in page
    assert "04:00" in trainer.get("/models/train/").content.decode()
    trainer.post(URL, {**FORM, "weekly": "on"})
    assert set(rows()) == {"train-weekly"}
    trainer.post(URL, FORM)
    assert rows() == {}
    assert "No training starts by itself." in trainer.get(URL).content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("nightly_hour", "24"), ("weekly_day", "7"), ("seed", "-1"), ("held_out_percent", "3")]
)
def test_what_is_no_time_is_refused(trainer, field, value):
    assert trainer.post(URL, {**FORM, "nightly": "on", field: value}).status_code == 422
    assert not TrainingSchedule.objects.exists()


def test_only_trainers_edit_it(viewer, planner, approver):
    for other in (viewer, planner, approver):
        assert other.get(URL).status_code == 403
        assert other.post(URL, FORM).status_code == 403
        with pytest.raises(PermissionDenied, match=r"registry.train_modelversion"):
            schedules.change_schedule(values=OFF, options={}, user=other.user)


def test_no_other_method(trainer):
    assert trainer.delete(URL).status_code == 405


# --- the clock ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "now", "then"),
    [
        ("nightly", (2026, 3, 5, 1, 59), (2026, 3, 5, 2, 0)),
        ("nightly", (2026, 3, 5, 2, 0), (2026, 3, 6, 2, 0)),
        ("weekly", (2026, 3, 5, 12, 0), (2026, 3, 7, 3, 0)),  # Thursday; Saturday
        ("weekly", (2026, 3, 7, 3, 0), (2026, 3, 14, 3, 0)),
    ],
)
def test_the_next_time_is_the_next_such_hour(cause, now, then):
    found = schedules.next_time(TrainingSchedule(**OFF), cause, datetime(*now, tzinfo=UTC))
    assert found == datetime(*then, tzinfo=UTC)


def test_the_hour_is_that_of_the_plants_clock(settings):
    settings.TIME_ZONE = "Asia/Seoul"
    found = schedules.next_time(TrainingSchedule(**OFF), "nightly", datetime(2026, 3, 5, 20, 0, tzinfo=UTC))
    assert found == datetime(2026, 3, 7, 2, 0, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.mark.django_db(transaction=True)  # the scheduler opens a connection of its own
def test_a_cluster_that_was_down_for_days_trains_once_when_it_is_back(catalogue, schedule):
    schedule(nightly=True)
    Schedule.objects.filter(name="train-nightly").update(next_run=timezone.now() - timedelta(days=3))
    Schedule.objects.exclude(name="train-nightly").delete()
    scheduler()
    (task,) = OrmQ.objects.all()
    assert (task.func(), task.args()) == ("apps.models.tasks.train_on_schedule", ("nightly",))
    assert rows()["train-nightly"].next_run > timezone.now()
    scheduler()
    assert OrmQ.objects.count() == 1
    tasks.train_on_schedule(*task.args())
    run = TrainingRun.objects.get()
    assert (run.state, run.requested_by, run.note) == ("queued", None, "By schedule: every night")


# --- an occasion --------------------------------------------------------------------------------------------------


def test_its_seed_and_options_are_those_of_the_run(catalogue, trainer):
    schedules.change_schedule(
        values=OFF | {"seed": 9, "weekly": True}, options={"thoroughness": "quick"}, user=trainer.user
    )
    tasks.train_on_schedule("weekly")
    run = TrainingRun.objects.get()
    assert (run.seed, run.options) == (9, {"held_out_percent": 20, "thoroughness": "quick"})


def test_one_is_never_put_on_top_of_another_and_the_page_says_why(catalogue, schedule, trainer):
    schedule(nightly=True, weekly=True)
    tasks.train_on_schedule("nightly")
    first = TrainingRun.objects.get()
    tasks.train_on_schedule("weekly")
    assert skipped() == f"Training {first.pk} is queued."
    training.claim(first.pk)
    tasks.train_on_schedule("nightly")
    assert skipped() == f"Training {first.pk} is running."
    assert TrainingRun.objects.count() == 1
    assert f"Skipped: Training {first.pk} is running." in trainer.get(URL).content.decode()


def test_nothing_is_trained_again_on_the_same_data(catalogue, schedule):
    schedule(nightly=True)
    tasks.train_on_schedule("nightly")
    finish(TrainingRun.objects.get())
    tasks.train_on_schedule("nightly")
    assert "has not changed since Training" in skipped()
    item = Item.objects.first()
    item.name = "ANOTHER NAME"
    with transaction.atomic():  # as one of its own, inside the test's
        item.save()
    tasks.train_on_schedule("nightly")
    assert TrainingRun.objects.filter(state="queued").count() == 1


def test_a_row_that_was_removed_is_a_change(catalogue):
    before = schedules.data_mark()
    assert schedules.data_mark() == before
    Item.objects.filter(has_routing=False).first().delete()
    assert schedules.data_mark() != before


def test_a_failed_training_is_tried_again_the_next_night(catalogue, schedule):
    schedule(nightly=True)
    tasks.train_on_schedule("nightly")
    TrainingRun.objects.update(state="failed", data_mark=schedules.data_mark())
    tasks.train_on_schedule("nightly")
    assert TrainingRun.objects.filter(state="queued").count() == 1


def test_too_little_to_learn_from_is_a_reason(schedule):
    schedule(nightly=True)
    tasks.train_on_schedule("nightly")
    assert "at least 20" in skipped()


def test_a_task_that_comes_after_it_was_switched_off_does_nothing(catalogue, schedule):
    tasks.train_on_schedule("nightly")
    schedule(weekly=True)
    tasks.train_on_schedule("nightly")
    tasks.train_after_import()
    assert not TrainingRun.objects.exists()
    assert not TrainingOccasion.objects.exists()


# --- after each import --------------------------------------------------------------------------------------------


def imported(state="finished"):
    return ImportRun.objects.create(profile="generic", source="folder", state=state)


def test_an_import_is_followed_by_one_training(catalogue, schedule):
    imported()  # before it was switched on
    schedule(after_import=True)
    tasks.train_after_import()
    assert not TrainingRun.objects.exists()
    imported()
    imported(state="failed")
    imported(state="running")
    for _each_minute in range(3):
        tasks.train_after_import()
    run = TrainingRun.objects.get()
    assert run.note == "By schedule: after an import"
    assert TrainingOccasion.objects.count() == 1


def test_saving_the_schedule_again_forgets_no_import(catalogue, schedule):
    schedule(after_import=True)
    imported()
    schedule(after_import=True, nightly=True)
    tasks.train_after_import()
    assert TrainingRun.objects.count() == 1


def test_an_import_that_changed_nothing_is_skipped(catalogue, schedule):
    schedule(after_import=True)
    run = TrainingRun.objects.create()
    finish(run)
    imported()
    tasks.train_after_import()
    assert skipped() == f"The catalogue has not changed since Training {run.pk}."
