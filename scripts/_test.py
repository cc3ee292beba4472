"""Every check in named steps, called by scripts/test; all of them run, and the summary says which failed."""

import argparse
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass

import _processes
from _steps import ROOT, say

PYTHON = sys.executable
CODE = ["manage.py", "apps", "routing_site", "scripts", "tests"]
TYPED = ["manage.py", "apps", "routing_site", "scripts"]
PRODUCTION = {
    "ROUTING_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgres://routewright@127.0.0.1:5432/routewright",  # the check does not open it
    "ALLOWED_HOSTS": "routing.example.com",
}
TEST = {"ROUTING_ENV": "test", "DATABASE_URL": "", "SECRET_KEY": ""}


@dataclass(frozen=True)
class Step:
    name: str
    command: list[str]
    environment: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float


def steps(for_pytest: list[str]) -> list[Step]:
    pytest = [PYTHON, "-m", "pytest", *for_pytest]
    manage = [PYTHON, "manage.py"]
    return [
        Step("lint", [PYTHON, "-m", "ruff", "check", *CODE], TEST),
        Step("format", [PYTHON, "-m", "ruff", "format", "--check", *CODE], TEST),
        Step("types", [PYTHON, "-m", "mypy", *TYPED], TEST),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], TEST),
        Step("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Step("architecture", [*pytest, "tests/test_architecture.py"], TEST),
        Step("tests", [*pytest, "tests", "--ignore=tests/e2e", "--ignore=tests/test_architecture.py"], TEST),
        Step("browser", [*pytest, "tests/e2e"], TEST),
    ]


def main() -> None:
    names = [step.name for step in steps([])]
    parser = argparse.ArgumentParser(prog="scripts/test")
    parser.add_argument("--only", action="append", choices=names, help="one step; may be repeated")
    arguments, for_pytest = parser.parse_known_args()
    chosen = [
        step
        for step in steps([argument for argument in for_pytest if argument != "--"])
        if step.name in (arguments.only or names)
    ]
    _processes.raise_on_signals()
    _processes.mark("test")
    _processes.end(_processes.orphans("test"))
    os.chdir(ROOT)
    sys.exit(_run_all(chosen, filtered=bool(for_pytest)))


def _run_all(chosen: list[Step], *, filtered: bool) -> int:
    outcomes: list[Outcome] = []
    try:
        with _EmbeddedPostgres():
            outcomes.extend(_run(step, filtered=filtered) for step in chosen)
    except KeyboardInterrupt:
        _processes.finish_undisturbed()
        say("\nStopped.")
        return 130
    finally:
        for name in _processes.end(_processes.own()):
            say(f"Left running by a step, and ended now: {name}")
        _summary(outcomes, planned=len(chosen))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


class _EmbeddedPostgres:
    """Keeps the test server up from the first step to the last, instead of once per step."""

    def __enter__(self) -> None:
        sys.path.insert(0, str(ROOT))
        from routing_site import embedded_postgres

        self.server = embedded_postgres.start(ROOT / "var" / "test" / "postgres")

    def __exit__(self, *reason: object) -> None:
        """The server itself stops with the last process that uses it: this one."""


def _run(step: Step, *, filtered: bool) -> Outcome:
    say(f"\n== {step.name}")
    began = time.monotonic()
    child = subprocess.Popen(
        step.command,
        env={**os.environ, **step.environment},
        stdin=subprocess.DEVNULL,
        text=True,
        preexec_fn=_processes.end_with_parent,
    )
    try:
        code = child.wait()
    finally:
        _processes.stop(child, group=False)
    seconds = time.monotonic() - began
    passed = code == 0 or (code == 5 and filtered)  # 5: the filter left no test in this step
    say(f"   {'ok' if passed else f'FAILED ({code})'}  {seconds:.1f} s")
    return Outcome(step.name, passed, seconds)


def _summary(outcomes: list[Outcome], *, planned: int) -> None:
    say("\nstep           result   seconds")
    for outcome in outcomes:
        say(f"{outcome.name:<14} {'ok' if outcome.passed else 'FAILED':<8} {outcome.seconds:7.1f}")
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    if failed:
        say(f"\nFAILED: {', '.join(failed)}")
    not_run = f", {planned - len(outcomes)} skipped" if len(outcomes) < planned else ""
    say(f"\nsteps: {len(outcomes) - len(failed)} passed, {len(failed)} failed{not_run}")


if __name__ == "__main__":
    main()
