"""Named steps on a terminal: what runs, for how long, and on failure which, why and what to do."""

import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from _processes import end_with_parent, stop

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "var" / "log"
LAST_LINES = 15


class Failure(Exception):
    """A step did not work out; the message is for people."""


def say(line: str = "") -> None:
    print(line, flush=True)


@contextmanager
def step(name: str, advice: str) -> Iterator[Callable[[str], None]]:
    """Announce the step and its seconds; what is handed to the yielded function stands beside them.

    Anything that goes wrong inside becomes the one report of the whole script, and ends it.
    """
    said: list[str] = []
    began = time.monotonic()
    say(f"== {name}")
    try:
        yield said.append
    except Exception as reason:
        seconds = time.monotonic() - began
        print(f"\nFAILED  {name} (after {seconds:.1f} s)\n{_indented(_words(reason))}", file=sys.stderr)
        print(f"  What to do: {advice}", file=sys.stderr, flush=True)
        raise SystemExit(1) from reason
    say(f"   ok  {time.monotonic() - began:.1f} s  {'  '.join(said)}".rstrip())


def _words(reason: Exception) -> str:
    return str(reason) if isinstance(reason, Failure) else f"{type(reason).__name__}: {reason}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def run(command: list[str], *, log: str, env: Mapping[str, str] | None = None) -> str:
    """The command's standard output; its progress (standard error) is shown while it runs, and logged.

    Raises Failure with the log's last lines.
    """
    file = LOGS / log
    with (
        file.open("w+", encoding="utf-8") as output,
        (LOGS / f"{log}.out").open("w+", encoding="utf-8") as result,
    ):
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=result,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        try:
            for line in child.stderr or ():
                output.write(line)
                say(f"   | {line.rstrip()}")
            code = child.wait()
        finally:
            stop(child)
        result.seek(0)
        text = result.read()
    if code:
        raise Failure(f"{shlex.join(command[1:])} ended with {code}.\n{last_lines(file)}")
    return text


def last_lines(file: Path) -> str:
    """The end of a log, with its name above it."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    if not lines:
        return f"{file.relative_to(ROOT)} is empty."
    return "\n  ".join([f"The last lines of {file.relative_to(ROOT)}:", *lines[-LAST_LINES:]])
