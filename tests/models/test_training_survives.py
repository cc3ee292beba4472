"""A training outlasts a restart of PostgreSQL, and whoever waits for it learns when its process died."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from apps.models.management.commands import run_training
from apps.models.management.commands import train as train_command
from apps.models.models import TrainingRun
from apps.models.services import training

pytestmark = pytest.mark.django_db(transaction=True)
State = TrainingRun.State


@pytest.fixture
def claimed():
    return training.claim(TrainingRun.objects.create().pk)


def break_connections():
    """As a restart of the server does: whoever is connected to this database no longer is."""
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
        autocommit=True,
    ) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def test_the_heartbeat_goes_on_after_the_connection_broke(claimed, monkeypatch):
    monkeypatch.setattr(run_training, "HEARTBEAT_SECONDS", 0.05)
    ended = threading.Event()
    beat = threading.Thread(target=run_training._beat, args=(claimed, ended))
    beat.start()
    try:
        time.sleep(0.3)
        break_connections()
        connection.close()
        broken_at = timezone.now()
        for _try in range(100):
            if TrainingRun.objects.get().heartbeat_at > broken_at:
                break
            time.sleep(0.05)
        assert TrainingRun.objects.get().heartbeat_at > broken_at
    finally:
        ended.set()
        beat.join()


def test_progress_and_outcome_are_written_after_the_connection_broke(claimed):
    def train(folder):
        report = run_training.Reporter(claimed)
        break_connections()
        report("network", 0.5)
        report("evaluation", 0.9)
        break_connections()
        raise training.Refusal("Enough.")

    training.execute(claimed, train)
    run = TrainingRun.objects.get()
    assert (run.state, run.failure, run.stage) == (State.FAILED, "Enough.", "evaluation")


def dies(run_id):
    """A process that was killed: its lease runs out, and it says nothing more."""
    training.claim(run_id)
    TrainingRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    connection.close()


def ends_at_once(run_id):
    """A process that cannot even start."""


@pytest.mark.parametrize(
    ("process", "says"), [(dies, "killed or ran out of memory"), (ends_at_once, "before it began")]
)
def test_whoever_waits_is_told_of_the_end_of_the_process(catalogue, monkeypatch, process, says):
    monkeypatch.setattr(train_command, "UNCLAIMED_SECONDS", 0.0)
    monkeypatch.setattr(train_command, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(train_command, "run_training_process", process)
    with pytest.raises(CommandError, match=says):
        call_command("train", wait=True)
