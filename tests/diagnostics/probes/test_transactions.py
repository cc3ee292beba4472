import psycopg
import pytest
from django.db import connection

from apps.diagnostics.probes.transactions import Transactions
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def test_none_open():
    reading = Transactions().measure()
    assert (reading.state, str(reading.value)) == (State.GOOD, "none open")


@pytest.mark.parametrize(("limits", "state"), [((60, 120), State.GOOD), ((0, 120), State.WATCH), ((0, 0), State.BAD)])
def test_somebody_forgot_a_transaction(limits, state):
    given = connection.get_connection_params()
    parameters = {key: given[key] for key in ("host", "port", "user", "password", "dbname") if key in given}
    with psycopg.connect(**parameters) as forgotten:
        forgotten.execute("SELECT 1")
        reading = Transactions(watch_seconds=limits[0], bad_seconds=limits[1]).measure()
        assert reading.state is state
        assert str(forgotten.info.backend_pid) in str(reading.advice)
        assert "idle in transaction" in str(reading.detail)
