"""Another version becomes active while people predict: every worker serves it within seconds, and no request fails."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import NamedTuple

import pytest
from django.conf import settings

from tests.models.test_webhooks import address_of_this_database, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, CLIENTS, SWAPS = 2, 4, 5
PROMISED_SECONDS = 2.0
BUSY_MACHINE_SECONDS = 4.0
AFTERWARDS_SECONDS = 1.0
VERSION = re.compile(r"model (\d+) · ")


class Asked(NamedTuple):
    """A request: when it began, which worker answered, with which version; `failure` "" is none."""

    began: float
    worker: str
    version: int
    failure: str


@pytest.fixture
def host(active_version):
    """gunicorn as a demo runs it, with two workers that have the first version loaded."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"127.0.0.1:{free.getsockname()[1]}"
    options = ["--workers", str(WORKERS), "--threads", "4", "--preload", "--no-control-socket", "--bind", host]
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_this_database(),
        "ARTIFACTS_DIR": str(settings.ARTIFACTS_DIR),
    }
    command = [sys.executable, "-m", "gunicorn", "tests.models.told_apart:application", *options]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
    try:
        wait_for(lambda: answers(host))
        yield host
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def answers(host):
    try:
        return ask(host, "/healthz", "")[0] == 200
    except OSError:
        return False


def ask(host, path, session):
    client = http.client.HTTPConnection(host, timeout=30)
    try:
        client.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        answer = client.getresponse()
        return answer.status, answer.headers["X-Worker"], answer.read().decode()
    finally:
        client.close()


def predict(host, session, code):
    began = time.monotonic()
    try:
        status, worker, page = ask(host, f"/predict/?item={code}", session)
    except OSError as failure:
        return Asked(began, "", 0, repr(failure))
    found = VERSION.search(page)
    if status != 200 or not found:
        return Asked(began, worker, 0, f"{status}: {page[:500]}")
    return Asked(began, worker, int(found[1]), "")


@pytest.fixture
def load(host, planner):
    """Clients that ask as fast as they are answered; the list of what they met grows."""
    met, ended, session = [], threading.Event(), planner.cookies["sessionid"].value

    def work(client):
        number = client
        while not ended.is_set():
            met.append(predict(host, session, f"P-{number % 240:04d}"))
            number += CLIENTS

    threads = [threading.Thread(target=work, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    yield met
    ended.set()
    for thread in threads:
        thread.join()


def served_by_all(met, version, since):
    return len({asked.worker for asked in list(met) if asked.version == version and asked.began >= since}) == WORKERS


def test_every_worker_serves_the_new_version_in_time(
    load, active_version, make_version, decide, trainer, approver, capsys
):
    other = make_version(trainer.user)
    decide(other, ("submit", trainer.user), ("approve", approver.user))
    wait_for(lambda: served_by_all(load, active_version.number, 0))
    swaps, lags = [other, active_version] * SWAPS, []
    for version in swaps[:SWAPS]:
        version.refresh_from_db()
        decide(version, ("activate" if version.review_status == "approved" else "roll-back", approver.user))
        committed = time.monotonic()
        wait_for(lambda number=version.number, since=committed: served_by_all(load, number, since))
        time.sleep(AFTERWARDS_SECONDS)  # nobody goes back
        late = [asked.began - committed for asked in list(load) if asked.version != version.number]
        lags.append(max(0.0, *late))
    failures = [asked.failure for asked in load if asked.failure]
    with capsys.disabled():
        print(
            f"\nSwap under load: {SWAPS} activations, {WORKERS} workers, {CLIENTS} clients, {len(load)} requests, "
            f"{len(failures)} failed; the last answer of the version before was asked for "
            f"{max(lags):.2f} s after the activation (promised: {PROMISED_SECONDS:.0f} s)"
        )
    assert not failures
    assert max(lags) < BUSY_MACHINE_SECONDS
    assert len({asked.worker for asked in load}) == WORKERS
