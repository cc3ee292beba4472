"""A whole Routewright for the browser: its own database, a demo plant, an active model, gunicorn and a task cluster.

Everything is made by the commands that people use; nothing is put into the database from here.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
ITEMS = 300
MAKE_PEOPLE = (
    "import django; django.setup(); import sys, pathlib, _people; _people.make_people(pathlib.Path(sys.argv[1]))"
)


class Site:
    def __init__(self, folder: Path, server: dict[str, object], database: str) -> None:
        self.folder = folder
        self.server = server
        self.database = database
        self.running: list[subprocess.Popen[bytes]] = []
        self.password = ""
        self.version = 0
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        place = self.server
        credentials = f"{place['USER']}:{place.get('PASSWORD') or ''}"
        address = f"{place['HOST']}:{place['PORT']}" if place.get("PORT") else ""
        socket_folder = "" if address else f"?host={place['HOST']}"
        return {
            **os.environ,
            "DATABASE_URL": f"postgres://{credentials}@{address}/{self.database}{socket_folder}",
            "ARTIFACTS_DIR": str(self.folder / "artifacts"),
            "PYTHONPATH": str(ROOT / "scripts"),
        }

    def python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def manage(self, *arguments: str) -> str:
        return self.python("manage.py", *arguments)

    def build(self) -> None:
        """From an empty database to an active version."""
        self._execute(f'DROP DATABASE IF EXISTS "{self.database}"')
        self._execute(f'CREATE DATABASE "{self.database}" TEMPLATE template0 LOCALE "C.UTF-8"')
        self.manage("migrate", "--verbosity", "0")
        logins = self.folder / "logins.txt"
        self.python("-c", MAKE_PEOPLE, str(logins))
        self.password = logins.read_text().split()[-1]
        plant = str(self.folder / "plant")
        self.manage("make_demo_plant", plant, "--items", str(ITEMS), "--seed", "1")
        self.manage("load_catalog", plant)
        self._start("tasks", "manage.py", "qcluster")
        self.version = json.loads(self.manage("train", "--wait", "--seed", "1", "--json"))["version"]
        number = str(self.version)
        self.manage("review", number, "submit", "--user", "trainer", "--note", "Better than a copy.")
        self.manage("review", number, "approve", "--user", "approver", "--note", "Looked at.")
        self.manage("activate", number, "--user", "approver", "--note", "First model.")

    def serve(self) -> None:
        bind = ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4", "--no-control-socket"]
        self._start("web", "-m", "gunicorn", "routing_site.wsgi:application", *bind)
        until = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until, (self.folder / "web.log").read_text()
            time.sleep(0.2)

    def _answers(self) -> bool:
        assert self.running[-1].poll() is None, (self.folder / "web.log").read_text()
        try:
            with urllib.request.urlopen(f"{self.address}/accounts/login/", timeout=20) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            raise
        except OSError:
            return False

    def _start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, *arguments],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        try:
            for process in self.running:
                process.wait(30)
        finally:
            for process in self.running:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        self._execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        place = self.server
        with psycopg.connect(
            host=str(place["HOST"]),
            port=str(place.get("PORT") or "") or None,
            user=str(place["USER"]),
            password=str(place.get("PASSWORD") or "") or None,
            dbname="postgres",
            autocommit=True,
        ) as server:
            server.execute(statement)
