from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import Task

from apps.diagnostics.probes.task_failures import TaskFailures
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def finish(count, *, success, hours):
    at = timezone.now() - timedelta(hours=hours)
    for number in range(count):
        Task.objects.create(id=f"{success}{hours}{number}", func="a.b.sync", success=success, started=at, stopped=at)


@pytest.mark.parametrize(
    ("failed", "hours", "state"), [(0, 1, State.GOOD), (5, 25, State.GOOD), (2, 1, State.WATCH), (10, 1, State.BAD)]
)
def test_failures_of_the_last_day_count(failed, hours, state):
    finish(3, success=True, hours=1)
    finish(failed, success=False, hours=hours)
    reading = TaskFailures().measure()
    assert reading.state is state
    assert (f"sync × {failed}" in str(reading.detail)) == (state is not State.GOOD)
