import psycopg
import pytest
from django.db import connection

from apps.diagnostics.probes.connections import Connections
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def test_it_counts_real_connections_against_the_servers_limit():
    before = _used(Connections().measure())
    _forget_the_snapshot()
    others = [psycopg.connect(**_target()) for _ in range(5)]
    try:
        reading = Connections().measure()
    finally:
        for other in others:
            other.close()
    assert reading.state is State.GOOD
    assert _used(reading) >= before + 4  # other runs come and go


@pytest.mark.parametrize(("limits", "state"), [((0.0, 0.9), State.WATCH), ((0.0, 0.0), State.BAD)])
def test_many(limits, state):
    watch, bad = limits
    reading = Connections(watch_share=watch, bad_share=bad).measure()
    assert reading.state is state
    assert "max_connections" in str(reading.advice)


def _forget_the_snapshot():
    """Within one transaction, PostgreSQL answers as it did the first time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")


def _used(reading):
    return int(str(reading.value).split()[0])


def _target():
    given = connection.get_connection_params()
    return {key: given[key] for key in ("host", "port", "user", "password", "dbname") if key in given}
