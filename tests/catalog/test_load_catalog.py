"""The generic CSV form into the catalogue: what a plant sees of its own files."""

import json

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.errors import Refusal
from apps.catalog.models import (
    Attribute,
    ImportRun,
    Item,
    Operation,
    PurchaseOrder,
    Resource,
    Routing,
    RoutingStep,
    Vendor,
    WorkResult,
)
from tests.catalog.folders import (
    GENERIC_ITEMS,
    GENERIC_RESULTS,
    GENERIC_ROUTINGS,
    generic,
    left_out,
    load,
    route,
    write_rows,
)

pytestmark = pytest.mark.django_db

TIMES = ["item_code", "sequence", "operation", "setup_time", "run_time", "quantity", "time_unit"]


def step_of(item, sequence=10):
    return RoutingStep.objects.get(routing__item__code=item, sequence=sequence)


def test_items_routings_and_results_arrive(tmp_path):
    run = load(generic(tmp_path, routings=GENERIC_ROUTINGS, results=GENERIC_RESULTS))
    assert run.state == ImportRun.State.FINISHED
    assert route("A1") == [(10, "SAW"), (20, "TURN")]
    assert [item.has_routing for item in Item.objects.order_by("code")] == [True, False]
    step = step_of("A1", 20)
    assert (step.setup_minutes, step.run_minutes, step.resource.code) == (30, 7.5, "LATHE-1")
    result = WorkResult.objects.get()
    assert (result.setup_minutes, result.run_minutes, result.resource.code) == (6, 2.5, "SAW-2")
    assert run.counts["steps"]["inserted"] == 2


def test_a_second_load_changes_nothing_and_says_so(tmp_path, capsys):
    orders = [["item_code", "number", "quantity", "unit_price", "vendor"], ["A1", "PO1", "5", "2.50", "ACME"]]
    folder = generic(tmp_path, routings=GENERIC_ROUTINGS, results=GENERIC_RESULTS, orders=orders)
    load(folder)
    before = list(Item.objects.order_by("id").values_list("id", "updated_at"))
    call_command("load_catalog", folder)
    assert capsys.readouterr().out.startswith("No change:")
    assert list(Item.objects.order_by("id").values_list("id", "updated_at")) == before
    for table, count in ImportRun.objects.first().counts.items():
        assert (count["inserted"], count["updated"], count["removed"]) == (0, 0, 0), table
        assert count["unchanged"] == count["read"], table


def test_only_what_changed_is_written(tmp_path):
    load(generic(tmp_path, routings=GENERIC_ROUTINGS))
    untouched = Item.objects.get(code="B2").updated_at
    items = [GENERIC_ITEMS[0], ["A1", "Shaft, long", "steel"], GENERIC_ITEMS[2]]
    routings = [*GENERIC_ROUTINGS[:2], ["A1", "20", "TURN", "LATHE-1", "30", "8"]]
    run = load(generic(tmp_path, items=items, routings=routings))
    assert (run.counts["items"]["updated"], run.counts["items"]["unchanged"]) == (1, 1)
    assert (run.counts["steps"]["updated"], run.counts["steps"]["unchanged"]) == (1, 1)
    assert Item.objects.get(code="B2").updated_at == untouched
    assert step_of("A1", 20).run_minutes == 8


def test_a_step_that_is_gone_is_removed_and_items_that_are_gone_stay(tmp_path):
    load(generic(tmp_path, routings=GENERIC_ROUTINGS))
    run = load(generic(tmp_path, items=GENERIC_ITEMS[:2], routings=GENERIC_ROUTINGS[:2]))
    assert run.counts["steps"]["removed"] == 1
    assert route("A1") == [(10, "SAW")]
    assert Item.objects.count() == 2


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


def test_an_operation_that_comes_twice_in_a_routing_stays_twice(tmp_path):
    rows = [["A1", "10", "TURN"], ["A1", "20", "GRIND"], ["A1", "30", "TURN"]]
    load(generic(tmp_path, routings=[["item_code", "sequence", "operation"], *rows]))
    assert [operation for _sequence, operation in route("A1")] == ["TURN", "GRIND", "TURN"]


def test_codes_are_the_same_in_any_case_and_shown_as_the_plant_writes_them(tmp_path):
    items = [["item_code", "name"], [" Abc-1 ", "Shaft"]]
    routings = [["item_code", "sequence", "operation"], ["ABC-1", "10", "Saw"], ["abc-1", "20", "Saw"]]
    routings += [["abc-1 ", "30", "SAW"]]
    load(generic(tmp_path, items=items, routings=routings))
    assert Item.objects.get().code == "Abc-1"
    assert Operation.objects.get().code == "Saw"  # as it stands most often
    assert len(route("Abc-1")) == 3


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


def test_times_in_any_unit_become_minutes_per_piece(tmp_path):
    rows = [
        ["A1", "10", "SAW", "0.5", "2", "", "hours"],
        ["A1", "20", "SAW", "60", "90", "", "sec"],
        ["A1", "30", "SAW", "5", "20", "10", "min"],
        ["A1", "40", "SAW", "5", "20", "10", ""],
        ["A1", "50", "SAW", "1", "3", "", "hour per work order"],
        ["A1", "60", "SAW", "", "", "", ""],
    ]
    load(generic(tmp_path, routings=[TIMES, *rows]))
    times = RoutingStep.objects.order_by("sequence").values_list("setup_minutes", "run_minutes")
    assert list(times) == [(30, 120), (1, 1.5), (5, 2), (5, 2), (60, 180), (None, None)]


def test_an_unknown_unit_of_time_leaves_the_times_out(tmp_path):
    run = load(generic(tmp_path, routings=[TIMES, ["A1", "10", "SAW", "5", "20", "1", "moons"]]))
    assert left_out(run) == [("routings.csv", 2, "value", "time_unit is not a unit of time")]
    assert step_of("A1").run_minutes is None


def test_times_per_order_without_a_quantity_are_remarked(tmp_path):
    routings = [TIMES[:5] + TIMES[6:], ["A1", "10", "SAW", "", "3", "hour per work order"]]
    run = load(generic(tmp_path, routings=routings))
    assert any("hour per work order" in note and "one piece" in note for note in run.notes)


def test_results_are_hours_or_minutes_for_the_whole_quantity(tmp_path):
    header = [*GENERIC_RESULTS[0], "time_unit"]
    rows = [["A1", "10", "SAW", "5", "0.5", "2", "S", "2024-01-01", "hours"]]
    load(generic(tmp_path, results=[header, *rows]))
    assert WorkResult.objects.values_list("setup_minutes", "run_minutes").get() == (30, 24)


def test_reports_that_say_the_same_are_two_reports(tmp_path):
    folder = generic(tmp_path, results=[*GENERIC_RESULTS, GENERIC_RESULTS[1]])
    load(folder)
    assert WorkResult.objects.count() == 2
    run = load(folder)
    assert WorkResult.objects.count() == 2
    assert run.counts["results"]["unchanged"] == 2


@pytest.mark.parametrize(
    ("rows", "resource", "work_centre"),
    [
        ([["resource", "work_centre"], ["L-1", "TURNING"]], "L-1", "TURNING"),
        ([["resource", "work_centre"], ["", "TURNING"]], "TURNING", "TURNING"),
        ([["resource", "work_centre"], ["L-1", ""]], "L-1", "L-1"),
        ([["work_centre"], ["TURNING"]], "TURNING", "TURNING"),
        ([["resource"], ["L-1"]], "L-1", "L-1"),
    ],
)
def test_where_only_one_of_resource_and_work_centre_is_given_it_serves_as_both(tmp_path, rows, resource, work_centre):
    routings = [["item_code", "sequence", "operation", *rows[0]], ["A1", "10", "TURN", *rows[1]]]
    load(generic(tmp_path, routings=routings))
    found = Resource.objects.get()
    assert (found.code, found.work_centre) == (resource, work_centre)
    assert step_of("A1").resource == found


@pytest.mark.parametrize(
    ("flag", "outsourced"),
    [
        ("yes", True),
        ("외주", True),
        ("1", True),
        ("True", True),
        ("no", False),
        ("사내", False),
        ("0", False),
        ("", False),
    ],
)
def test_outsourced_steps_have_a_vendor_and_others_none(tmp_path, flag, outsourced):
    header = ["item_code", "sequence", "operation", "outsourced", "vendor", "vendor_name", "price", "lead_time_days"]
    row = ["A1", "10", "COAT", flag, "V1", "Acme", "12.5", "7"]
    load(generic(tmp_path, routings=[header, row]))
    step = step_of("A1")
    assert step.outsourced is outsourced
    assert (step.vendor and step.vendor.name) == ("Acme" if outsourced else None)
    assert (step.price, step.lead_time_days) == (12.5, 7)
    assert Vendor.objects.exists() is outsourced


def test_where_no_column_tells_it_a_step_with_a_vendor_is_outsourced(tmp_path):
    rows = [["A1", "10", "COAT", "V1"], ["A1", "20", "SAW", ""]]
    load(generic(tmp_path, routings=[["item_code", "sequence", "operation", "vendor"], *rows]))
    assert [step.outsourced for step in RoutingStep.objects.order_by("sequence")] == [True, False]


@pytest.mark.parametrize(
    ("header", "rows", "main"),
    [
        (["routing_code"], [["R1"], ["R2"]], "R1"),  # nothing told: the first
        (["routing_code", "is_main"], [["R1", "no"], ["R2", "yes"]], "R2"),
        (["routing_code", "created_on"], [["R1", "2020-01-01"], ["R2", "2021-01-01"]], "R2"),  # the newest
        (["routing_code", "is_main", "created_on"], [["R1", "y", "2020-01-01"], ["R2", "y", "2021-01-01"]], "R2"),
        (["routing_code", "is_main", "created_on"], [["R1", "n", "2022-01-01"], ["R2", "n", "2021-01-01"]], "R1"),
    ],
)
def test_exactly_one_routing_of_an_item_is_the_main_one(tmp_path, header, rows, main):
    folder = generic(
        tmp_path,
        routings=[["item_code", "sequence", "operation", *header], *(["A1", "10", "SAW", *row] for row in rows)],
    )
    load(folder)
    assert Routing.objects.get(is_main=True).code == main
    assert load(folder).counts["routings"]["updated"] == 0


def test_the_main_routing_moves_when_the_plant_moves_it(tmp_path):
    header = ["item_code", "sequence", "operation", "routing_code", "is_main"]
    for main in ("R1", "R2", "R1"):
        rows = [["A1", "10", "SAW", code, "y" if code == main else "n"] for code in ("R1", "R2")]
        run = load(generic(tmp_path, routings=[header, *rows]))
        assert Routing.objects.get(is_main=True).code == main
    assert run.counts["routings"]["updated"] == 2


def test_routings_alone_can_follow_their_items_later(tmp_path):
    load(generic(tmp_path, routings=None))
    items = [GENERIC_ITEMS[0], GENERIC_ITEMS[2]]
    run = load(generic(tmp_path, items=items, routings=GENERIC_ROUTINGS))
    assert route("A1") == [(10, "SAW"), (20, "TURN")]
    assert Item.objects.get(code="A1").has_routing
    assert run.counts["items"]["updated"] == 1


def test_what_the_columns_are_is_told_from_their_values(tmp_path):
    header = ["item_code", "name", "category", "Width_mm", "grade", "remark", "standard_cost", "days_to_manufacture"]
    rows = [
        [f"A{n}", "Plate", "Sheet", f"{n}.5", ("S235", "S355")[n % 2], f"drill {n} holes of M{n}", "9.5", "3"]
        for n in range(60)
    ]
    run = load(generic(tmp_path, items=[header, *rows]))
    kinds = dict(Attribute.objects.values_list("key", "kind"))
    assert kinds["width_mm"] == "number"
    assert kinds["grade"] == "category"
    assert kinds["remark"] == "text"
    assert Attribute.objects.get(key="width_mm").unit == "mm"
    assert "category" not in kinds
    assert Item.objects.get(code="A1").part_class == "Sheet"
    leaky = Attribute.objects.filter(used_for_learning=False).values_list("key", flat=True)
    assert set(leaky) == {"standard_cost", "days_to_manufacture"}
    assert any("standard_cost, days_to_manufacture" in note for note in run.notes)


def test_what_a_person_set_for_an_attribute_stays(tmp_path):
    items = [["item_code", "width"], ["A1", "12"], ["B2", "013"]]
    load(generic(tmp_path, items=items))
    Attribute.objects.filter(key="width").update(kind="category", used_for_learning=False, label="Breadth")
    load(generic(tmp_path, items=items))
    attribute = Attribute.objects.get()
    assert (attribute.kind, attribute.used_for_learning, attribute.label) == ("category", False, "Breadth")
    assert Item.objects.get(code="B2").attributes == {"width": "013"}


def test_weights_and_sizes_with_a_unit_column_come_into_one_unit(tmp_path):
    items = [["item_code", "weight", "weight_unit"], ["A1", "500", "G  "], ["B2", "2", "KG "], ["C3", "10", "LB "]]
    load(generic(tmp_path, items=items))
    weights = [item.attributes["weight"] for item in Item.objects.order_by("code")]
    assert weights == [0.5, 2, 4.5359]
    assert Attribute.objects.get(key="weight").unit == "kg"


@pytest.mark.parametrize("blank", ["", " ", "-", "--", "nan", "NULL", "None", "NA"])
def test_what_means_nothing_is_no_value(tmp_path, blank):
    load(generic(tmp_path, items=[["item_code", "name", "grade"], ["A1", blank, blank], ["B2", "Shaft", "0"]]))
    assert Item.objects.get(code="A1").attributes == {}
    assert Item.objects.get(code="A1").name == ""
    assert Item.objects.get(code="B2").attributes == {"grade": 0}


def test_columns_that_nothing_uses_and_files_that_nobody_asked_for_are_told(tmp_path):
    routings = [[*GENERIC_ROUTINGS[0], "foreman"], *([*row, "Kim"] for row in GENERIC_ROUTINGS[1:])]
    folder = generic(tmp_path, routings=routings)
    (folder / "holiday.xlsx").write_bytes(b"x")
    notes = " ".join(load(folder).notes)
    assert "columns that nothing uses: foreman" in notes
    assert "holiday.xlsx" in notes
    assert "Not in the folder: results, purchase_orders" in notes


def test_a_file_with_a_header_alone_is_told_where_it_is_not_needed(tmp_path):
    run = load(generic(tmp_path, results=GENERIC_RESULTS[:1]))
    assert "results.csv has a header and no rows below it." in run.notes


def test_compressed_files_load_too(tmp_path):
    write_rows(tmp_path / "items.csv.gz", GENERIC_ITEMS)
    write_rows(tmp_path / "ROUTINGS.CSV.GZ", GENERIC_ROUTINGS)
    load(tmp_path)
    assert route("A1") == [(10, "SAW"), (20, "TURN")]


def test_a_korean_file_is_read_and_remarked(tmp_path):
    write_rows(tmp_path / "items.csv", [["item_code", "name"], ["A1", "밸브"]], encoding="cp949")
    run = load(tmp_path)
    assert Item.objects.get().name == "밸브"
    assert "items.csv is written in CP949 and was read as such." in run.notes


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


def test_headers_are_read_in_any_case_and_with_blanks(tmp_path):
    (tmp_path / "items.csv").write_text("Name , ITEM_CODE\nShaft,A1\n")
    load(tmp_path)
    assert Item.objects.get().name == "Shaft"


def test_the_report_for_machines(tmp_path, capsys):
    call_command("load_catalog", generic(tmp_path, items=[*GENERIC_ITEMS, ["", "", "x"]]), "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["tables"]["items"]["inserted"] == 2
    assert report["reasons"] == [{"file": "items.csv", "scope": "row", "reason": "item_code is missing", "rows": 1}]
    assert report["changed"] is True
    assert report["rejected_rows"] == f"/imports/{report['run']}/rejected.csv"


def test_the_report_for_people(tmp_path, capsys):
    call_command("load_catalog", generic(tmp_path, items=[*GENERIC_ITEMS, ["", "", "x"]]))
    out, err = capsys.readouterr()
    assert "items.csv: 3 rows read" in err
    assert "1  items.csv: item_code is missing" in out
    assert "inserted" in out


def test_purchase_orders(tmp_path):
    header = ["item_code", "number", "ordered_on", "quantity", "unit_price", "vendor", "vendor_name"]
    rows = [["A1", "PO1", "2024-05-01", "10", "12.345", "V1", "Acme"], ["ZZ", "PO2", "", "1", "1", "V1", "Acme"]]
    run = load(generic(tmp_path, orders=[header, *rows]))
    order = PurchaseOrder.objects.get()
    assert (order.number, order.quantity, float(order.unit_price), order.vendor.name) == ("PO1", 10, 12.345, "Acme")
    assert left_out(run) == [("purchase_orders.csv", 3, "row", "The item is not in the catalogue")]
