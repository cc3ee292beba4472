"""What every test starts from: the test environment, a PostgreSQL of its own, and people in their groups."""

import fcntl
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import django
import psycopg
import pytest
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent

# Before Django reads its settings, and stronger than any .env: a test never meets another environment's data.
os.environ |= {
    "ROUTING_ENV": "test",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),  # "": the embedded PostgreSQL in var/test
    "ERP_DATABASE_URL": "",
    "SECRET_KEY": "",
    "DEBUG": "",
    "HTTPS": "",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "DJANGO_SETTINGS_MODULE": "routing_site.settings",
}
django.setup()

from tests import flush  # noqa: E402
from tests.trained import *  # noqa: E402, F403 - fixtures around a small trained model

flush.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What migrations wrote (the groups) is put back for tests that empty all tables afterwards; the browser
    comes last, since Playwright's event loop makes Django refuse the database in this thread."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        options = dict(marker.kwargs) if marker else {}
        fixtures = getattr(item, "fixturenames", ())
        if options.get("transaction") or "transactional_db" in fixtures or "live_server" in fixtures:
            options |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**options), append=False)
    items.sort(key=lambda item: "e2e" in item.path.parts)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """A test database of this run's own, so that two runs may go on side by side; on the embedded server
    nothing waits for the disk."""
    database = connections["default"].settings_dict
    with _first_free_number() as number:
        database["TEST"]["NAME"] = f"test_{database['NAME']}_{number.name.rpartition('-')[2]}"
        if not os.environ["DATABASE_URL"]:
            _stop_waiting_for_the_disk(database["HOST"])
        yield


def _first_free_number() -> IO[str]:
    """The lock of the first test database that no other run holds; the system frees it when this run ends."""
    folder = ROOT / "var" / "test" / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        lock = (folder / f"run-{number}").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return lock
    raise AssertionError("unreachable")


def _stop_waiting_for_the_disk(host: str) -> None:
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")


@pytest.fixture(autouse=True)
def _artifacts_of_this_test(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path / "artifacts"


@pytest.fixture
def person(db):
    """Makes a user in the named groups and gives a logged-in client, whose `user` it is."""
    from django.contrib.auth.models import Group, User  # only once Django is set up
    from django.test import Client

    def make(name, *groups):
        user = User.objects.create_user(name, password=f"{name}-Pass-2417")
        user.groups.set([Group.objects.get(name=group) for group in groups])
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make


@pytest.fixture
def nobody(person):
    """Logged in, in no group."""
    return person("nobody")


@pytest.fixture
def viewer(person):
    return person("viewer", "viewer")


@pytest.fixture
def planner(person):
    return person("planner", "planner")


@pytest.fixture
def trainer(person):
    return person("trainer", "trainer")


@pytest.fixture
def approver(person):
    return person("approver", "approver")


@pytest.fixture(scope="session")
def shared():
    """The samples that lie beside the checkout where the project's developers work."""
    folder = ROOT.parent / "shared"
    if not (folder / "erp_sample").is_dir():
        pytest.skip(f"{folder} is not here: its samples lie beside the developers' checkouts only")
    return folder
