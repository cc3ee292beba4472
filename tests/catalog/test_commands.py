"""What all commands share: one sentence on stderr and exit code 1, whatever is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("predict",), "required"),
        (("review", "1", "promote", "--user", "x", "--note", "y"), "promote"),
        (("train", "--seed", "many"), "many"),
    ],
)
def test_wrong_arguments_are_one_sentence(arguments, says):
    ended = manage(*arguments)
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert says in ended.stderr
    assert "--help" in ended.stderr


def test_a_database_that_is_away_is_one_sentence():
    ended = manage("evaluate", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert ended.returncode == 1
    assert ended.stderr.startswith("The database did not answer")
    assert len(ended.stderr.strip().splitlines()) == 1
