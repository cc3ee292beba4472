"""One run at a time, and nothing that it started outlives it."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import _processes
from _steps import say


@contextmanager
def only_one(lock_file: Path, name: str) -> Iterator[None]:
    """name: how people call what runs, "The demo"."""
    with lock_file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            sys.exit(f"{name} is already running here (process {lock.read().strip()}): end that one with Ctrl-C.")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def everything_ended(mark: str) -> Iterator[None]:
    """Whatever happens inside, nothing that was started here goes on; nor what an earlier, killed run left.

    mark: what `_processes.mark` was called with.
    """
    _processes.end(_processes.orphans(mark))
    try:
        yield
    except KeyboardInterrupt:
        say("\nStopped.")
        sys.exit(130)
    finally:
        _processes.finish_undisturbed()
        _processes.end(_processes.own())
