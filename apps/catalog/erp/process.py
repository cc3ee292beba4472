"""Asks `child.py`, and gives up in time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("child.py")


class NoAnswer(Exception):
    """The child crashed or hung; the message says which."""


def ask(do: str, *, limit: float, **question: Any) -> dict[str, Any]:
    """The question goes through stdin, where no other user of the machine can read it.

    Raises NoAnswer.
    """
    command = [sys.executable, "-P", str(CHILD)]  # -P: our folder's modules stay out of its way
    try:
        done = subprocess.run(
            command,
            input=json.dumps({"do": do, **question}),
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NoAnswer(f"no answer within {limit:g} s") from late
    try:
        return dict(json.loads(done.stdout.splitlines()[-1]))  # a driver may have printed before
    except (ValueError, IndexError) as silent:
        raise NoAnswer(_ending(done.returncode)) from silent


def _ending(code: int) -> str:
    return f"it crashed with signal {-code}" if code < 0 else f"it ended with code {code}"
