"""One queued training in this process; the task cluster and `train --wait` start it."""

import contextlib
import os
import shutil
import tempfile
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from threadpoolctl import threadpool_limits

from apps.models.core_options import core_options
from apps.models.ml.training import train_model
from apps.models.models import TrainingRun
from apps.models.patience import AWAY, patiently
from apps.models.plant_reading import read_plant
from apps.models.process_memory import peak_mb, resident_mb
from apps.models.services import schedules, training
from apps.models.threads import thread_budget
from apps.models.training_options import Choices

LEAVE_SECONDS = 2.0
"""What the training gets to end by itself once its run was taken away."""
REPORT_SECONDS = 0.5
READING_SHARE = 0.05


class Command(BaseCommand):
    help = "Run one queued training. People use `train`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        run = patiently(lambda: training.claim(options["run"]), seconds=training.patience_seconds())
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
            with contextlib.suppress(*AWAY):
                TrainingRun.objects.filter(pk=run.pk).update(peak_memory_mb=peak_mb())


def _train(run: TrainingRun, folder: Path) -> dict[str, object]:
    _keep_temporary_files_in(folder.with_name("tmp"))
    progress = Reporter(run)
    progress("Reading the catalogue", 0.0)
    patiently(lambda: schedules.note_data(run), seconds=training.patience_seconds())
    plant = patiently(read_plant, seconds=training.patience_seconds())
    threads = thread_budget()
    with threadpool_limits(threads):
        return train_model(
            plant,
            folder,
            seed=run.seed,
            progress=lambda stage, share: progress(stage, READING_SHARE + (1 - READING_SHARE) * share),
            threads=threads,
            options=core_options(Choices.of(run.options)),
        )


def _keep_temporary_files_in(folder: Path) -> None:
    """So that a killed training leaves none elsewhere."""
    folder.mkdir()
    tempfile.tempdir = str(folder)


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
        with contextlib.suppress(*AWAY):  # the next report comes soon and says more than this one
            training.report_progress(self._run, stage, share)


def _beat(run: TrainingRun, ended: threading.Event) -> None:
    """Renew the lease until the training ends; where the run was taken away, see to it that the training does end,
    though the core may not report for long.

    While PostgreSQL is away nobody can take the run over, so the beat goes on.
    """
    goes_on = True
    while goes_on and not ended.wait(training.HEARTBEAT_SECONDS):
        try:
            with contextlib.suppress(*AWAY):
                goes_on = training.renew_lease(run, memory_mb=resident_mb(), peak_memory_mb=peak_mb())
        except training.LostLease:
            if not ended.wait(LEAVE_SECONDS):
                _break_off(run)
            break
    connection.close()


def _break_off(run: TrainingRun) -> None:
    shutil.rmtree(training.building_folder(run), ignore_errors=True)
    os._exit(0)
