"""manage.py predict: a file of items in, the predicted CSV out."""

import csv
import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.models import Attribute
from apps.routing.predicted_csv import COLUMNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def predict(tmp_path):
    def run(content, **options):
        items, out = tmp_path / "items.csv", tmp_path / "out.csv"
        items.write_text(content) if isinstance(content, str) else items.write_bytes(content)
        said = StringIO()
        call_command("predict", items, out=out, json=True, stdout=said, **options)
        with out.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file)), json.loads(said.getvalue())

    return run


def operations(rows, code, rank="1"):
    return [row["operation"] for row in rows if row["item_code"] == code and row["rank"] == rank]


def test_codes_alone_ask_for_items_of_the_catalogue(active_version, predict):
    rows, report = predict("item_code\nP-0010\np-0020 \n")
    assert tuple(rows[0]) == COLUMNS
    assert operations(rows, "P-0010")[0] == "TURN"
    assert operations(rows, "p-0020")  # as the asker wrote it, without the blank
    assert (report["items"], report["version"]) == (2, active_version.number)


def test_rows_are_in_order_with_times_inside_their_intervals(active_version, predict):
    rows, _report = predict("item_code\nP-0010\n", alternatives=2)
    assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    assert {row["rank"] for row in rows} == {"1", "2"}
    for row in rows:
        for time in ("setup", "run"):
            low, median, high = (float(row[f"{time}_{part}"]) for part in ("p10", "minutes", "p90"))
            assert 0 <= low <= median <= high
    first = [int(row["sequence"]) for row in rows if row["rank"] == "1"]
    assert first == sorted(set(first))


def test_outsourced_steps_name_their_vendor(active_version, predict):
    rows, _report = predict("item_code,part_class,material,diameter\nNEW,SFT,STEEL,50\n")
    coat = next(row for row in rows if row["operation"] == "COAT")
    assert (coat["outsourced"], coat["vendor"]) == ("true", "V-COAT")


def test_a_column_changes_what_the_catalogue_says(active_version, predict):
    rows, _report = predict("item_code,name,material\nP-0010,RING,STEEL\np-0010,RING,TITANIUM\n")
    assert "COAT" in operations(rows, "P-0010")
    assert "COAT" not in operations(rows, "p-0010")


@pytest.mark.parametrize(
    ("content", "left_out", "reason"),
    [
        ("item_code\nNOBODY\nP-0010\n", 1, "not in the catalogue"),
        ("item_code,diameter\nNOBODY,-\nP-0010,5\n", 1, "says nothing else about it"),
        ("item_code,diameter\nP-0010,wide\n", 1, "diameter is not a number"),
        ("item_code,diameter\n,5\nP-0010,5\n", 1, "no item_code"),
        ("item_code,diameter\n" + "X" * 65 + ",5\nP-0010,5\n", 1, "longer than 64"),
        ("item_code,diameter\nP-0010,5,6,7\nP-0010,5\n", 1, "more cells than the header"),
    ],
)
def test_a_bad_row_costs_only_itself_and_is_listed(active_version, predict, tmp_path, content, left_out, reason):
    rows, report = predict(content)
    assert operations(rows, "P-0010")
    assert report["left_out"] == left_out
    listed = (tmp_path / "out.rejected.csv").read_text()
    assert reason in listed


@pytest.mark.parametrize("setting", [{"used_for_learning": False}, {"kind": "text"}, {"kind": "category"}])
@pytest.mark.parametrize("key", ["diameter", "material"])
def test_no_setting_changes_what_a_trained_version_says(active_version, predict, key, setting):
    """The catalogue's own values, and those that the file gives."""
    content = "item_code,diameter,material\nP-0010,,\nP-0020,55.5,STEEL\nNEW,150,TITANIUM\n"
    before = predict(content)
    Attribute.objects.filter(key=key).update(**setting)
    after = predict(content)
    assert before[0] == after[0]
    assert not after[1]["unknown_columns"]


def test_an_unknown_column_is_reported(active_version, predict):
    assert predict("item_code,colour\nP-0010,red\n")[1]["unknown_columns"] == ["colour"]


def test_korean_files_in_cp949_are_read(active_version, predict):
    rows, _report = predict("item_code,name\n축-1,강철 축\n".encode("cp949"))
    assert operations(rows, "축-1")


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("code,name\nP-0010,x\n", {}, "no column item_code"),
        ("", {}, "empty"),
        ("item_code\nP-0010\n", {"version": 99}, "no model version 99"),
        ("item_code\nP-0010\n", {"version": 0}, "no model version 0"),
        ("item_code\nP-0010\n", {"alternatives": 0}, "from 1 to 10"),
    ],
)
def test_refusals_are_one_sentence_and_leave_no_file(active_version, predict, tmp_path, content, options, says):
    with pytest.raises(CommandError, match=says):
        predict(content, **options)
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ""] == ["items.csv"]


def test_without_an_active_version_it_says_so(catalogue, predict):
    with pytest.raises(CommandError, match="No model version is active"):
        predict("item_code\nP-0010\n")


def test_a_missing_file_is_said(active_version, tmp_path):
    with pytest.raises(CommandError, match=r"missing\.csv"):
        call_command("predict", tmp_path / "missing.csv", out=tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("items", "out", "says"),
    [
        ("items.csv", "items.csv", r"items\.csv holds the items"),
        ("items.rejected.csv", "items.csv", r"items\.rejected\.csv holds the items"),
        ("items.csv", "link.csv", r"link\.csv holds the items"),
        ("items.csv", ".", "a folder or a device"),
        ("items.csv", "pipe", "a folder or a device"),
        ("items.csv", "x" * 300, "cannot be written: File name too long"),
    ],
)
def test_an_out_that_would_cost_a_file_is_refused(active_version, tmp_path, items, out, says):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.csv").symlink_to(tmp_path / "items.csv")
    (tmp_path / items).write_text("item_code\nP-0010\n")
    with pytest.raises(CommandError, match=says):
        call_command("predict", tmp_path / items, out=tmp_path / out)
    assert (tmp_path / items).read_text() == "item_code\nP-0010\n"
    assert (tmp_path / "pipe").is_fifo()


def test_a_missing_folder_is_said(active_version, tmp_path):
    (tmp_path / "items.csv").write_text("item_code\nP-0010\n")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("predict", tmp_path / "items.csv", out=tmp_path / "nowhere" / "out.csv")
