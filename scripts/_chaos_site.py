"""A Routewright to be killed: a PostgreSQL and a task cluster of its own, started again as an init system would."""

import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import psutil
from _bench_place import Database, Place
from _chaos_waiting import wait_awake
from _processes import end_with_parent, own
from _servers import Servers
from _steps import LOGS, ROOT, Failure, last_lines

TARGETS = ("training", "worker", "cluster", "postgres")
ITEMS = 60
START_SECONDS = 120
AWAY_SECONDS = 4.0
"""For at most so long a killed service is away; an init system waits a moment, too."""
HOLD_SERVER = """
import pathlib, sys
from routing_site import embedded_postgres
print(embedded_postgres.database(pathlib.Path(sys.argv[1]))["HOST"], flush=True)
sys.stdin.read()
"""


class Server:
    """An embedded PostgreSQL, held by a process of its own so that it can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.host = ""
        self._holder: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """As an init system would, once the last one has ended."""
        with (LOGS / "chaos-postgres.log").open("a", encoding="utf-8") as log:
            self._holder = subprocess.Popen(
                [sys.executable, "-c", HOLD_SERVER, str(self.folder)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=end_with_parent,
            )
        assert self._holder.stdout  # noqa: S101 - for the type checker
        self.host = self._holder.stdout.readline().strip()
        if not self.host:
            raise Failure(f"PostgreSQL does not start.\n{last_lines(LOGS / 'chaos-postgres.log')}")

    def kill_left(self) -> None:
        """One that a killed run of this script left."""
        named = [process for process in psutil.process_iter() if str(self.folder) in _words(process)]
        _kill([process for process in named if process.name() == "postgres"])

    def kill(self) -> None:
        postmaster = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))
        _kill([postmaster, *postmaster.children(recursive=True)])
        if self._holder:
            self._holder.kill()
            self._holder.wait()

    def stop(self) -> None:
        if self._holder and self._holder.stdin:
            self._holder.stdin.close()
            self._holder.wait(30)


class ChaosSite:
    def __init__(self, folder: Path, lease: int) -> None:
        self.folder = folder
        self.lease = lease
        self.server = Server(folder / "postgres")

    def build(self) -> None:
        self.server.start()
        os.environ |= self._environment()
        sys.path.insert(0, str(ROOT))
        import _chaos_checks  # sets Django up, for which the server must be there

        self.checks = _chaos_checks
        self.checks.load_plant(self.folder / "plant", ITEMS)
        self.cluster = Servers(0, name="chaos", environment={**os.environ, "LOG_LEVEL": "INFO"})
        self.cluster.start_task_cluster()
        self._wait_for_cluster()

    def _environment(self) -> dict[str, str]:
        database = Database(Place(self.server.host, self.folder, prefix=""), "routewright")
        return database.environment | {
            "DATABASE_URL": f"postgres:///routewright?host={quote(self.server.host)}&user=postgres",
            "ARTIFACTS_DIR": str(self.folder / "artifacts"),
            "TRAINING_LEASE_SECONDS": str(self.lease),
        }

    # --- trainings ---

    def open_training(self) -> int:
        """The one that waits or runs, else a new one."""
        return self.checks.open_run() or self.checks.request()

    @property
    def usual_seconds(self) -> float:
        return min(self.checks.usual_seconds() or 8.0, 20.0)

    def wait_for_progress(self, run_id: int, share: float) -> None:
        wait_awake(lambda: self.checks.is_past(run_id, share), seconds=60)

    def where(self, run_id: int) -> str:
        return self.checks.where(run_id)

    def training_under_way(self, run_id: int) -> int:
        """The training with a process to be killed: another one where this has just ended."""
        if not self._trainings():
            run_id = self.open_training()
            wait_awake(lambda: bool(self._trainings()), seconds=60)
        return run_id

    def settle(self, run_id: int, seconds: float) -> tuple[float, list[str]]:
        """Wait until all is well again: after how many seconds it was, and what is not by the end."""
        since = self.checks.now()
        waited = wait_awake(lambda: not self._violations(run_id, since), seconds=seconds)
        return waited or seconds, [] if waited else self._violations(run_id, since)

    def _violations(self, run_id: int, since: datetime) -> list[str]:
        self._restart_what_ended()
        return self.checks.violations(run_id, since)

    def violations_at_the_end(self) -> list[str]:
        return [*self.checks.last_training_fails(), *self.checks.tasks_hang(), *self.checks.damaged_versions()]

    # --- killing ---

    def kill(self, target: str, rng: random.Random) -> None:
        """And start again what an init system starts; the rest is for the product to find out."""
        if target == "training":
            _kill(self._trainings())
        elif target == "worker":
            self._wait_for_cluster()
            _kill([rng.choice(self._helpers())])
        elif target == "cluster":
            self._kill_cluster()
            time.sleep(rng.uniform(0, AWAY_SECONDS))
            self._restart_what_ended()
        else:
            self.server.kill()
            time.sleep(rng.uniform(0, AWAY_SECONDS))
            self.server.start()

    def _trainings(self) -> list[psutil.Process]:
        return [process for process in own() if "run_training" in _words(process)]

    def _helpers(self) -> list[psutil.Process]:
        """django-q2's workers, its pusher and its monitor: the children of the cluster's one child."""
        sentinels = psutil.Process(self.cluster.running["tasks"].pid).children()
        return [process for sentinel in sentinels for process in sentinel.children()]

    def _wait_for_cluster(self) -> None:
        """Until it is back: two workers, pusher, monitor."""
        if not wait_awake(lambda: len(self._helpers()) >= 4, seconds=START_SECONDS):
            raise Failure(f"The task cluster does not start.\n{last_lines(LOGS / 'chaos-tasks.log')}")

    def _of_cluster(self) -> list[psutil.Process]:
        cluster = psutil.Process(self.cluster.running["tasks"].pid)
        return [cluster, *cluster.children(recursive=True)]

    def _kill_cluster(self) -> None:
        """All of it, the training too: systemd ends whatever is left of a service's group."""
        _kill([*self._of_cluster(), *self._trainings(), *_left_of_cluster()])

    def _restart_what_ended(self) -> None:
        cluster = self.cluster.running.get("tasks")
        if cluster is None or cluster.poll() is not None:
            _kill(_left_of_cluster())
            self.cluster.running.pop("tasks", None)
            self.cluster.start_task_cluster()
            self._wait_for_cluster()

    def stop(self) -> None:
        self.cluster.stop()
        _kill([*self._trainings(), *_left_of_cluster()])
        self.checks.hang_up()
        self.server.stop()


def _left_of_cluster() -> list[psutil.Process]:
    return [process for process in own() if "qcluster" in _words(process)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    """The parents first, so that none of them sees a child end."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=10)
