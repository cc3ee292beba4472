"""The embedded PostgreSQL: it ends with its last user, however that one ended."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent

USE = """
import pathlib, sys
from routing_site import embedded_postgres
print(embedded_postgres.database(pathlib.Path(sys.argv[1]))["HOST"], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server_folder():
    """Not in pytest's own folder, which other runs close to the server's user at any time."""
    (ROOT / "var" / "test").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var" / "test", prefix="a server ") as folder:
        yield Path(folder) / "postgres"


@pytest.fixture
def use(server_folder):
    """Starts a process that uses the server, until its standard input ends."""
    started = []

    def start():
        command = [sys.executable, "-c", USE, str(server_folder)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert started[-1].stdout.readline().strip()
        return started[-1]

    yield start
    for process in started:
        process.stdin.close()
        process.wait(20)


def servers(folder):
    found = [process.info for process in psutil.process_iter(["name", "cmdline"])]
    return [info for info in found if info["name"] == "postgres" and str(folder) in (info["cmdline"] or [])]


def test_the_server_ends_with_its_last_user_though_another_was_killed(use, server_folder):
    first, second = use(), use()
    assert len(servers(server_folder)) == 1
    first.kill()
    first.wait()
    second.stdin.close()
    second.wait(20)
    assert not servers(server_folder)


def test_a_server_whose_first_start_was_cut_off_is_made_anew(use, server_folder):
    server_folder.mkdir()
    (server_folder / "PG_VERSION").write_text("18\n")  # what initdb writes first
    server_folder.with_name("postgres.unfinished").touch()
    use()
    assert len(servers(server_folder)) == 1


def test_a_stale_server_number_is_not_taken_for_the_server(use, server_folder):
    """As after a power cut: another process has the number that the server had."""
    folder = server_folder
    user = use()
    left = (folder / "postmaster.pid").read_text().splitlines()
    user.stdin.close()
    user.wait(20)
    (folder / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    shutil.chown(folder / "postmaster.pid", folder.owner(), folder.group())
    again = use()
    again.stdin.close()
    again.wait(20)
    assert not servers(folder)
