from datetime import timedelta

import pytest
from django.utils import timezone

from apps.diagnostics import tasks
from apps.diagnostics.models import TaskHeartbeat
from apps.diagnostics.probes.task_cluster import TaskCluster
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def test_a_cluster_that_never_ran():
    reading = TaskCluster().measure()
    assert reading.state is State.BAD
    assert "manage.py qcluster" in str(reading.advice)


@pytest.mark.parametrize(("minutes", "state"), [(1, State.GOOD), (4, State.WATCH), (6, State.BAD)])
def test_the_newest_heartbeat_counts(minutes, state):
    now = timezone.now()
    TaskHeartbeat.objects.create(host="gone", beaten_at=now - timedelta(days=30))
    TaskHeartbeat.objects.create(host="here", beaten_at=now - timedelta(minutes=minutes))
    reading = TaskCluster().measure()
    assert reading.state is state
    assert "here" in str(reading.value)


def test_a_heartbeat_makes_it_good_again_and_twice_does_no_harm():
    tasks.beat()
    tasks.beat()
    assert TaskHeartbeat.objects.count() == 1
    assert TaskCluster().measure().state is State.GOOD
