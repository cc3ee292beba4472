"""A training outlasts a restart of PostgreSQL, and whoever waits for it learns when its process died."""

import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from apps.models import tasks
from apps.models.management.commands import run_training
from apps.models.management.commands import train as train_command
from apps.models.ml import artifact
from apps.models.models import TrainingRun
from apps.models.services import recovery, training

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
    monkeypatch.setattr(training, "HEARTBEAT_SECONDS", 0.05)
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


def test_publishing_waits_for_a_postgresql_that_is_away(claimed, trained_folder, monkeypatch):
    """The connections break at the worst moment: when everything is written but not yet committed."""
    link, tries = training._linked, []

    def breaks_once(folder):
        tries.append(1)
        if len(tries) == 1:
            break_connections()
        return link(folder)

    monkeypatch.setattr(training, "_linked", breaks_once)

    def train(folder):
        shutil.copytree(trained_folder, folder, dirs_exist_ok=True)
        return {}

    training.execute(claimed, train)
    run = TrainingRun.objects.get()
    assert (run.state, len(tries)) == (State.FINISHED, 2)
    artifact.verify(run.version.folder)
    assert [folder.name for folder in run.version.folder.parent.iterdir()] == ["version-00001"]


def test_a_training_that_never_reports_ends_soon_after_it_is_cancelled(catalogue, trainer, settings):
    """Its process is stopped in the middle of a long computation, and nothing half-written stays."""
    run = TrainingRun.objects.create()
    process = subprocess.Popen([sys.executable, "-c", SILENT, str(run.pk)], env=environment_of_here(settings))
    wait_for(lambda: (settings.ARTIFACTS_DIR / f".building-{run.pk}-1" / "version" / "half").exists())
    began = time.monotonic()
    training.cancel(run=run, user=trainer.user)
    assert process.wait(20) == 0
    assert time.monotonic() - began < 5
    assert list(settings.ARTIFACTS_DIR.iterdir()) == []
    run.refresh_from_db()
    assert run.state == State.CANCELLED


SILENT = """
import sys, time, django
django.setup()
from django.core.management import call_command
from apps.models import tasks
from apps.models.management.commands import run_training

def never_reports(run, folder):
    (folder / "half").write_text("written")
    time.sleep(60)

run_training._train = never_reports
call_command("run_training", sys.argv[1])
"""


def environment_of_here(settings):
    """For a process that works on the test's own database and folder."""
    place = connection.settings_dict
    host = f"?host={place['HOST']}" if place["HOST"].startswith("/") else ""
    address = "" if host else f"{place['HOST']}:{place['PORT']}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{place['USER']}:{place['PASSWORD']}@{address}/{place['NAME']}{host}",
        "ARTIFACTS_DIR": str(settings.ARTIFACTS_DIR),
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def wait_for(true, seconds=30):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_killed_process_is_told_from_a_lost_one_and_tried_once_more(catalogue, settings, monkeypatch):
    run = TrainingRun.objects.create()
    settings.BASE_DIR = killing_site(settings, monkeypatch)
    tasks.run_training_process(run.pk, run.token)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.QUEUED, 1)
    assert "most likely memory ran out" in run.log
    tasks.run_training_process(run.pk, run.token)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.FAILED, 2)
    assert "most likely memory ran out" in run.failure
    assert "tried 2 times" in run.failure
    recovery.remove_stale_folders()
    assert list(settings.ARTIFACTS_DIR.iterdir()) == []


def killing_site(settings, monkeypatch):
    """A folder whose manage.py begins the training and is killed in it, as by a system short of memory."""
    environment = environment_of_here(settings)
    folder = settings.ARTIFACTS_DIR.parent / "site"
    folder.mkdir()
    (folder / "manage.py").write_text(KILLED)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return folder


KILLED = """
import os, signal, sys, django
django.setup()
from apps.models.services import training

run = training.claim(int(sys.argv[2]))
training.building_folder(run).mkdir(parents=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("manage", "says"), [(KILLED, "most likely memory ran out"), ("raise SystemExit(3)", "exit code 3")]
)
def test_whoever_waits_is_told_of_the_end_of_the_process(catalogue, settings, monkeypatch, manage, says):
    settings.BASE_DIR = killing_site(settings, monkeypatch)
    (settings.BASE_DIR / "manage.py").write_text(manage)
    monkeypatch.setattr(training, "UNSTARTED", timedelta(0))
    monkeypatch.setattr(train_command, "POLL_SECONDS", 0.05)
    with pytest.raises(CommandError, match=says):
        call_command("train", wait=True)
