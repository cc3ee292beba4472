import pytest

from apps.diagnostics.probes.postgresql import PostgreSQL
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def test_good_with_version_and_size():
    reading = PostgreSQL().measure()
    assert reading.state is State.GOOD
    assert str(reading.value).startswith("version 1")
    assert "MB" in str(reading.value)


def test_a_slow_server_is_watched_then_bad():
    assert PostgreSQL(watch_seconds=0.0).measure().state is State.WATCH
    assert PostgreSQL(watch_seconds=0.0, bad_seconds=0.0).measure().state is State.BAD


# A stopped server: test_diagnose.py, in a process of its own
