"""Bad input: one clear sentence, and nothing is lost."""

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.errors import Refusal
from apps.catalog.models import ImportRun, Item, RoutingStep, WorkResult
from tests.catalog.folders import GENERIC_ITEMS, GENERIC_RESULTS, GENERIC_ROUTINGS, generic, left_out, load

pytestmark = pytest.mark.django_db

TIMES = ["item_code", "sequence", "operation", "setup_time", "run_time", "quantity", "time_unit"]


def step_of(item, sequence=10):
    return RoutingStep.objects.get(routing__item__code=item, sequence=sequence)


def test_a_broken_row_does_not_remove_the_step_that_was_known(tmp_path):
    load(generic(tmp_path, routings=GENERIC_ROUTINGS))
    broken = [*GENERIC_ROUTINGS[:2], ["A1", "20", "TURN", "LATHE-1", "30", "ask"]]
    run = load(generic(tmp_path, routings=broken))
    assert run.counts["steps"]["removed"] == 0
    assert step_of("A1", 20).run_minutes == 7.5
    (tmp_path / "routings.csv").write_text("item_code,sequence,operation\nA1,10,SAW\nA1,20\n")
    run = load(tmp_path)
    assert run.counts["steps"]["removed"] == 0
    assert "so no old step was removed" in " ".join(run.notes)


BROKEN_ROWS = [
    ("items", ["", "Nameless", "steel"], "item_code is missing"),
    ("items", ["X" * 65, "Long", "steel"], "item_code is longer than 64 characters"),
    ("items", ["a1", "Again", "steel"], "The same key stands in an earlier row, which was kept"),
    ("items", ["C3", "Short"], "The row has fewer cells than the header"),
    ("routings", ["ZZ", "10", "SAW", "S", "1", "1"], "The item is not in the catalogue"),
    ("routings", ["A1", "10", "MILL", "S", "1", "1"], "The same key stands in an earlier row, which was kept"),
    ("routings", ["A1", "30", "SAW", "S", "-1", "1"], "setup_time is negative"),
    ("routings", ["A1", "30", "SAW", "S", "1", "ask"], "run_time is not a number"),
    ("routings", ["A1", "ten", "SAW", "S", "1", "1"], "sequence is not a number"),
    ("routings", ["A1", "1.5", "SAW", "S", "1", "1"], "sequence is not a whole number"),
    ("routings", ["A1", "", "SAW", "S", "1", "1"], "sequence is missing"),
    ("routings", ["A1", "30", "", "S", "1", "1"], "operation is missing"),
    ("routings", ["A1", "30", "X" * 300, "S", "1", "1"], "operation is longer than 64 characters"),
    ("results", ["ZZ", "10", "SAW", "1", "1", "1", "S", ""], "The item is not in the catalogue"),
    ("results", ["A1", "10", "SAW", "0", "1", "1", "S", ""], "quantity is not above 0"),
    ("results", ["A1", "10", "SAW", "-2", "1", "1", "S", ""], "quantity is not above 0"),
    ("results", ["A1", "10", "SAW", "many", "1", "1", "S", ""], "quantity is not a number"),
    ("results", ["A1", "10", "SAW", "", "1", "1", "S", ""], "quantity is missing"),
    ("results", ["A1", "10", "SAW", "1", "1", "1,234", "S", ""], "run_time is not a number"),
]


@pytest.mark.parametrize(("table", "row", "reason"), BROKEN_ROWS, ids=[f"{t}: {r}" for t, _, r in BROKEN_ROWS])
def test_a_broken_row_is_kept_with_file_line_and_reason_and_the_rest_is_loaded(tmp_path, table, row, reason):
    tables = {"items": GENERIC_ITEMS, "routings": GENERIC_ROUTINGS, "results": GENERIC_RESULTS}
    tables[table] = [*tables[table], row]
    run = load(generic(tmp_path, **tables))
    assert left_out(run) == [(f"{table}.csv", len(tables[table]), "row", reason)]
    assert (Item.objects.count(), RoutingStep.objects.count(), WorkResult.objects.count()) == (2, 2, 1)
    assert run.counts["steps" if table == "routings" else table]["rejected"] == 1


def test_a_repeated_key_tells_the_line_of_the_row_that_was_kept(tmp_path):
    run = load(generic(tmp_path, items=[*GENERIC_ITEMS, ["b2", "Other", ""]]))
    row = run.rejected_rows.get()
    assert row.line == 4
    assert row.content.startswith("line 3: ")
    assert Item.objects.get(code="B2").name == "Sleeve"


def test_a_value_that_does_not_fit_is_left_out_and_the_item_stays(tmp_path):
    widths = [[f"W{number}", "Plate", str(number), ""] for number in range(40)]
    items = [["item_code", "name", "width", "created_on"], *widths, ["X1", "Plate", "wide", "soon"]]
    run = load(generic(tmp_path, items=items))
    assert left_out(run) == [
        ("items.csv", 42, "value", "created_on is not a date with the year first"),
        ("items.csv", 42, "value", "width is not a number"),
    ]
    assert Item.objects.get(code="X1").attributes == {}
    assert Item.objects.get(code="W7").attributes == {"width": 7}
    assert run.counts["items"]["values_left_out"] == 2


def test_names_and_texts_that_are_too_long_are_cut(tmp_path):
    run = load(generic(tmp_path, items=[["item_code", "name", "remark"], ["A1", "n" * 400, "word " * 2000]]))
    item = Item.objects.get()
    assert (len(item.name), len(item.attributes["remark"])) == (255, 4000)
    assert [scope for _file, _line, scope, _reason in left_out(run)] == ["value", "value"]


def test_text_of_any_kind_survives_the_way_into_the_database(tmp_path):
    wild = 'tab\there, "quoted", back\\slash \\N, two\nlines, 밸브 ±0.005, \u2028, {"a": 1}'
    load(generic(tmp_path, items=[["item_code", "name", "remark"], ["A\\1", wild, wild]]))
    item = Item.objects.get()
    assert (item.code, item.name, item.attributes["remark"]) == ("A\\1", wild, wild)


def test_an_item_with_more_text_than_search_can_hold_is_left_out(tmp_path):
    header = ["item_code", *(f"text{number}" for number in range(60))]
    run = load(generic(tmp_path, items=[header, ["A1", *["word " * 799] * 60], ["B2", *["x"] * 60]]))
    assert left_out(run) == [("items.csv", 2, "row", "The row has more than 200000 characters")]
    assert Item.objects.get().code == "B2"


def test_an_unknown_unit_of_time_leaves_the_times_out(tmp_path):
    run = load(generic(tmp_path, routings=[TIMES, ["A1", "10", "SAW", "5", "20", "1", "moons"]]))
    assert left_out(run) == [("routings.csv", 2, "value", "time_unit is not a unit of time")]
    assert step_of("A1").run_minutes is None


REFUSED = [
    ({}, "has no BI_ITEM_INFO_VIEW.csv nor items.csv (or .csv.gz). Every load needs the items."),
    ({"routings.csv": "item_code,sequence,operation\n"}, "has no items.csv (or .csv.gz). Every load needs the items."),
    ({"items.csv": ""}, "items.csv is empty: it has not even a header."),
    ({"items.csv": "item_code,name\n"}, "items.csv has a header and no rows below it."),
    ({"items.csv": "item code,name\nA1,x\n"}, "items.csv has no column “item_code”. Is it “item code”?"),
    ({"items.csv": "x,y\n1,2\n"}, "items.csv has no column “item_code”. Its columns are: x, y."),
    ({"items.csv": "item_code,name,Name \nA1,x,y\n"}, "items.csv names the column “name” twice."),
    (
        {"items.csv": "item_code\nA1\n", "routings.csv": "item_code,sequense,operation\nA1,1,S\n"},
        "routings.csv has no column “sequence”. Is it “sequense”?",
    ),
    (
        {"items.csv": "item_code\nA1\n", "results.csv": "item_code,sequence,operation\nA1,1,S\n"},
        "results.csv has no column “quantity”.",
    ),
    ({"items.csv": b"item_code,name\nA1,\xff\n"}, "items.csv has a byte that is no text: 0xFF at byte 18"),
    (
        {"items.csv": "item_code\nA1\n", "results.csv": b"\xff\n"},
        "results.csv has a byte that is no text: 0xFF at byte 0",
    ),
    ({"items.csv": "item_code\nA1\n", "plant.json": "{oops"}, "plant.json cannot be read"),
]


@pytest.mark.parametrize(("files", "sentence"), REFUSED, ids=[sentence for _files, sentence in REFUSED])
def test_what_cannot_be_loaded_is_refused_in_one_sentence_and_changes_nothing(tmp_path, files, sentence):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Refusal) as refusal:
        load(tmp_path)
    assert sentence in str(refusal.value)
    assert not Item.objects.exists()
    run = ImportRun.objects.get()
    assert (run.state, run.failure) == (ImportRun.State.FAILED, str(refusal.value))
    with pytest.raises(CommandError, match=r"items|plant|results|routings"):
        call_command("load_catalog", tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(Refusal, match=r"There is no folder .*/nowhere\."):
        load(tmp_path / "nowhere")


def test_a_profile_that_is_not_there(tmp_path):
    with pytest.raises(Refusal, match=r"There is no profile sap\. There are: erp_views, generic\."):
        load(generic(tmp_path), profile="sap")
