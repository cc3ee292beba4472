"""The two long-running processes of a site: the web server and the task cluster."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from _processes import end_with_parent, finish_undisturbed, stop, wait_until
from _steps import LOGS, ROOT, Failure, last_lines, say, step

START_SECONDS = 60
WEB = ["--threads", "4", "--preload", "--no-control-socket", "--graceful-timeout", "5"]
WEB += ["--limit-request-line", "8190"]  # the predict page asks with every attribute in its address


class Servers:
    """Started when they are needed; all are ended on leaving the `with`."""

    def __init__(
        self, port: int, *, name: str = "demo", workers: int = 2, environment: Mapping[str, str] | None = None
    ) -> None:
        """name: of the logs; workers: of the web server; environment: what they see in place of ours."""
        self.name, self.workers, self.environment = name, workers, environment
        self.address = f"http://127.0.0.1:{port}"
        self.bind = f"127.0.0.1:{port}"
        self.running: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, reason: BaseException | None, trace: TracebackType | None
    ) -> None:
        finish_undisturbed()
        self.stop()

    def stop(self) -> None:
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            stop(child, patience=5, asked=True)
        self.running.clear()

    def start_task_cluster(self) -> None:
        self._start("tasks", [sys.executable, str(ROOT / "manage.py"), "qcluster"])

    def start_web(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "routing_site.wsgi:application"]
        self._start("web", [*command, "--bind", self.bind, "--workers", str(self.workers), *WEB])

    def _start(self, name: str, command: list[str]) -> None:
        if name in self.running:
            return
        with self._log(name).open("w", encoding="utf-8") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def serve(self, logins: Path) -> None:
        """Until Ctrl-C, or until one of them ends by itself."""
        with step("Web server and task cluster", "look at the log named above, then run scripts/demo again."):
            self.start_web()
            self.start_task_cluster()
            self.wait_for_web()
        say(f"\nRoutewright demo: {self.address}\n\n{logins.read_text()}")
        say("manage.py works on the same data: .venv/bin/python manage.py diagnose\nCtrl-C stops the demo.")
        with step("Serving", "run scripts/demo again."), suppress(KeyboardInterrupt):
            while True:
                self._check()
                time.sleep(1)

    def wait_for_web(self) -> None:
        if not wait_until(self._answers, seconds=START_SECONDS):
            raise Failure(f"{self.address} did not answer in {START_SECONDS} s.\n{last_lines(self._log('web'))}")

    def _answers(self) -> bool:
        self._check()
        try:
            with urllib.request.urlopen(f"{self.address}/accounts/login/", timeout=20) as answer:  # noqa: S310 - http
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            raise Failure(f"{error.url} answered {error.code}.\n{last_lines(self._log('web'))}") from error
        except OSError:
            return False

    def _check(self) -> None:
        for name, child in self.running.items():
            if child.poll() is not None:
                raise Failure(f"The {name} process ended with {child.returncode}.\n{last_lines(self._log(name))}")

    def _log(self, name: str) -> Path:
        return LOGS / f"{self.name}-{name}.log"
