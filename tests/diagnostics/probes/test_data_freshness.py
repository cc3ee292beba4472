from datetime import timedelta

import pytest
from django.utils import timezone

from apps.catalog.models import ImportRun
from apps.diagnostics.probes.data_freshness import DataFreshness
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def load(days, state=ImportRun.State.FINISHED, **fields):
    at = timezone.now() - timedelta(days=days)
    return ImportRun.objects.create(state=state, finished_at=at, source="export.zip", **fields)


def test_nothing_was_ever_loaded():
    reading = DataFreshness().measure()
    assert reading.state is State.WATCH
    assert "load_catalog" in str(reading.advice)


@pytest.mark.parametrize(("days", "state"), [(1, State.GOOD), (8, State.WATCH), (32, State.BAD)])
def test_age(days, state):
    load(days)
    assert DataFreshness().measure().state is state


def test_a_failed_load_after_a_good_one_is_watched():
    load(2)
    load(1, ImportRun.State.FAILED, failure="items.csv has no column item_code.")
    reading = DataFreshness().measure()
    assert reading.state is State.WATCH
    assert "no column item_code" in str(reading.detail)
    load(0)
    assert DataFreshness().measure().state is State.GOOD
