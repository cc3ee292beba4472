"""Readings are kept, and `since` is true."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import Schedule

from apps.catalog.words import say
from apps.diagnostics import selectors, services, tasks
from apps.diagnostics.models import ProbeState
from apps.diagnostics.probes import PROBES
from apps.diagnostics.reading import Reading, State, worst
from apps.diagnostics.runner import Measurement

NOW = timezone.now()


def record(state, *, minute, value="a value"):
    reading = Reading(state=state, value=say(value))
    services.record(Measurement(PROBES[0], reading, NOW + timedelta(minutes=minute)))


def kept():
    return ProbeState.objects.get(name=PROBES[0].name)


@pytest.mark.django_db
def test_since_moves_only_with_the_state():
    for minute, state, since in [
        (0, State.GOOD, 0),
        (1, State.GOOD, 0),
        (2, State.BAD, 2),
        (3, State.BAD, 2),
        (4, State.GOOD, 4),
    ]:
        record(state, minute=minute)
        assert (kept().state, kept().since) == (state, NOW + timedelta(minutes=since)), minute
        assert kept().measured_at == NOW + timedelta(minutes=minute)


@pytest.mark.django_db
def test_an_older_measurement_never_overwrites_a_newer_one():
    record(State.GOOD, minute=5)
    record(State.BAD, minute=1)
    assert (kept().state, kept().since) == (State.GOOD, NOW + timedelta(minutes=5))


@pytest.mark.django_db
def test_a_reading_comes_back_as_it_was():
    reading = Reading(State.WATCH, say("%(n)s of 3", n=2), threshold=say("10 %"), advice=say("Do it."))
    services.record(Measurement(PROBES[0], reading, NOW))
    row = next(row for row in selectors.board().rows if row.probe is PROBES[0])
    assert row.reading == reading
    assert str(row.reading.value) == "2 of 3"
    assert str(row.reading.threshold) == "10 %"


@pytest.mark.django_db
def test_worst_first(readings):
    readings(disk=State.BAD, erp=State.NOT_CONFIGURED, task_queue=State.WATCH)
    board = selectors.board()
    names = [row.probe.name for row in board.rows]
    assert (names[0], names[1], names[-1]) == ("disk", "task_queue", "erp")
    assert board.state is State.BAD
    assert str(board.headline) == "1 bad, 1 to watch"


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([State.GOOD, State.NOT_CONFIGURED], State.GOOD),
        ([State.NOT_CONFIGURED], State.GOOD),
        ([State.GOOD, State.WATCH], State.WATCH),
        ([State.WATCH, State.BAD, State.GOOD], State.BAD),
        ([], State.WATCH),
    ],
)
def test_the_state_of_the_whole(states, whole):
    assert worst(states) is whole


@pytest.mark.django_db(transaction=True)
def test_measuring_in_the_background_keeps_a_reading_of_every_probe():
    tasks.measure_probes()
    assert set(ProbeState.objects.values_list("name", flat=True)) == {probe.name for probe in PROBES}
    first = ProbeState.objects.get(name="postgresql")
    services.measure_within(30)
    again = ProbeState.objects.get(name="postgresql")
    assert again.measured_at > first.measured_at
    assert again.since == first.since


@pytest.mark.django_db
def test_the_schedules_name_functions_that_exist():
    from django.utils.module_loading import import_string

    schedules = {schedule.name: schedule for schedule in Schedule.objects.all()}
    each_minute = {"heartbeat", "probes", "reap-trainings", "send-webhooks"}
    assert set(schedules) >= {*each_minute, "reviews"}
    for name, schedule in schedules.items():
        assert callable(import_string(schedule.func))
        rhythm = (Schedule.MINUTES, 1) if name in each_minute else (Schedule.HOURLY, None)
        assert (schedule.schedule_type, schedule.minutes) == rhythm


def test_probes_have_names_of_their_own_and_titles():
    assert len({probe.name for probe in PROBES}) == len(PROBES)
    assert all(str(probe.title) and probe.timeout_seconds > 0 for probe in PROBES)
