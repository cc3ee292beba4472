"""Batches worked on by several processes: the same answers in the same order, and nothing goes on afterwards."""

import csv
import os
import signal
import subprocess
import sys
import time
from io import StringIO

import psutil
import pytest
from django.core.management import call_command

from apps.catalog.errors import Refusal
from apps.models.ml.prediction import Interval, PredictedRouting, PredictedStep, Prediction
from apps.routing import batch, predicted_csv
from apps.routing.side_by_side import WORTH_PROCESSES, in_order

pytestmark = pytest.mark.django_db(transaction=True)
BATCHES = range(40)


def slower_at_first(number):
    time.sleep(0.2 if number == 0 else 0.001)
    return number, os.getpid()


def children():
    return psutil.Process().children(recursive=True)


def test_answers_come_in_order_from_several_processes():
    numbers, processes = zip(*in_order(slower_at_first, iter(BATCHES), 2), strict=True)
    assert numbers == tuple(BATCHES)
    assert len(set(processes) - {os.getpid()}) == 2
    assert not children()


@pytest.mark.parametrize(("count", "processes"), [(WORTH_PROCESSES - 1, 2), (40, 1)])
def test_little_work_stays_in_this_process(count, processes):
    assert {pid for _number, pid in in_order(slower_at_first, iter(range(count)), processes)} == {os.getpid()}


def test_batches_are_read_no_further_than_they_are_worked_on():
    read = []
    answers = in_order(slower_at_first, (read.append(number) or number for number in BATCHES), 2)
    assert next(answers)[0] == 0
    assert len(read) < 10
    answers.close()
    assert not children()


def test_what_a_process_raises_is_raised_here():
    def fail(number):
        if number == 7:
            raise Refusal(f"batch {number} is refused")
        return number

    answers = in_order(fail, iter(BATCHES), 2)
    assert [next(answers) for _ in range(7)] == list(range(7))
    with pytest.raises(Refusal, match="batch 7 is refused"):
        next(answers)
    assert not children()


def test_a_killed_process_is_said():
    def die(number):
        if number == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(Refusal, match="was killed"):
        list(in_order(die, iter(BATCHES), 2))
    assert not children()


SLEEPERS = """
import os, sys, time
import django
django.setup()
from apps.routing.side_by_side import in_order
def sleep(number):
    time.sleep(0.01 if number == 0 else 300)
    return os.getpid()
answers = in_order(sleep, iter(range(40)), 2)
next(answers)
print("begun", flush=True)
next(answers)
"""


def test_processes_die_with_the_one_that_started_them():
    parent = subprocess.Popen([sys.executable, "-c", SLEEPERS], stdout=subprocess.PIPE, text=True)
    assert parent.stdout.readline() == "begun\n"
    workers = psutil.Process(parent.pid).children(recursive=True)
    assert len(workers) == 2
    parent.kill()
    parent.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive


def test_a_file_is_predicted_the_same_in_one_process_and_in_several(active_version, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "BATCH", 8)
    codes = [f"P-{number:04d}" for number in range(0, 240, 3)]
    (tmp_path / "items.csv").write_text("item_code\n" + "\n".join([*codes[:20], "NOBODY", *codes[20:]]) + "\n")
    written = {}
    for processes in (1, 2):
        monkeypatch.setattr(batch, "thread_budget", lambda count=processes: count)
        out = tmp_path / f"{processes}.csv"
        call_command("predict", tmp_path / "items.csv", out=out, stdout=StringIO())
        written[processes] = out.read_bytes(), (tmp_path / f"{processes}.rejected.csv").read_bytes()
    assert written[1] == written[2]
    assert b"NOBODY" in written[2][1]


@pytest.mark.parametrize("text", ["A-1", 'OD 1/2"', "a,b", "a;b", "a\nb", "a\rb", " a ", "축-1", '"'])
@pytest.mark.parametrize("minutes", [None, Interval(1.23456, 12345.678, 1e-7)])
def test_lines_are_what_a_csv_writer_writes(text, minutes):
    step = PredictedStep(10, text, "", True, text, minutes, None, None, None, 0.123456, 3, (text, text))
    prediction = Prediction((PredictedRouting(1, 0.87654, (step, step), (), True),), (), ())
    expected = StringIO()
    times = ["1.235e+04", "1.235", "1e-07"] if minutes else ["", "", ""]
    row = [text, "1", "0.8765", "10", text, "", "true", text, *times, "", "", "", "0.1235", f"{text};{text}"]
    csv.writer(expected).writerows([row, row])
    assert "".join(predicted_csv.lines(text, prediction)) == expected.getvalue()
