"""Production refuses to start on what is unsafe, in one sentence that says what to do."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
SAFE = {
    "ROUTING_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgres://routewright@127.0.0.1:5432/routewright",
    "ALLOWED_HOSTS": "routing.example.com",
    "DEBUG": "",
    "ERP_DATABASE_URL": "",
    "HTTPS": "true",
}


def manage(*command, **environment):
    """manage.py in a fresh process, with nothing from this one's environment or from .env."""
    path = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=path | SAFE | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_refused(answer, *words):
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) <= 3
    for word in words:
        assert word in answer.stderr


def test_safe_settings_start():
    answer = manage("check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SECRET_KEY": ""}, ["SECRET_KEY is not set", "secrets.token_urlsafe(50)"]),
        ({"SECRET_KEY": "short-but-random-7Jx"}, ["SECRET_KEY has 20 characters", "secrets.token_urlsafe(50)"]),
        ({"SECRET_KEY": "django-insecure-" + "x7Jq9" * 12}, ["well-known", "secrets.token_urlsafe(50)"]),
        ({"SECRET_KEY": "changeme" * 8}, ["well-known"]),
        ({"SECRET_KEY": "a" * 60}, ["guessable"]),
        ({"DEBUG": "true"}, ["DEBUG is on", "Remove DEBUG"]),
        ({"DATABASE_URL": ""}, ["DATABASE_URL is not set", "postgres://"]),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, ["PostgreSQL", "postgres://"]),
        ({"DATABASE_URL": "mysql://root@localhost/routewright"}, ["PostgreSQL", "postgres://"]),
        ({"ROUTING_ENV": "prod"}, ["ROUTING_ENV is 'prod'", "demo, production, test"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_unsafe_settings_are_refused(environment, words):
    assert_refused(manage("check", **environment), *words)


def test_the_default_is_production():
    """Without any configuration nothing starts by accident."""
    assert_refused(manage("check", ROUTING_ENV="production", SECRET_KEY="", DATABASE_URL=""), "SECRET_KEY")


@pytest.mark.parametrize("form", ["postgresql:///{folder}/routewright", "postgres:///routewright?host={folder}"])
def test_the_embedded_database_is_refused_however_it_is_named(form):
    answer = manage("check", DATABASE_URL=form.format(folder=ROOT / "var" / "demo" / "postgres"))
    assert_refused(answer, "embedded PostgreSQL", "installed PostgreSQL server")


@pytest.mark.parametrize("command", [["showmigrations"], ["migrate", "--check"], ["clearsessions"]])
def test_a_database_of_another_environment_is_refused(db, command):
    """Real: this run's own database, stamped `test` by its first migration."""
    database = connection.settings_dict
    if database["PORT"]:
        pytest.skip("TEST_DATABASE_URL names a server by its port; the embedded one is reached by its socket")
    address = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    answer = manage(*command, ROUTING_ENV="demo", DATABASE_URL=address)
    assert_refused(answer, "belongs to the test environment", "ROUTING_ENV=test")
