"""The ERP's views into the catalogue, with the dirt that they have."""

from datetime import date

import pytest

from apps.catalog.importing.profiles import erp_views
from apps.catalog.models import Attribute, Item, Operation, PurchaseOrder, Routing, RoutingStep, Vendor, WorkResult
from tests.catalog.folders import GENERIC_ITEMS, generic, left_out, load, route, step_row, views, write_rows

pytestmark = pytest.mark.django_db


def item(code="A1", **more):
    return {"ITEM_CD": code, "ITEM_NM": "SHAFT", "PART_TYPE": "15"} | more


def attributes(code="A1"):
    return Item.objects.get(code=code).attributes


@pytest.mark.parametrize("blank", ["", " ", "-", "--", "nan", "NULL", "None", "0", "NA"])
def test_nine_ways_to_write_nothing(tmp_path, blank):
    names = ("ITEM_SPEC", "GROUP1", "DRAW_NO", "DRAW_SHEET_NO", "IN_SEALSIZE")
    load(views(tmp_path, items=[item(**dict.fromkeys(names, blank), ITEM_MATERIAL="Y00000")]))
    found = Item.objects.get()
    assert found.attributes == {"item_material": "Y00000"}
    assert (found.drawing, found.drawing_sheet) == ("", "")


@pytest.mark.parametrize(
    ("outside", "inside", "thickness", "unit", "expected"),
    [
        ("81.6", "53.2", "12.1", "MM", (81.6, 53.2, 12.1)),
        ("81.6", "53.2", "12.1", "mmmm", (81.6, 53.2, 12.1)),
        ("81.6", "53.2", "12.1", "", (81.6, 53.2, 12.1)),
        ("1.35", "0.807", "2.224", "INCH", (34.29, 20.4978, 56.4896)),
        ("1.35", "0.807", "2.224", "inch", (34.29, 20.4978, 56.4896)),
        ("81.6", "53.2", "2.1", "MM/IN", (81.6, 53.2, 2.1)),  # the largest says it for all three
        ("2.5", "1.5", "0.5", "MM/IN", (63.5, 38.1, 12.7)),
        ("0.0", "9999.0", "0", "MM", (None, None, None)),
        ("0", "1", "0", "INCH", (None, 25.4, None)),
    ],
)
def test_sizes_become_millimetres_and_0_and_9999_mean_unknown(tmp_path, outside, inside, thickness, unit, expected):
    size = {"OUTDIAMETER": outside, "INDIAMETER": inside, "OUTTHICKNESS": thickness, "OUTDIAMETER_UNIT": unit}
    load(views(tmp_path, items=[item(**size)]))
    found = attributes()
    assert tuple(found.get(key) for key in ("outdiameter", "indiameter", "outthickness")) == expected


@pytest.mark.parametrize(
    ("seal", "unit", "inside", "expected"),
    [
        ("53.2", "INCH", "53.2", 53.2),  # the unit column is not to be trusted
        ("2.094", "MM", "53.2", 53.1876),
        ("1.5", "KZ", "0", 38.1),
        ("45", "INCH", "0", 45),
    ],
)
def test_a_seal_size_is_read_in_the_unit_that_fits_the_part(tmp_path, seal, unit, inside, expected):
    size = {"IN_SEALSIZE": seal, "IN_SEALSIZE_UOM": unit, "INDIAMETER": inside, "OUTDIAMETER_UNIT": "MM"}
    load(views(tmp_path, items=[item(**size)]))
    assert attributes()["in_sealsize"] == pytest.approx(expected)


def test_a_size_that_is_no_number_is_left_out_and_the_item_stays(tmp_path):
    run = load(views(tmp_path, items=[item(OUTDIAMETER="ca. 80", ITEM_SPEC="OD80")]))
    assert left_out(run) == [("BI_ITEM_INFO_VIEW.csv", 2, "value", "OUTDIAMETER is not a number")]
    assert attributes() == {"item_spec": "OD80"}


def test_attributes_have_labels_kinds_and_units(tmp_path):
    load(views(tmp_path, items=[item(OUTDIAMETER="80", ITEM_MATERIAL="m000cs", ITEM_SPEC="Key", ITEM_UNIT="ea")]))
    known = {attribute.key: attribute for attribute in Attribute.objects.all()}
    assert (known["outdiameter"].label, known["outdiameter"].kind, known["outdiameter"].unit) == (
        "Outside diameter",
        "number",
        "mm",
    )
    assert attributes()["item_material"] == "M000CS"  # codes are compared in upper case
    assert attributes()["item_unit"] == "EA"
    assert attributes()["item_spec"] == "Key"
    assert set(known) == {"outdiameter", "item_material", "item_spec", "item_unit"}  # none for empty columns


def test_every_column_of_the_view_has_its_place():
    columns = {form.column for form in erp_views.ATTRIBUTES}
    assert len(columns) == 30
    assert len({form.key for form in erp_views.ATTRIBUTES}) == 30


@pytest.mark.parametrize(
    ("flag", "outsourced"), [("사내", False), ("외주", True), ("Y", False), ("N", True), (" 외주 ", True), ("", False)]
)
def test_inside_and_outside_in_both_spellings(tmp_path, flag, outsourced):
    more = {"INSIDE_FLAG": flag, "BP_CD": "V1", "CUST_NM": "ACME", "SUBCONTRACT_PRC": "50000", "CUR_CD": "KRW"}
    load(views(tmp_path, steps=[step_row(**more, MFG_LT="11")]))
    step = RoutingStep.objects.get()
    assert step.outsourced is outsourced
    assert (step.vendor is not None) is outsourced
    assert (step.price, step.currency, step.lead_time_days) == (50000, "KRW", 11)


def test_prices_and_lead_times_of_0_are_unknown(tmp_path):
    load(views(tmp_path, steps=[step_row(SUBCONTRACT_PRC="0", MFG_LT="0", CUR_CD="KRW")]))
    step = RoutingStep.objects.get()
    assert (step.price, step.currency, step.lead_time_days) == (None, "", None)
    assert (step.setup_minutes, step.run_minutes) == (10, 5)


def test_run_times_are_per_quantity(tmp_path):
    load(views(tmp_path, steps=[step_row(RUN_TIME="50", RUN_TIME_QTY="20"), step_row(sequence="20", RUN_TIME_QTY="")]))
    assert list(RoutingStep.objects.order_by("sequence").values_list("run_minutes", flat=True)) == [2.5, 5]


def test_a_routing_in_hours(tmp_path):
    load(views(tmp_path, steps=[step_row(TIME_UNIT="시간", SETUP_TIME="0.5", RUN_TIME="2")]))
    assert RoutingStep.objects.values_list("setup_minutes", "run_minutes").get() == (30, 120)


MAIN = [
    ("the flag decides", [("R1", "2020-01-01", "Y"), ("R2", "2021-01-01", "N")], "R1"),
    ("of two flagged ones the newest", [("R1", "2020-01-01", "Y"), ("R2", "2021-01-01", "Y")], "R2"),
    ("of none flagged the newest", [("R1", "2022-01-01", "N"), ("R2", "2021-01-01", "")], "R1"),
    ("of the same day the last code", [("R2", "2020-01-01", "N"), ("R1", "2020-01-01", "N")], "R2"),
    ("without the master the newest", [("R1", "2020-01-01", None), ("R2", "2021-01-01", None)], "R2"),
]


@pytest.mark.parametrize(("why", "routings", "main"), MAIN, ids=[why for why, *_rest in MAIN])
def test_the_main_routing(tmp_path, why, routings, main):
    steps = [step_row(routing=code, INSRT_DT=day) for code, day, _flag in routings]
    master = [
        {"ITEM_CD": "A1", "ROUT_NO": code, "MAJOR_FLG": flag, "INSRT_DT": day}
        for code, day, flag in routings
        if flag is not None
    ]
    folder = views(tmp_path, steps=steps, master=master or None)
    load(folder)
    assert Routing.objects.get(is_main=True).code == main
    assert not any(load(folder).counts[table]["updated"] for table in ("items", "routings", "steps"))


def test_a_flagged_routing_without_operations_is_no_main_routing(tmp_path):
    master = [
        {"ITEM_CD": "A1", "ROUT_NO": "R1", "MAJOR_FLG": "Y", "DESCRIPTION": "EMPTY"},
        {"ITEM_CD": "A1", "ROUT_NO": "R2", "MAJOR_FLG": "N"},
    ]
    load(views(tmp_path, steps=[step_row(routing="R2")], master=master))
    assert Routing.objects.get(is_main=True).code == "R2"
    assert Routing.objects.get(code="R1").description == "EMPTY"
    assert route("A1") == [(10, "A01")]


def test_the_master_may_come_later(tmp_path):
    steps = [step_row(routing="R1", INSRT_DT="2020-01-01"), step_row(routing="R2", INSRT_DT="2021-01-01")]
    load(views(tmp_path, steps=steps))
    assert Routing.objects.get(is_main=True).code == "R2"
    load(views(tmp_path, steps=steps, master=[{"ITEM_CD": "A1", "ROUT_NO": "R1", "MAJOR_FLG": "Y"}]))
    assert Routing.objects.get(is_main=True).code == "R1"


def test_routings_last_to_the_year_2999(tmp_path):
    folder = views(tmp_path, steps=[])
    header = ["ITEM_CD", "ROUT_NO", "PROC_SEQ", "INSIDE_FLAG", "JOB_CD", "RES_CD", "SETUP_TIME", "RUN_TIME"]
    dates = ["VALID_FROM_DT", "VALID_TO_DT"]
    row = ["A1", "R1", "10", "사내", "A01", "L-1", "1", "1", "2001-01-01 00:00:00", "2999-12-31 00:00:00"]
    write_rows(folder / "BI_ROUTING_VIEW.csv", [[*header, *dates], row])
    load(folder)
    assert Routing.objects.values_list("valid_from", "valid_to").get() == (date(2001, 1, 1), date(2999, 12, 31))


def test_results_are_hours_for_the_whole_order(tmp_path):
    result = {
        "ITEM_CD": " a1", "ROUT_NO": "R1", "PROC_SEQ": "10", "JOB_CD": "A01", "CD_NM": "TURNING", "RES_CD": "L-2",
        "REPORT_DT": "2013-02-01", "MACH_WORKED_HOURS": "2.5", "SETUP_HOURS": "0.5", "ORDER_QTY": "10", "BAD_QTY": "1",
    }  # fmt: skip  # a row
    load(views(tmp_path, steps=[step_row()], results=[result]))
    found = WorkResult.objects.get()
    assert (found.setup_minutes, found.run_minutes, found.quantity, found.bad_quantity) == (30, 15, 10, 1)
    assert (found.reported_on, found.resource.code) == (date(2013, 2, 1), "L-2")
    assert Operation.objects.get().name == "TURNING"


def test_a_result_that_is_wrong_by_a_factor_is_kept_for_the_learning_to_judge(tmp_path):
    rows = [
        {
            "ITEM_CD": "A1",
            "PROC_SEQ": "10",
            "JOB_CD": "A01",
            "MACH_WORKED_HOURS": hours,
            "SETUP_HOURS": "0",
            "ORDER_QTY": "1",
        }
        for hours in ("0", "150", "0.0001")
    ]
    run = load(views(tmp_path, results=rows))
    assert left_out(run) == []
    assert WorkResult.objects.count() == 3


def test_purchase_orders_name_vendors(tmp_path):
    order = {"ITEM_CD": "A1", "PO_NO": "PO1", "PO_DATE": "2013-02-27", "QTY": "18", "UNIT_PRICE": "21000"}
    load(views(tmp_path, orders=[order | {"VENDOR_CD": "V131", "VENDOR_NM": "NEO CERAMIC"}]))
    assert PurchaseOrder.objects.get().vendor == Vendor.objects.get(name="NEO CERAMIC")


def test_of_two_forms_in_one_folder_the_views_win_and_the_run_says_so(tmp_path):
    run = load(generic(views(tmp_path), items=GENERIC_ITEMS))
    run.refresh_from_db()
    assert run.profile == "erp_views"
    assert "Read as ERP views; these files were ignored: items.csv." in run.notes
    assert Item.objects.get().name == "SHAFT"
    assert load(tmp_path, profile="generic").profile == "generic"
    assert Item.objects.count() == 2


def test_a_revision_without_a_drawing_says_nothing(tmp_path):
    load(views(tmp_path, items=[item(DRAW_NO="-", DRAW_REV="0"), item("B2", DRAW_NO="D-1", DRAW_REV="0")]))
    assert list(Item.objects.order_by("code").values_list("drawing_revision", flat=True)) == ["", "0"]
