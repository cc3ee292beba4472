"""The parts of scripts/demo and scripts/test that can go wrong on somebody else's machine."""

import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"


@pytest.fixture
def scripts_on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))


# --- the lock -------------------------------------------------------------------------------------------------


def lock_lines():
    return (ROOT / "requirements.lock").read_text().splitlines()


def test_the_lock_names_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    names = {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in wanted}
    locked = {line.split("==")[0] for line in lock_lines() if "==" in line}
    assert names <= locked, "run the command in the first lines of requirements.lock"


def test_the_lock_pins_with_hashes_and_names_no_address():
    requirements = re.split(r"\n(?=\w)", "\n".join(line for line in lock_lines() if not line.startswith("#")))
    assert all("==" in requirement and "--hash=sha256:" in requirement for requirement in requirements if requirement)
    assert not [line for line in lock_lines() if "://" in line or "index" in line.replace("--no-emit-index-url", "")]
    assert not [line for line in lock_lines() if line.startswith(("-", "/")) or " @ " in line]


# --- the set-up -----------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path):
    """A checkout of the scripts alone, in a folder with a space."""
    folder = tmp_path / "a checkout"
    shutil.copytree(SCRIPTS, folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", folder)
    (folder / "bin").mkdir()
    return folder


def stub(checkout, name, script):
    """A command of the system, replaced: tests install no packages."""
    command = checkout / "bin" / name
    command.write_text(f"#!/bin/bash\n{script}\n")
    command.chmod(0o755)


def in_setup(checkout, script):
    """Run bash with the set-up's functions at hand, from another folder."""
    return subprocess.run(
        ["bash", "-c", f'. "{checkout}/scripts/_setup.sh"\n{script}'],
        cwd="/",
        env={**os.environ, "PATH": f"{checkout / 'bin'}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_root_the_one_command_is_printed(checkout):
    stub(checkout, "id", "echo 1000")
    stub(checkout, "apt-get", "exit 99")
    answer = in_setup(checkout, "missing_packages() { echo g++; echo python3-dev; }; system_packages demo; echo on")
    assert answer.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y g++ python3-dev" in answer.stderr
    assert "on" not in answer.stdout.splitlines()


def test_root_installs_what_is_missing(checkout):
    stub(checkout, "id", "echo 0")
    stub(checkout, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >>"{checkout}/apt"; touch "{checkout}/installed"')
    answer = in_setup(
        checkout, f'missing_packages() {{ [ -e "{checkout}/installed" ] || echo g++; }}; system_packages demo'
    )
    assert answer.returncode == 0, answer.stderr
    commands = (checkout / "apt").read_text().splitlines()
    assert commands == ["noninteractive update", "noninteractive install -y --no-install-recommends g++"]


def test_an_installation_that_fails_says_why(checkout):
    stub(checkout, "id", "echo 0")
    stub(checkout, "apt-get", "echo 'E: Unable to locate package g++' >&2; exit 100")
    answer = in_setup(checkout, "missing_packages() { echo g++; }; system_packages demo; echo on")
    assert answer.returncode == 1
    for words in ("FAILED  System packages: g++", "E: Unable to locate package", "var/log/packages.log", "What to do:"):
        assert words in answer.stderr


def test_a_step_that_fails_half_way_stops_the_script(checkout):
    answer = in_setup(
        checkout, 'work() { echo begun; false; echo never; }; step "Some work" some.log "mend it" work; echo on'
    )
    assert answer.returncode == 1
    assert "FAILED  Some work" in answer.stderr
    assert "    begun" in answer.stderr
    assert "What to do: mend it" in answer.stderr
    assert "never" not in answer.stderr + answer.stdout


def test_nothing_is_installed_where_the_lock_is_installed(checkout):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    answer = in_setup(
        checkout,
        "state >$INSTALLED; install_locked() { echo installed again; exit 1; }; python_packages; "
        "echo '# changed' >>requirements.lock; is_installed || echo stale",
    )
    assert answer.returncode == 0, answer.stderr
    assert "as locked" in answer.stdout
    assert "stale" in answer.stdout


def test_ctrl_c_ends_the_step_that_runs(checkout):
    setup = subprocess.Popen(
        ["bash", "-c", f'. "{checkout}/scripts/_setup.sh"; step "Long" long.log "wait" sleep 987.654'],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert "== Long" in setup.stdout.readline()
    setup.send_signal(signal.SIGINT)
    setup.send_signal(signal.SIGTERM)
    assert setup.wait(10) == 130
    assert "Stopped during the set-up" in setup.stdout.read()
    assert not [process for process in psutil.process_iter(["cmdline"]) if "987.654" in (process.info["cmdline"] or [])]


# --- processes ------------------------------------------------------------------------------------------------

STARTER = """
import subprocess, sys, time
sys.path.insert(0, sys.argv[1])
import _processes
_processes.mark("made-up")
grandchild = "import subprocess, time; subprocess.Popen(['sleep', '300'], start_new_session=True); time.sleep(300)"
child = subprocess.Popen([sys.executable, "-c", grandchild], start_new_session=True)
_processes.wait_until(lambda: len(_processes.own()) == 2, seconds=20)
print(*[process.pid for process in _processes.own()], flush=True)
sys.stdin.read()
print(len(_processes.end(_processes.own())), len(_processes.own()), flush=True)
"""


@pytest.fixture
def starter(scripts_on_path):
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(SCRIPTS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()


def test_everything_started_is_found_and_ended_in_whatever_session_it_hides(starter):
    started = [int(pid) for pid in starter.stdout.readline().split()]
    starter.stdin.close()
    assert starter.stdout.readline().split() == ["2", "0"]
    assert not [pid for pid in started if is_running(pid)]


def is_running(pid):
    try:
        return bool(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def test_what_a_killed_script_left_is_found_and_nothing_else(starter):
    import _processes

    started = {int(pid) for pid in starter.stdout.readline().split()}
    bystander = subprocess.Popen(["sleep", "300"])
    assert not _processes.orphans("made-up")  # it lives
    starter.kill()
    starter.wait()
    assert {process.pid for process in _processes.orphans("made-up")} == started
    _processes.end(_processes.orphans("made-up"))
    assert not _processes.orphans("made-up")
    assert bystander.poll() is None
    bystander.kill()


def test_who_listens_on_a_port_is_named(scripts_on_path):
    import _processes

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert str(os.getpid()) in _processes.listener(port)
    assert _processes.listener(port) == ""


# --- the demo and the tests -----------------------------------------------------------------------------------


def test_the_demo_does_not_run_where_production_is_configured(tmp_path):
    answer = subprocess.run(
        [sys.executable, SCRIPTS / "_demo.py", "--check"],
        env={**os.environ, "ROUTING_ENV": "production"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("ROUTING_ENV is production here")
    assert "Traceback" not in answer.stderr


ROW = {
    "item_code": "A-1",
    "rank": "1",
    "confidence": "0.874",
    "sequence": "10",
    "operation": "T110",
    "resource": "LATHE-2",
    "outsourced": "False",
    "vendor": "",
    "setup_minutes": "12.345",
    "setup_p10": "10",
    "setup_p90": "15.5",
    "run_minutes": "3.2",
    "run_p10": "",
    "run_p90": "",
    "step_confidence": "0.9",
    "source_items": "A-2 A-3",
}


def test_a_predicted_routing_is_shown_as_a_table(scripts_on_path):
    from _routing_table import routing_table

    text = routing_table(
        [ROW, {**ROW, "sequence": "20", "outsourced": "True", "vendor": "Hard & Co"}], {"T110": "Turning"}
    )
    lines = text.strip().splitlines()
    assert "A-1" in lines[0]
    assert "87 %" in lines[0]
    assert re.search(r"10\s+T110 Turning\s+LATHE-2\s+in-house\s+12\.3\s+10\.0-15\.5\s+3\.2\s+-\s+90 %", text)
    assert "out: Hard & Co" in text
    assert routing_table([], {}) == ""


def test_a_failing_step_does_not_stop_the_others_and_fails_the_run(scripts_on_path, capfd, monkeypatch):
    import _test

    monkeypatch.setenv("ROUTEWRIGHT_STARTED_BY", "made-up:summary:0")
    steps = [
        _test.Step("breaks", [sys.executable, "-c", "raise SystemExit(3)"], {}),
        _test.Step("works", [sys.executable, "-c", "print('did run')"], {}),
    ]
    assert _test._run_all(steps, filtered=False) == 1
    out = capfd.readouterr().out
    assert "did run" in out
    assert re.search(r"breaks\s+FAILED", out)
    assert re.search(r"works\s+ok", out)
    assert out.strip().splitlines()[-1] == "steps: 1 passed, 1 failed"
    assert _test._run_all(steps[1:], filtered=False) == 0
