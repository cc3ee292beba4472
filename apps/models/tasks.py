"""What django-q2 runs. It only wakes: the rows decide, so that a task may run twice without harm."""

import os
import subprocess
import sys

from django.conf import settings

from apps.models.services import automation, review_mail, training, webhooks

GIVE_BACK_FROM_BYTES = 16 * 2**20
"""Arrays of this size go back to the system when they are freed. Left to itself the C library raises the border as
it goes, and a training of 178,000 items peaked at 3.5 GB instead of 3.1."""


def start_training(run_id: int) -> None:
    """Train in a process of its own, so that its memory goes back; then wake the next in the queue."""
    if not training.is_queued(run_id):
        return
    try:
        exit_code = run_training_process(run_id)
    except subprocess.TimeoutExpired:
        training.fail_overlong(run_id)
    else:
        if exit_code:
            training.fail_unstarted(run_id, exit_code)
    training.wake_next()


def run_training_process(run_id: int) -> int:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_training", str(run_id)]
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": str(GIVE_BACK_FROM_BYTES)}
    return subprocess.run(command, check=False, timeout=settings.TRAINING_SECONDS_MAX, env=environment).returncode


def reap_trainings() -> None:
    training.reap()


def send_webhooks() -> None:
    webhooks.send_due()


def tend_reviews() -> None:
    automation.tend_reviews()


def send_review_mail(occasion: str, pk: int) -> None:
    review_mail.send(occasion, pk)
