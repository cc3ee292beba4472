"""Waiting that does not count the time in which the machine, or one of our processes, was made to stand still."""

import time
from collections.abc import Callable

import psutil
from _processes import own

PAUSE_SECONDS = 0.2
STOOD_STILL_FROM = 2.0
"""A look and a pause take less, unless this process was not run at all."""


def wait_awake(ready: Callable[[], bool], *, seconds: float) -> float:
    """Ask until it is so, for at most so long. The seconds that it took, 0 where it was never so."""
    waited, last = 0.0, time.monotonic()
    while waited < seconds:
        if ready():
            return max(waited, PAUSE_SECONDS)
        time.sleep(PAUSE_SECONDS)
        now = time.monotonic()
        waited += 0.0 if _somebody_stopped_us() else min(now - last, STOOD_STILL_FROM)
        last = now
    return 0.0


def _somebody_stopped_us() -> bool:
    """By SIGSTOP, as debuggers and watchers of a shared machine's load do."""
    return any(_is_stopped(process) for process in own())


def _is_stopped(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_STOPPED
    except psutil.Error:
        return False
