import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from apps.diagnostics.probes.schema import Schema
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def test_all_applied():
    assert Schema().measure().state is State.GOOD


def test_an_unapplied_migration_is_named():
    MigrationRecorder(connection).record_unapplied("diagnostics", "0003_schedules")
    reading = Schema().measure()
    assert reading.state is State.BAD
    assert "diagnostics.0003_schedules" in str(reading.detail)
    assert "manage.py migrate" in str(reading.advice)
