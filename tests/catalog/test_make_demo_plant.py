"""make_demo_plant: small plants, the folder it writes into, what it refuses, and its words."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.demo_plant import FolderInUse, NoItems, export, make_plant
from tests.catalog.test_demo_plant import HEADERS, everything, lines


@pytest.mark.parametrize("items", [1, 2, 50, 200])
def test_small_plants(tmp_path, items):
    counts = make_plant(tmp_path, items=items, seed=5)
    assert counts["items.csv"] == items
    assert counts["routings.csv"] > 0
    assert {path.name for path in tmp_path.iterdir()} == {*HEADERS, "plant.json"}


def test_an_earlier_plant_is_overwritten(tmp_path):
    make_plant(tmp_path, items=60, seed=1)
    make_plant(tmp_path, items=40, seed=1)
    assert len(list(csv.DictReader(lines(tmp_path / "items.csv")))) == 40


@pytest.mark.parametrize("name", ["notes.txt", "items.csv", "plant.json"])
def test_a_foreign_folder_is_refused(tmp_path, name):
    (tmp_path / name).write_text("somebody's own")
    with pytest.raises(FolderInUse):
        make_plant(tmp_path, items=5, seed=1)
    assert everything(tmp_path) == {name: b"somebody's own"}


def test_a_foreign_file_beside_an_earlier_plant_is_refused(tmp_path):
    make_plant(tmp_path, items=5, seed=1)
    (tmp_path / "notes.txt").touch()
    before = everything(tmp_path)
    with pytest.raises(FolderInUse):
        make_plant(tmp_path, items=6, seed=1)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("earlier", [True, False])
def test_an_interrupted_run_leaves_no_half_export(tmp_path, monkeypatch, earlier):
    folder = tmp_path / "plant"
    if earlier:
        make_plant(folder, items=20, seed=1)
    before = everything(folder) if earlier else None

    def interrupted(name):
        if name == "results.csv":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_plant(folder, items=30, seed=1, progress=interrupted)
    assert (everything(folder) if earlier else None) == before
    assert folder.exists() == earlier


@pytest.mark.parametrize(("items", "seed"), [(0, 1), (-3, 1), (5, -1)])
def test_no_items_or_no_seed(tmp_path, items, seed):
    with pytest.raises(NoItems):
        make_plant(tmp_path / "plant", items=items, seed=seed)
    assert not (tmp_path / "plant").exists()


def test_the_command_for_people_and_machines(tmp_path):
    words, report = StringIO(), StringIO()
    call_command("make_demo_plant", tmp_path, items=30, seed=2, stdout=words, stderr=StringIO())
    call_command("make_demo_plant", tmp_path, items=30, seed=2, json=True, stdout=report, stderr=StringIO())
    assert "30 items, seed 2" in words.getvalue()
    assert json.loads(report.getvalue())["rows"]["items.csv"] == 30


@pytest.mark.parametrize(
    ("folder", "items", "sentence"),
    [
        ("new", 0, "A plant needs --items of at least 1"),
        ("", 5, "holds notes.txt, which no demo plant has written"),
        ("notes.txt", 5, "could not be written to"),
    ],
)
def test_the_command_refuses_in_one_sentence(tmp_path, folder, items, sentence):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("make_demo_plant", tmp_path / folder, items=items, stderr=StringIO())
    assert refusal.value.returncode == 1
    assert "\n" not in str(refusal.value)


def test_a_full_disk_is_one_sentence(tmp_path, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "write_table", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("make_demo_plant", tmp_path / "plant", items=5, stderr=StringIO())
    assert not (tmp_path / "plant").exists()
