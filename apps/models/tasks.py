"""What django-q2 runs. It only wakes: the rows decide, so that a task may run twice without harm."""

import subprocess
import sys

from django.conf import settings

from apps.models.services import training


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
    return subprocess.run(command, check=False, timeout=settings.TRAINING_SECONDS_MAX).returncode


def reap_trainings() -> None:
    training.reap()
