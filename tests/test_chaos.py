"""scripts/chaos in short: processes are killed at random moments of trainings, and nothing is lost or doubled."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAOS = ROOT / "scripts" / "_chaos.py"


@pytest.fixture
def chaos_folder():
    """Not in pytest's own folder, which other runs close to the server's user at any time."""
    (ROOT / "var" / "test").mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=ROOT / "var" / "test", prefix="chaos-"))
    folder.chmod(0o755)
    yield folder / "site"
    shutil.rmtree(folder, ignore_errors=True)


def test_five_kills_lose_no_training_and_double_none(chaos_folder):
    command = [sys.executable, str(CHAOS), "5", "--seed", "7", "--lease", "10", "--folder", str(chaos_folder)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "5 kills, 0 violations" in answer.stdout
    assert not chaos_folder.exists()


def test_a_violation_fails_the_run(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import _chaos

    kept = _chaos.Kill("worker", "1 running", "1 finished", 2.0, [])
    lost = _chaos.Kill("cluster", "2 running", "2 queued", 60.0, ["Training 2 waits though nothing runs"])
    assert _chaos._report([kept], []) == 0
    assert _chaos._report([kept, lost], []) == 1
    assert _chaos._report([kept], ["a training never ended"]) == 1
    told = capsys.readouterr().out
    assert "2 kills, 1 violations" in told
    assert "VIOLATED at the end: a training never ended" in told
