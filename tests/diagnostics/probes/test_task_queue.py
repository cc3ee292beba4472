from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from apps.diagnostics.probes.task_queue import TaskQueue
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def enqueue(count, *, minutes):
    lock = timezone.now() - timedelta(minutes=minutes)
    OrmQ.objects.bulk_create([OrmQ(key="routewright", payload="", lock=lock)] * count)


@pytest.mark.parametrize(
    ("count", "minutes", "state"),
    [
        (0, 0, State.GOOD),
        (5, 1, State.GOOD),
        (1, 3, State.WATCH),
        (1, 20, State.BAD),
        (150, 0, State.WATCH),
        (1500, 0, State.BAD),
        (1, -60, State.GOOD),  # claimed: its lock lies in the future
    ],
)
def test_length_and_age(count, minutes, state):
    enqueue(count, minutes=minutes)
    assert TaskQueue().measure().state is state
