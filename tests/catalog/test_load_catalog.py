"""The generic CSV form into the catalogue: what a plant sees of its own files."""

import json

import pytest
from django.core.management import call_command

from apps.catalog.models import (
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


def test_a_work_centre_that_some_rows_tell_holds_for_those_that_do_not(tmp_path):
    header = ["item_code", "sequence", "operation", "resource", "work_centre"]
    folder = generic(
        tmp_path,
        routings=[header, ["A1", "10", "SAW", "SAW-2", "SAWING"]],
        results=[*GENERIC_RESULTS, ["A1", "10", "SAW", "9", "1", "1", "SAW-2", ""]],
    )
    load(folder)
    assert Resource.objects.get().work_centre == "SAWING"
    (folder / "routings.csv").unlink()
    load(folder)
    assert Resource.objects.get().work_centre == "SAWING"


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
