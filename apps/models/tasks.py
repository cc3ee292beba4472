"""What django-q2 runs. It only wakes: the rows decide, so that a task may run twice without harm."""

import os
import subprocess
import sys
import threading

from django.conf import settings
from django.db import connection

from apps.models.models import TrainingRun
from apps.models.patience import patiently
from apps.models.services import automation, recovery, review_mail, schedules, training, webhooks

GIVE_BACK_FROM_BYTES = 16 * 2**20
"""Arrays of this size go back to the system when they are freed. Left to itself the C library raises the border as
it goes, and a training of 178,000 items peaked at 3.5 GB instead of 3.1."""
LEAVE_SECONDS = 60
"""What a process gets beyond the longest training, in which it should have ended by itself."""


def start_training(run_id: int) -> None:
    """Train in a process of its own, so that its memory goes back; then wake the next in the queue.

    run_id: the run that was woken; whose turn it is now is looked up.
    """
    first = training.take_next()
    if first:
        run_training_process(first.pk, first.token)
        training.wake_next()


def run_training_process(run_id: int, token: int) -> None:
    """Start it, see it end, and say what that means where the process itself could not.

    token: the run's, before the process claims it.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_training", str(run_id)]
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": str(GIVE_BACK_FROM_BYTES)}
    process = subprocess.Popen(command, env=environment)
    try:
        exit_code = process.wait(settings.TRAINING_SECONDS_MAX + LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        exit_code = process.wait()
    patiently(
        lambda: recovery.process_ended(run_id=run_id, token=token, process_id=process.pid, exit_code=exit_code),
        seconds=training.patience_seconds(),
    )


def train_beside(run: TrainingRun) -> threading.Thread:
    """The same in a thread, for those who have something else to do meanwhile."""
    thread = threading.Thread(target=_train_and_hang_up, args=(run.pk, run.token), name=str(run), daemon=True)
    thread.start()
    return thread


def _train_and_hang_up(run_id: int, token: int) -> None:
    try:
        run_training_process(run_id, token)
    finally:
        connection.close()


def reap_trainings() -> None:
    recovery.reap()


def send_webhooks() -> None:
    webhooks.send_due()


def tend_reviews() -> None:
    automation.tend_reviews()


def send_review_mail(occasion: str, pk: int) -> None:
    review_mail.send(occasion, pk)


def train_on_schedule(cause: str) -> None:
    """Nightly or weekly."""
    schedules.come_round(cause)


def train_after_import() -> None:
    schedules.look_for_imports()
