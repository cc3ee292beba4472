"""django-q2's queues inside the task cluster, so that they outlive a worker that is killed.

The idle worker whose turn is next waits with a lock of multiprocessing in hand, which stays locked for ever when it
is killed: no other worker is given a task again, and the cluster says that it lives.
"""

import fcntl
import tempfile
from typing import Any

import django_q.cluster
from django_q.queues import Queue


class KernelLock:
    """A lock between processes that the kernel frees when its holder dies. One thread a process may ask for it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the queue is

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Waits however long it takes, as the cluster's processes do."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX if block else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_reason: object) -> None:
        self.release()


class SurvivingQueue(Queue):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rlock = KernelLock()
        self._wlock = KernelLock()


def use_surviving_queues() -> None:
    django_q.cluster.Queue = SurvivingQueue
