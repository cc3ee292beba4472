"""Whatever a probe does, the board gets a sentence, in time."""

import time
from dataclasses import dataclass
from threading import Event

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from apps.catalog.errors import Refusal
from apps.catalog.words import say
from apps.diagnostics import runner
from apps.diagnostics.reading import Reading, State


@dataclass(frozen=True)
class Made:
    """A probe that does what the test wants."""

    does: object
    name: str = "made"
    title: object = say("Made")
    timeout_seconds: float = 5.0

    def measure(self):
        return self.does()


def good():
    return Reading(state=State.GOOD, value=say("fine"))


def raising(error):
    def fail():
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "value", "advice"),
    [
        (OperationalError("connection refused"), "PostgreSQL does not answer", "See the probe PostgreSQL."),
        (InterfaceError("connection already closed"), "PostgreSQL does not answer", "See the probe PostgreSQL."),
        (ProgrammingError("no such relation"), "lacks a table or column", "manage.py migrate"),
        (Refusal("There is no model."), "There is no model.", ""),
        (KeyError("secret"), "failed with KeyError", "The log"),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, Exception) else "",
)
def test_a_raised_error_becomes_a_sentence(error, value, advice):
    reading = runner.measure_one(Made(raising(error)))
    assert reading.state is State.BAD
    assert value in str(reading.value)
    assert advice in str(reading.advice)
    assert "secret" not in str(reading.value)


def test_a_probe_that_hangs_is_bad_and_holds_nobody_up():
    hang = Event()
    slow, quick = Made(hang.wait, name="slow", timeout_seconds=0.2), Made(good, name="quick")
    started = time.monotonic()
    states = {m.probe.name: m.reading for m in runner.measure([slow, quick])}
    assert time.monotonic() - started < 2
    assert states["quick"].state is State.GOOD
    assert states["slow"].state is State.BAD
    assert "no answer within 200 ms" in str(states["slow"].value)
    hang.set()


def test_a_probe_that_still_hangs_is_not_started_again():
    hang, calls = Event(), []

    def wait():
        calls.append(1)
        hang.wait()
        return good()

    probe = Made(wait, name="hangs", timeout_seconds=0.05)
    for _ in range(3):
        assert [m.reading.state for m in runner.measure([probe])] == [State.BAD]
    assert len(calls) == 1
    hang.set()
    runner._threads["hangs"].join()
    assert [m.reading.state for m in runner.measure([probe])] == [State.GOOD]


@pytest.mark.django_db
def test_each_probe_has_a_connection_of_its_own_that_is_closed_afterwards():
    def pid():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return Reading(state=State.GOOD, value=say("%(pid)s", pid=cursor.fetchone()[0]))

    ours = str(pid().value)
    theirs = [str(m.reading.value) for m in runner.measure([Made(pid, name="a"), Made(pid, name="b")])]
    assert len({ours, *theirs}) == 3
    for thread in runner._threads.values():
        thread.join()
    until = time.monotonic() + 5  # PostgreSQL's own processes end a little after we have hung up
    while (connected := still_connected(theirs)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not connected


def still_connected(pids):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [[int(pid) for pid in pids]])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("does", "answer"), [(lambda: "done", "done"), (raising(KeyError()), "else")])
def test_within(does, answer):
    assert runner.within(5, does, otherwise="else") == answer


def test_within_gives_up():
    hang = Event()
    assert runner.within(0.05, hang.wait, otherwise="else") == "else"
    hang.set()
