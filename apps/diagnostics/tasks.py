"""What django-q2 runs each minute; the schedules are made by migration 0003."""

from apps.diagnostics import services


def beat() -> None:
    services.beat()


def measure_probes() -> None:
    services.measure_and_record()
