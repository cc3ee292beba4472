"""All of a load or nothing: killed, beside another one, with a million broken rows, or with a demo plant."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from apps.catalog.errors import Refusal
from apps.catalog.importing import load as loading
from apps.catalog.importing import runs
from apps.catalog.importing.merging import trust
from apps.catalog.importing.writing import Writing
from apps.catalog.models import EnvironmentStamp, ImportRun, Item, RejectedRow, RoutingStep, WorkResult
from tests.catalog.folders import GENERIC_ITEMS, GENERIC_RESULTS, GENERIC_ROUTINGS, generic, load

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30  # seconds


@contextmanager
def another_session():
    database = connection.settings_dict
    place = {"host": database["HOST"], "port": database["PORT"], "password": database["PASSWORD"]}
    names = {"user": database["USER"], "dbname": database["NAME"]}
    with psycopg.connect(**{name: value for name, value in (place | names).items() if value}) as session:
        yield session


def everything(folder):
    return generic(folder, routings=GENERIC_ROUTINGS, results=GENERIC_RESULTS)


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_loads_says_which_one_is_under_way(tmp_path):
    run = ImportRun.objects.create(profile="generic", source="/plants/north")
    with another_session() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [runs.LOCK])
        with pytest.raises(Refusal, match=rf"Load {run.pk} \(/plants/north\) has been under way since .*Try again"):
            load(everything(tmp_path))
    assert ImportRun.objects.get().state == ImportRun.State.RUNNING
    assert not Item.objects.exists()
    assert load(tmp_path).counts["items"]["inserted"] == 2


@pytest.mark.django_db(transaction=True)
def test_a_load_killed_half_way_changes_nothing_and_the_next_one_goes_through(tmp_path):
    """The second session holds the table of results, so the load stands still after items and steps are written."""
    everything(tmp_path)
    with another_session() as other:
        other.execute("LOCK TABLE catalog_workresult IN EXCLUSIVE MODE")
        child = start_command(tmp_path)
        wait_for(child, "Routing steps: done")
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert not Item.objects.exists()
    killed = ImportRun.objects.get()
    assert killed.state == ImportRun.State.RUNNING
    run = as_soon_as_possible(lambda: load(tmp_path))
    assert run.counts["results"]["inserted"] == 1
    killed.refresh_from_db()
    assert killed.state == ImportRun.State.FAILED
    assert "was cut off" in killed.failure


def start_command(folder):
    database = connection.settings_dict
    address = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = os.environ | {"ROUTING_ENV": "test", "DATABASE_URL": address, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "load_catalog", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def wait_for(child, line):
    """Its progress, line by line."""
    seen = []
    for said in child.stderr:
        seen.append(said)
        if line in said:
            return
    raise AssertionError(f"ended before {line!r}: {''.join(seen)}")


def as_soon_as_possible(do):
    """PostgreSQL takes a moment to notice that a client is dead."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except Refusal:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.mark.django_db
def test_a_load_that_fails_at_its_end_changes_nothing(tmp_path, monkeypatch):
    load(generic(tmp_path))

    def fail(self):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Writing, "_search", fail)
    with pytest.raises(RuntimeError):
        load(generic(tmp_path, items=[*GENERIC_ITEMS, ["C3", "New", "", ""]], routings=GENERIC_ROUTINGS))
    assert Item.objects.count() == 2
    assert not RoutingStep.objects.exists()
    assert not RejectedRow.objects.exists()
    run = ImportRun.objects.first()
    assert (run.state, run.failure) == (ImportRun.State.FAILED, "RuntimeError: the disk is full")


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_half_way_changes_nothing_and_is_recorded(tmp_path, monkeypatch):
    def lose(self):
        with another_session() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        self.cursor.execute("SELECT 1")

    with monkeypatch.context() as patched:
        patched.setattr(Writing, "_search", lose)
        with pytest.raises(Exception, match=r"terminat|closed|lost"):
            load(everything(tmp_path))
    assert not Item.objects.exists()
    assert ImportRun.objects.get().state == ImportRun.State.FAILED
    assert load(tmp_path).counts["items"]["inserted"] == 2


@pytest.mark.django_db(transaction=True)
def test_somebody_who_holds_the_catalogue_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setitem(loading.SETTINGS, "lock_timeout", "200ms")
    with another_session() as other:
        other.execute("LOCK TABLE catalog_item IN ROW EXCLUSIVE MODE")
        with pytest.raises(Refusal, match=r"Somebody else is changing the catalogue .* Nothing was loaded; load again"):
            load(everything(tmp_path))
    assert not Item.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_readers_see_the_old_catalogue_until_the_load_ends(tmp_path, monkeypatch):
    load(generic(tmp_path))
    seen = []
    search = Writing._search

    def look(self):
        search(self)
        with another_session() as other:
            seen.extend(other.execute("SELECT name FROM catalog_item WHERE code = 'A1'").fetchone())

    monkeypatch.setattr(Writing, "_search", look)
    load(generic(tmp_path, items=[GENERIC_ITEMS[0], ["A1", "Axle", "steel"]]))
    assert seen == ["Shaft"]
    assert Item.objects.get(code="A1").name == "Axle"


@pytest.mark.django_db
def test_a_role_that_may_not_skip_the_checks_of_foreign_keys_loads_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(trust, "_trust", lambda cursor: False)
    load(everything(tmp_path))
    assert (RoutingStep.objects.count(), WorkResult.objects.count()) == (2, 1)


@pytest.mark.django_db
def test_foreign_keys_are_checked_again_after_a_load(tmp_path):
    load(everything(tmp_path))
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.django_db
def test_two_hundred_thousand_broken_rows_need_no_more_memory_than_a_few(tmp_path):
    """A fifth of a million, so that the suite stays quick; memory grows with the chunk, not with the file."""
    with (tmp_path / "items.csv").open("w") as file:
        file.write("item_code,name\nA1,Shaft\n")
        file.writelines(f"{'X' * 70}{number},broken\n" for number in range(100_000))
        file.writelines(f"Y{number}\n" for number in range(100_000))
    run = load(tmp_path)
    assert Item.objects.count() == 1
    assert RejectedRow.objects.count() == 200_000
    assert run.counts["items"]["rejected"] == 200_000
    assert run.rejected_rows.order_by("-line").first().line == 200_002


@pytest.mark.django_db
def test_a_demo_plant_does_not_go_into_a_real_plants_database(tmp_path):
    (tmp_path / "plant.json").write_text(json.dumps({"environment": "demo", "seed": 1}))
    EnvironmentStamp.objects.update(environment="production")
    with pytest.raises(Refusal, match="This folder holds a demo plant, and the database belongs to a real one"):
        load(generic(tmp_path))
    assert not Item.objects.exists()
    EnvironmentStamp.objects.update(environment="demo")
    assert load(tmp_path).counts["items"]["inserted"] == 2


@pytest.mark.django_db
def test_the_run_knows_who_started_it(tmp_path, trainer):
    said = []
    run = load(generic(tmp_path), started_by=trainer.user, progress=said.append)
    assert run.started_by == trainer.user
    assert "items.csv: 2 rows read" in " ".join(said)


def test_a_web_worker_that_can_load_has_not_imported_pandas():
    heavy = "{'pandas', 'scipy', 'sklearn', 'lightgbm'}"
    code = f"import apps.catalog.importing.load, sys; print(sorted({heavy} & set(sys.modules)))"
    program = f"import django; django.setup(); {code}"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "routing_site.settings"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
