"""The processes that a script starts: they end with it, and are found again after it was killed.

Every one of them, and whatever it starts in turn, inherits a mark in its environment. A process is stopped
here only when it carries the mark of this checkout's own script.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil

MARK = "ROUTEWRIGHT_STARTED_BY"
PR_SET_PDEATHSIG = 1
CHECKOUT = Path(__file__).resolve().parent.parent
_libc = ctypes.CDLL(None)


def mark(name: str) -> None:
    """Put this script's mark into the environment that its children inherit."""
    os.environ[MARK] = f"{name}:{CHECKOUT}:{os.getpid()}"


def end_with_parent() -> None:
    """Between fork and exec: the kernel sends SIGTERM when the script dies, even by SIGKILL."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def own() -> list[psutil.Process]:
    """What this script started and still runs."""
    return [process for process, value in _marked() if value == os.environ[MARK]]


def orphans(name: str) -> list[psutil.Process]:
    """What an earlier run of the script `name` of this checkout left, having been killed."""
    return [
        process
        for process, value in _marked()
        if value.rpartition(":")[0] == f"{name}:{CHECKOUT}" and not _started_by_living(process, value)
    ]


def _marked() -> Iterator[tuple[psutil.Process, str]]:
    """All marked processes but this one, and but PostgreSQL, which counts its own users."""
    for process in psutil.process_iter():
        try:
            value = process.environ().get(MARK)
            if value and process.pid != os.getpid() and process.name() != "postgres":
                yield process, value
        except (psutil.Error, OSError):  # gone meanwhile, or somebody else's
            continue


def _started_by_living(process: psutil.Process, value: str) -> bool:
    try:
        return psutil.Process(int(value.rpartition(":")[2])).create_time() <= process.create_time()
    except psutil.Error:
        return False


def end(processes: list[psutil.Process], *, patience: float = 5) -> list[str]:
    """End them, asking first, and give their names."""
    names = [_name(process) for process in processes]
    _signal(processes, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    _signal(stubborn, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=patience)
    return names


def _name(process: psutil.Process) -> str:
    try:
        return f"{' '.join(process.cmdline()[:4])} ({process.pid})"
    except psutil.Error:
        return str(process.pid)


def _signal(processes: Iterable[psutil.Process], number: int) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def stop(child: "subprocess.Popen[str]", *, patience: float = 8, asked: bool = False, group: bool = True) -> None:
    """Ask the child to end, unless it was asked, then insist, with its process group where it leads one.

    Asked once only: a second SIGTERM locks django-q2's cluster up for good.
    """
    if child.poll() is not None:
        return
    if not asked:
        child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL) if group else child.kill()
        child.wait()


def raise_on_signals() -> None:
    """SIGTERM and a closed terminal end the script as Ctrl-C does: through its `finally`. Ctrl-C is asked for too,
    since a shell starts its background jobs with SIGINT ignored."""

    def interrupt(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def finish_undisturbed() -> None:
    """While everything is being ended, another Ctrl-C would only leave something behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def listener(port: int) -> str:
    """Who listens on the port, in words; "" where nobody does."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
                if connection.pid is None:
                    return "another program"
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        return "another program"
    return ""


def wait_until(ready: Callable[[], bool], *, seconds: float) -> bool:
    """Ask every fifth of a second, for at most so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ready():
            return True
        time.sleep(0.2)
    return False
