"""What watches over trainings in every task worker, beside its tasks."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import Schedule
from django_q.signals import post_spawn

from apps.models import keeper
from apps.models.models import TrainingRun, TrainingSchedule
from apps.models.services import recovery, training

pytestmark = pytest.mark.django_db
State = TrainingRun.State


def test_every_worker_has_a_watch(monkeypatch):
    began = threading.Event()
    monkeypatch.setattr(keeper, "_keep_on", began.set)
    post_spawn.send(sender="django_q", proc_name="a worker")
    assert began.wait(5)


def test_lost_runs_are_found_though_the_schedule_of_the_reaper_was_deleted(monkeypatch):
    monkeypatch.setattr(recovery, "postgres_has_just_started", lambda: False)
    monkeypatch.setattr(keeper, "train_beside", lambda run: None)
    Schedule.objects.all().delete()
    training.claim(TrainingRun.objects.create().pk)
    TrainingRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    keeper.look_after()
    assert TrainingRun.objects.get().state == State.QUEUED


def test_a_training_that_the_queue_does_not_hand_out_is_started(monkeypatch):
    started = []
    monkeypatch.setattr(keeper, "train_beside", started.append)
    run = TrainingRun.objects.create()
    keeper.look_after()
    assert started == []
    TrainingRun.objects.update(requested_at=timezone.now() - timedelta(minutes=1))
    keeper.look_after()
    keeper.look_after()
    assert started == [run]


def test_a_deleted_row_of_the_schedule_is_made_again():
    TrainingSchedule.objects.create(nightly=True)
    for _look in range(2):
        keeper.look_after()
    assert [row.name for row in Schedule.objects.filter(name__startswith="train-")] == ["train-nightly"]
