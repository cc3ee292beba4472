"""Tables that are read side by side, each in a process of its own."""

import os
import signal
import time
from pathlib import Path

import pytest

from apps.catalog.errors import Refusal
from apps.catalog.importing import apart, reading
from apps.catalog.importing.csv_source import CsvSource, open_csv
from apps.catalog.importing.profiles import generic as form
from apps.catalog.importing.table_reader import TableReader
from apps.catalog.models import Item, RoutingStep, WorkResult
from tests.catalog.folders import GENERIC_RESULTS, GENERIC_ROUTINGS, generic, left_out, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def always_apart(monkeypatch):
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(reading.os, "sched_getaffinity", lambda process: {0, 1})


@pytest.fixture
def folder(tmp_path):
    broken = [*GENERIC_RESULTS, ["A1", "10", "SAW", "0", "1", "1", "S", ""], ["short"]]
    return generic(tmp_path, routings=GENERIC_ROUTINGS, results=broken)


def children():
    """Processes that we started and that have not been waited for."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and f"PPid:\t{os.getpid()}\n" in _status(entry):
            found.append(int(entry.name))
    return found


def _status(entry):
    try:
        return (entry / "status").read_text()
    except OSError:
        return ""


def readers(folder):
    return [
        TableReader(table, open_csv(folder / f"{table.stem}.csv"), form.PROFILE, {}, run_id=1)
        for table in (form.ITEMS, form.STEPS, form.RESULTS)
    ]


def by_file(found):
    packages = {}
    for reader, package in found:
        packages.setdefault(reader.source.name, []).append(package)
    return packages


def test_what_is_read_apart_is_what_is_read_in_turn(folder):
    assert by_file(apart.read_apart(readers(folder))) == by_file(apart.read_in_turn(readers(folder)))


@pytest.mark.usefixtures("always_apart")
def test_a_load_out_of_several_processes_is_the_same_load(folder):
    before = children()
    run = load(folder)
    assert (Item.objects.count(), RoutingStep.objects.count(), WorkResult.objects.count()) == (2, 2, 1)
    assert [reason for *_place, reason in left_out(run)] == [
        "quantity is not above 0",
        "The row has fewer cells than the header",
    ]
    assert children() == before


@pytest.mark.usefixtures("always_apart")
def test_a_refusal_in_another_process_is_a_refusal_here(folder, monkeypatch):
    def refuse(self):
        raise Refusal("results.csv vanished.")
        yield

    monkeypatch.setattr(CsvSource, "chunks", refuse)
    before = children()
    with pytest.raises(Refusal, match=r"^results\.csv vanished\.$"):
        load(folder)
    assert children() == before
    assert not Item.objects.exists()


@pytest.mark.usefixtures("always_apart")
def test_a_fault_in_another_process_is_told_with_its_place(folder, monkeypatch):
    def fail(self):
        raise ZeroDivisionError("in the reader")
        yield

    monkeypatch.setattr(CsvSource, "chunks", fail)
    with pytest.raises(RuntimeError, match="ZeroDivisionError: in the reader"):
        load(folder)


@pytest.mark.usefixtures("always_apart")
def test_a_reader_that_is_killed_ends_the_load(folder, monkeypatch):
    def die(self):
        os.kill(os.getpid(), signal.SIGKILL)
        yield

    monkeypatch.setattr(CsvSource, "chunks", die)
    with pytest.raises(RuntimeError, match=r"The process that read \w+\.csv was killed"):
        load(folder)
    assert not Item.objects.exists()


def test_readers_end_when_nobody_takes_their_packages_any_more(tmp_path, folder):
    """A killed load leaves no process behind: the first write into nowhere ends it."""
    with (tmp_path / "items.csv").open("w") as file:
        file.write("item_code,name\n")
        file.writelines(f"N{number},{'x' * 50}\n" for number in range(60_000))
    before = children()
    packages = apart.read_apart(readers(folder))
    next(packages)
    assert len(children()) > len(before)
    packages.close()
    until = time.monotonic() + 10
    while children() != before and time.monotonic() < until:
        time.sleep(0.05)
    assert children() == before
