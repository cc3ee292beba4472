"""One queued training in this process; django-q2 and `train --wait` start it."""

import contextlib
import resource
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from threadpoolctl import threadpool_limits

from apps.models.ml.training import train_model
from apps.models.models import TrainingRun
from apps.models.plant_reading import read_plant
from apps.models.services import training
from apps.models.threads import thread_budget

HEARTBEAT_SECONDS = 5.0
REPORT_SECONDS = 0.5
READING_SHARE = 0.05
AWAY = (OperationalError, InterfaceError)
"""What a query raises while PostgreSQL starts again."""


class Command(BaseCommand):
    help = "Run one queued training. People use `train`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        run = training.claim(options["run"])
        if run is None:
            self.stderr.write(f"Training {options['run']} is not to be had: taken, ended, or another one runs.")
            return
        ended = threading.Event()
        heartbeat = threading.Thread(target=_beat, args=(run, ended), daemon=True)
        heartbeat.start()
        try:
            training.execute(run, lambda folder: _train(run, folder))
        finally:
            ended.set()
            heartbeat.join()
            _note_memory(run)
            training.wake_next()


def _train(run: TrainingRun, folder: Path) -> dict[str, object]:
    progress = Reporter(run)
    progress("Reading the catalogue", 0.0)
    plant = read_plant()
    threads = thread_budget()
    with threadpool_limits(threads):
        return train_model(
            plant,
            folder,
            seed=run.seed,
            progress=lambda stage, share: progress(stage, READING_SHARE + (1 - READING_SHARE) * share),
            threads=threads,
        )


class Reporter:
    """Passes progress on to the run's row, at most twice a second unless the stage changes."""

    def __init__(self, run: TrainingRun) -> None:
        self._run = run
        self._reported_at = 0.0

    def __call__(self, stage: str, share: float) -> None:
        now = time.monotonic()
        if stage == self._run.stage and now - self._reported_at < REPORT_SECONDS:
            return
        self._reported_at = now
        with contextlib.suppress(*AWAY):  # the next report says more than this one
            training.report_progress(self._run, stage, share)


def _beat(run: TrainingRun, ended: threading.Event) -> None:
    """Renew the lease until the training ends; a lost lease shows at the next report of progress.

    While PostgreSQL is away nobody can take the run over, so the beat goes on.
    """
    while not ended.wait(HEARTBEAT_SECONDS):
        try:
            with contextlib.suppress(*AWAY):
                training.renew_lease(run)
        except training.LostLease:
            break
    connection.close()


def _note_memory(run: TrainingRun) -> None:
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    TrainingRun.objects.filter(pk=run.pk).update(peak_memory_mb=peak_kb // 1024)
