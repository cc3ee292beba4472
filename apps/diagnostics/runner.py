"""Measures side by side: none waits for another, none hangs the caller, none ends in a traceback."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, Queue
from threading import Thread
from typing import TypeVar

from django.db import InterfaceError, OperationalError, ProgrammingError, connections
from django.utils import timezone

from apps.catalog.errors import Refusal
from apps.catalog.words import NOTHING, Words, plain
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Probe, Reading, State

logger = logging.getLogger(__name__)
T = TypeVar("T")
_threads: dict[str, Thread] = {}


@dataclass(frozen=True)
class Measurement:
    probe: Probe
    reading: Reading
    measured_at: datetime


def measure(probes: Sequence[Probe]) -> Iterator[Measurement]:
    """One measurement per probe, as the answers come; a probe that gives none in its time is bad."""
    answers: Queue[Measurement] = Queue()
    started = time.monotonic()
    waiting = {probe.name: probe for probe in probes}
    for probe in probes:
        _start(probe, answers)
    while waiting:
        next_limit = started + min(probe.timeout_seconds for probe in waiting.values())
        try:
            answer = answers.get(timeout=max(0.0, next_limit - time.monotonic()))
        except Empty:
            for probe in _overdue(list(waiting.values()), time.monotonic() - started):
                yield Measurement(waiting.pop(probe.name), _no_answer(probe), timezone.now())
        else:
            if waiting.pop(answer.probe.name, None):
                yield answer


def _overdue(probes: list[Probe], seconds: float) -> list[Probe]:
    return [probe for probe in probes if seconds >= probe.timeout_seconds]


def _start(probe: Probe, answers: Queue[Measurement]) -> None:
    """A probe that still hangs from an earlier measurement is not started a second time."""
    earlier = _threads.get(probe.name)
    if earlier is None or not earlier.is_alive():
        thread = Thread(target=_answer, args=(probe, answers), name=f"probe {probe.name}", daemon=True)
        _threads[probe.name] = thread
        thread.start()


def _answer(probe: Probe, answers: Queue[Measurement]) -> None:
    try:
        answers.put(Measurement(probe, measure_one(probe), timezone.now()))
    finally:
        connections.close_all()  # this thread's own


def measure_one(probe: Probe) -> Reading:
    """In this thread, without a limit of time; whatever is raised becomes a bad reading with a sentence."""
    try:
        return probe.measure()
    except (OperationalError, InterfaceError):
        return _bad(_("cannot be measured: PostgreSQL does not answer"), _("See the probe PostgreSQL."))
    except ProgrammingError:
        return _bad(_("cannot be measured: the database lacks a table or column"), _("Run manage.py migrate."))
    except Refusal as refusal:
        return _bad(plain(str(refusal)))
    except Exception as error:
        logger.exception("The probe %s failed.", probe.name)
        return _bad(
            _("the measurement itself failed with %(error)s", error=type(error).__name__),
            _("The log of this process says where; please report it."),
        )


def _no_answer(probe: Probe) -> Reading:
    return _bad(
        _("no answer within %(time)s", time=units.duration(probe.timeout_seconds)),
        _("What it asks hangs or is overloaded; the other probes may say why."),
    )


def _bad(value: Words, advice: Words = NOTHING) -> Reading:
    return Reading(state=State.BAD, value=value, advice=advice)


def within(seconds: float, function: Callable[[], T], *, otherwise: T) -> T:
    """What the function returns, or `otherwise` where it fails or takes longer; it ends by itself."""
    answers: Queue[T] = Queue()

    def run() -> None:
        try:
            answers.put(function())
        except Exception:
            logger.exception("%s failed.", function.__qualname__)
            answers.put(otherwise)
        finally:
            connections.close_all()  # this thread's own

    Thread(target=run, daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except Empty:
        return otherwise
