"""Batches worked on by several processes at once. They are forks of this one, so that what it has loaded is shared
and not loaded again; each asks the database through a connection of its own."""

import ctypes
import itertools
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

from django.db import connection, connections
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal

Batch = TypeVar("Batch")
Done = TypeVar("Done")
WORTH_PROCESSES = 4
"""Batches: fewer are done before processes have started."""
AHEAD = 2
"""Batches waiting per process: a process is never idle, and memory does not grow with the file."""
_PR_SET_PDEATHSIG = 1
_work: Callable[[Any], Any]


def in_order(work: Callable[[Batch], Done], batches: Iterator[Batch], processes: int) -> Generator[Done, None, None]:
    """What `work` makes of each batch, in their order; what it raises is raised here.

    Whoever stops asking has to close this generator: then all processes end. Raises Refusal where one was killed.
    """
    first = list(itertools.islice(batches, WORTH_PROCESSES))
    every = itertools.chain(first, batches)
    # Inside a transaction nobody else sees what it has written.
    if processes < 2 or len(first) < WORTH_PROCESSES or connection.in_atomic_block:
        yield from map(work, every)
        return
    connections.close_all()  # or the forks would talk into this process's conversation
    pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (work, os.getpid()))
    try:
        yield from _through(pool, every, ahead=AHEAD * processes)
    except BrokenProcessPool as killed:
        raise Refusal(
            _("A process that predicted was killed, most likely for want of memory; nothing was written. Try again.")
        ) from killed
    finally:
        pool.shutdown(cancel_futures=True)


def _through(pool: ProcessPoolExecutor, batches: Iterator[Batch], *, ahead: int) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    for batch in batches:
        waiting.append(pool.submit(_do, batch))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin(work: Callable[[Any], Any], parent: int) -> None:
    """In the fork. Ctrl-C reaches the parent, which ends it; and it dies with the parent, even by SIGKILL."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be tied to us
        os._exit(1)
    _work = work


def _do(batch: Any) -> Any:
    return _work(batch)
