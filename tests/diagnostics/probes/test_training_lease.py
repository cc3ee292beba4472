from datetime import timedelta

import pytest
from django.utils import timezone

from apps.diagnostics.probes.training_lease import TrainingLease
from apps.diagnostics.reading import State
from apps.models.models import TrainingRun

pytestmark = pytest.mark.django_db


def test_nothing_runs():
    TrainingRun.objects.create()
    assert TrainingLease().measure().state is State.GOOD


@pytest.mark.parametrize(("late", "state"), [(-30, State.GOOD), (60, State.WATCH), (600, State.BAD), (None, State.BAD)])
def test_a_lease(late, state):
    until = None if late is None else timezone.now() - timedelta(seconds=late)
    TrainingRun.objects.create(state=TrainingRun.State.RUNNING, lease_until=until, progress=0.4)
    reading = TrainingLease().measure()
    assert reading.state is state
    assert ("40 %" if state is State.GOOD else "silent for too long") in str(reading.value)
