"""What the probes keep: heartbeats, and each probe's last reading and since when its state holds."""

import logging
import socket
from collections.abc import Sequence
from threading import Lock, Thread

from django.db import DatabaseError, InterfaceError, connections
from django.db.models import Case, DateTimeField, F, Value, When
from django.db.models.functions import Now

from apps.diagnostics.models import ProbeState, TaskHeartbeat
from apps.diagnostics.probes import PROBES
from apps.diagnostics.reading import Probe
from apps.diagnostics.runner import Measurement, measure

logger = logging.getLogger(__name__)
_lock = Lock()
_background: Thread | None = None


def beat() -> None:
    TaskHeartbeat.objects.update_or_create(host=socket.gethostname(), defaults={"beaten_at": Now()})


def measure_and_record(probes: Sequence[Probe] = PROBES) -> list[Measurement]:
    """Measure all, keeping each reading as it comes in. Goes on where PostgreSQL cannot keep them."""
    measurements = []
    for measurement in measure(probes):
        measurements.append(measurement)
        try:
            record(measurement)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The reading of %s was not kept: %s", measurement.probe.name, type(error).__name__)
    return measurements


def record(measurement: Measurement) -> None:
    """`since` moves only when the state changes; an older measurement never overwrites a newer one."""
    state, at = measurement.reading.state, measurement.measured_at
    now = {"state": state, "reading": measurement.reading.as_json(), "measured_at": at}
    name = measurement.probe.name
    ProbeState.objects.bulk_create([ProbeState(name=name, since=at, **now)], ignore_conflicts=True)
    unchanged = Case(When(state=state, then=F("since")), default=Value(at), output_field=DateTimeField())
    ProbeState.objects.filter(name=name, measured_at__lt=at).update(since=unchanged, **now)


def measure_within(seconds: float) -> None:
    """Wait at most so long for a measurement in the background, which goes on and keeps what comes later.

    Whoever asks while one is under way in this process joins it.
    """
    global _background
    with _lock:
        if _background is None or not _background.is_alive():
            _background = Thread(target=_measure_in_background, name="probes", daemon=True)
            _background.start()
        thread = _background
    thread.join(seconds)


def _measure_in_background() -> None:
    try:
        measure_and_record()
    finally:
        connections.close_all()  # this thread's own
