"""The demo plant: the views' headers and dirt, the generic form, the truth, the rules behind the routings."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from io import StringIO

import pytest

from apps.catalog.demo_plant import make_plant

BLANKS = {"", " ", "-", "--", "nan", "NULL", "None", "0", "NA"}

HEADERS = {
    "BI_ITEM_INFO_VIEW.csv.gz": (
        "ITEM_CD,PART_TYPE,PartNm,ITEM_SUFFIX,ITEM_NM,ITEM_SPEC,ADDITIONAL_SPEC,ITEM_MATERIAL,MATERIAL_DESC,ITEM_ACCT,"
        "ITEM_TYPE,ITEM_UNIT,ITEM_GRP1,ITEM_GRP1NM,STANDARD_YN,GROUP1,GROUP2,GROUP3,DRAW_NO,DRAW_REV,DRAW_SHEET_NO,"
        "DRAW_USE,ITEM_NM_ENG,OUTDIAMETER,INDIAMETER,OUTTHICKNESS,OUTDIAMETER_UNIT,ROTATE_CLOCKWISE,"
        "ROTATE_CTRCLOCKWISE,SealTypeGrup,IN_SEALTYPE_CD,OUT_SEALTYPE_CD,IN_SEALSIZE,IN_SEALSIZE_UOM,RAW_MATL_KIND,"
        "RAW_MATL_KINDNM"
    ),
    "BI_ROUTING_VIEW.csv.gz": (
        "ITEM_CD,ROUT_NO,PROC_SEQ,INSIDE_FLAG,JOB_CD,JOB_NM,RES_CD,RES_DIS,TIME_UNIT,MFG_LT,QUEUE_TIME,SETUP_TIME,"
        "RUN_TIME,ACT_SETUP_TIME,ACT_RUN_TIME,WAIT_TIME,MOVE_TIME,RUN_TIME_QTY,RUN_TIME_UNIT,BATCH_OPER,BP_CD,CUST_NM,"
        "CUR_CD,SUBCONTRACT_PRC,MILESTONE_FLG,INSP_FLG,ROUT_ORDER,VALID_FROM_DT,VALID_TO_DT,INSRT_DT"
    ),
    "P_BOP_PROC_MASTER.csv.gz": (
        "ITEM_CD,ROUT_NO,DESCRIPTION,MAJOR_FLG,VALID_FROM_DT,VALID_TO_DT,STD_ROUT_ITEM,STD_ROUT_NO,INSRT_DT"
    ),
    "BI_WORK_ORDER_RESULTS.csv.gz": (
        "ITEM_CD,ROUT_NO,PROC_SEQ,RES_CD,RES_DIS,JOB_CD,CD_NM,REPORT_DT,MACH_WORKED_HOURS,SETUP_HOURS,ORDER_QTY,BAD_QTY"
    ),
    "BI_PUR_PO_VIEW.csv.gz": "ITEM_CD,PO_NO,PO_DATE,QTY,UNIT_PRICE,VENDOR_CD,VENDOR_NM",
    "items.csv": (
        "item_code,name,part_type,spec,model,material,material_name,item_group,plant_class,product_line,drawing,"
        "outer_diameter_mm,bore_mm,length_mm,raw_stock,created_on"
    ),
    "routings.csv": (
        "item_code,routing_code,is_main,sequence,operation,operation_name,work_centre,resource,outsourced,vendor,"
        "vendor_name,setup_time,run_time,time_unit,quantity,lead_time_days,price,created_on"
    ),
    "results.csv": (
        "item_code,routing_code,sequence,operation,quantity,bad_quantity,setup_time,run_time,time_unit,resource,"
        "reported_on"
    ),
    "truth.csv": "item_code,sequence,operation,resource,vendor,setup_minutes,run_minutes",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("plant")
    make_plant(made, items=4000, seed=11)
    return made


@pytest.fixture(scope="module")
def rows(folder):
    """The rows of each file as dictionaries, as the csv module reads them."""
    return {name: list(csv.DictReader(lines(folder / name))) for name in HEADERS}


@pytest.fixture(scope="module")
def made_by(rows):
    """Per item the names of its operations in order: of its main routing, or the true ones."""
    names = {row["operation"]: row["operation_name"] for row in rows["routings.csv"]}
    steps = defaultdict(list)
    for row in [*rows["routings.csv"], *rows["truth.csv"]]:
        if row.get("is_main") != "no":
            steps[row["item_code"]].append(names.get(row["operation"], row["operation"]))
    return steps


def lines(path):
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return StringIO(text.decode("utf-8-sig"), newline="")


def everything(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("name", "header"), HEADERS.items())
def test_headers(folder, name, header):
    assert lines(folder / name).readline() == header + "\n"


@pytest.mark.parametrize("name", HEADERS)
def test_every_row_has_as_many_fields_as_the_header(folder, name):
    assert len({len(row) for row in csv.reader(lines(folder / name))}) == 1


def test_views_begin_with_a_bom_and_generic_files_do_not(folder):
    for name in HEADERS:
        raw = (folder / name).read_bytes()
        text = gzip.decompress(raw) if name.endswith(".gz") else raw
        assert text.startswith(b"\xef\xbb\xbf") == name.endswith(".gz")


def test_same_seed_same_bytes(tmp_path):
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        make_plant(tmp_path / name, items=300, seed=seed)
    first = everything(tmp_path / "one")
    assert everything(tmp_path / "two") == first
    other = everything(tmp_path / "three")
    assert all(other[name] != first[name] for name in HEADERS)


def test_the_plant_is_stamped_and_counted(folder, rows):
    stamp = json.loads((folder / "plant.json").read_text())
    assert (stamp["environment"], stamp["seed"], stamp["items"]) == ("demo", 11, 4000)
    assert stamp["rows"] == {name: len(rows[name]) for name in HEADERS}


def test_shares(rows):
    codes = [row["item_code"] for row in rows["items.csv"]]
    routings = {(row["item_code"], row["routing_code"]): row["is_main"] for row in rows["routings.csv"]}
    main = {code for (code, _), is_main in routings.items() if is_main == "yes"}
    steps = len(rows["routings.csv"]) / len(routings)
    assert len(set(codes)) == 4000
    assert 0.52 < len(main) / len(codes) < 0.58
    assert 0.09 < (len(routings) - len(main)) / len(main) < 0.15
    assert 8 < steps < 10.5
    assert 3 < len(rows["results.csv"]) / len(codes) < 5.5
    newest, oldest = codes[-800:], codes[:800]
    assert len(main & set(newest)) < 0.6 * len(main & set(oldest))


def test_truth_holds_exactly_the_unrouted_items(rows):
    routed = {row["item_code"] for row in rows["routings.csv"]}
    unrouted = {row["item_code"] for row in rows["items.csv"]} - routed
    assert {row["item_code"] for row in rows["truth.csv"]} == unrouted


def test_sequences_are_tens_and_keys_are_unique(rows):
    routings = defaultdict(list)
    for row in rows["routings.csv"]:
        routings[row["item_code"], row["routing_code"]].append(int(row["sequence"]))
    assert all(found == list(range(10, 10 * len(found) + 1, 10)) for found in routings.values())


def test_both_forms_say_the_same(rows):
    def keys(table, *names):
        return Counter(tuple(row[name].strip() for name in names) for row in table)

    generic = keys(rows["routings.csv"], "item_code", "routing_code", "sequence", "operation", "setup_time", "run_time")
    view = keys(rows["BI_ROUTING_VIEW.csv.gz"], "ITEM_CD", "ROUT_NO", "PROC_SEQ", "JOB_CD", "SETUP_TIME", "RUN_TIME")
    assert not generic - view
    assert (view - generic).total() == 5, "the broken rows"
    majors = {(row["ITEM_CD"], row["ROUT_NO"]): row["MAJOR_FLG"] for row in rows["P_BOP_PROC_MASTER.csv.gz"]}
    for row in rows["routings.csv"]:
        assert (majors[row["item_code"], row["routing_code"]] == "Y") == (row["is_main"] == "yes")


def test_items_of_one_drawing_are_made_alike(rows, made_by):
    drawings = defaultdict(set)
    for row in rows["items.csv"]:
        if row["drawing"]:
            drawings[row["drawing"]].add(tuple(made_by[row["item_code"]]))
    assert all(len(ways) == 1 for ways in drawings.values())


def test_routings_are_a_real_combinatorial_problem(made_by):
    ways = Counter(map(tuple, made_by.values()))
    assert len(ways) > 800
    assert ways.most_common(1)[0][1] < 0.1 * len(made_by)
    assert len({step for way in ways for step in way}) > 120
    repeated = [way for way in ways if max(Counter(way).values()) > 1]
    assert len(repeated) > 0.1 * len(ways)


PAINTS = {"PRIMER PAINTING", "TOP COAT PAINTING", "POWDER COATING"}
CUTTING = {"CNC TURNING 1ST SIDE", "CNC MILLING", "DRILLING AND TAPPING", "DEBURRING", "SAW CUTTING"}


def is_made_of(*groups):
    return lambda row: row["plant_class"].split("-")[1] in groups


def is_a(*types):
    return lambda row: row["part_type"] in types


def says(word, group):
    return lambda row: word in row["spec"] and row["item_group"] == group and not is_made_of("PL", "RU")(row)


@pytest.mark.parametrize(
    ("chosen", "never", "one_of"),
    [
        pytest.param(is_made_of("TI"), PAINTS, set(), id="titanium is not painted"),
        pytest.param(is_a("STUD BOLT"), {"DEBURRING"}, {"THREAD ROLLING", "THREAD CUTTING"}, id="bolts have threads"),
        pytest.param(is_made_of("DU"), PAINTS | {"ZINC PLATING"}, set(), id="duplex steel needs no paint"),
        pytest.param(
            is_a("CARBIDE SEAT", "CARBIDE RING"), CUTTING, {"DIAMOND GRINDING"}, id="only diamond cuts carbide"
        ),
        pytest.param(is_a("BALL VALVE", "GATE VALVE"), CUTTING, {"SEAT LEAK TEST"}, id="valves are tested"),
        pytest.param(is_a("REPAIR KIT"), CUTTING, {"KITTING"}, id="kits are not machined"),
        pytest.param(says("HRC58", "ROT"), set(), {"HARDNESS CHECK"}, id="what is hardened is checked"),
        pytest.param(says("STELLITE", "VLV"), set(), {"STELLITE OVERLAY"}, id="stellite is welded on"),
    ],
)
def test_rules(rows, made_by, chosen, never, one_of):
    items = [row for row in rows["items.csv"] if chosen(row)]
    assert len(items) > 3, "too few to show anything"
    for row in items:
        steps = set(made_by[row["item_code"]])
        assert not steps & never, row
        assert not one_of or steps & one_of, row


def share(table, name, test):
    return sum(test(row[name]) for row in table) / len(table)


def test_the_dirt_of_the_item_view(rows):
    items = rows["BI_ITEM_INFO_VIEW.csv.gz"]
    assert {row["ITEM_SPEC"] for row in items} >= BLANKS
    assert 0.24 < share(items, "ITEM_SPEC", BLANKS.__contains__) < 0.36
    assert 0.18 < share(items, "DRAW_NO", BLANKS.__contains__) < 0.26
    assert share(items, "OUTDIAMETER", {"0.0", "9999.0"}.__contains__) > 0.5
    assert share(items, "GROUP3", BLANKS.__contains__) > 0.97
    assert 0 < share(items, "ITEM_CD", lambda code: code.startswith(" ")) < 0.02
    assert {row["OUTDIAMETER_UNIT"] for row in items} == {"MM", "mm", "mmmm", "INCH", "inch", "MM/IN", ""}
    assert any(row["MATERIAL_DESC"].islower() for row in items)
    assert any(row["MATERIAL_DESC"].isupper() for row in items)
    assert any('"' in row["ITEM_SPEC"] for row in items), "inches"
    assert "9999.0" in {row[name] for row in items for name in ("OUTDIAMETER", "INDIAMETER", "OUTTHICKNESS")}
    assert {row["ITEM_MATERIAL"] for row in items} & {"Y00000"}


def test_sizes_in_inches_are_those_in_millimetres(rows):
    millimetres = {row["item_code"]: row["outer_diameter_mm"] for row in rows["items.csv"]}
    inches = [
        (float(row["OUTDIAMETER"]), float(millimetres[row["ITEM_CD"].strip()]))
        for row in rows["BI_ITEM_INFO_VIEW.csv.gz"]
        if row["OUTDIAMETER_UNIT"].upper() == "INCH" and millimetres.get(row["ITEM_CD"].strip())
    ]
    assert len(inches) > 50
    assert all(abs(inch * 25.4 - size) < 0.05 for inch, size in inches)


def test_the_dirt_of_the_routing_view(rows):
    steps = rows["BI_ROUTING_VIEW.csv.gz"]
    assert {row["INSIDE_FLAG"] for row in steps} == {"사내", "외주"}
    assert {row["TIME_UNIT"] for row in steps} == {"분(Min.)"}
    assert {row["VALID_TO_DT"] for row in steps} == {"2999-12-31 00:00:00"}
    assert {row["RUN_TIME_QTY"] for row in steps} == {"1", "10", "100"}
    for row in steps:
        outside = row["INSIDE_FLAG"] == "외주"
        assert outside == (row["RES_CD"] == "") == (row["BP_CD"] != "") == (row["MFG_LT"] != "0")


def test_a_handful_of_rows_cannot_be_loaded(rows):
    items = {row["item_code"] for row in rows["items.csv"]}
    steps = rows["BI_ROUTING_VIEW.csv.gz"]
    keys = Counter((row["ITEM_CD"].strip(), row["ROUT_NO"], row["PROC_SEQ"]) for row in steps)
    assert sum(row["ITEM_CD"].strip() not in items for row in steps) == 1
    assert sum(count > 1 for count in keys.values()) == 1
    assert sum(row["SETUP_TIME"].startswith("-") for row in steps) == 1
    assert sum(not row["RUN_TIME"].replace(".", "").isdigit() for row in steps) == 1
    assert sum(len(row["JOB_CD"]) > 64 for row in steps) == 1


def test_two_of_a_hundred_results_are_wrong_by_a_factor(rows):
    standard = {
        (row["item_code"], row["routing_code"], row["sequence"]): float(row["run_time"]) / int(row["quantity"])
        for row in rows["routings.csv"]
    }
    ratios = [
        60 * float(row["run_time"]) / int(row["quantity"]) / minutes
        for row in rows["results.csv"]
        if (minutes := standard[row["item_code"], row["routing_code"], row["sequence"]]) > 2
    ]
    wrong = [ratio for ratio in ratios if not 0.4 < ratio < 2.5]
    assert 0.01 < len(wrong) / len(ratios) < 0.03
    assert {round(ratio / 10) for ratio in wrong} >= {0, 1, 6}
    assert 0.9 < sorted(ratios)[len(ratios) // 2] < 1.1


def test_work_was_also_done_on_other_machines_of_the_pool(rows):
    planned = {
        (row["item_code"], row["routing_code"], row["sequence"]): row["resource"] for row in rows["routings.csv"]
    }
    used = [
        (row["resource"], planned[row["item_code"], row["routing_code"], row["sequence"]])
        for row in rows["results.csv"]
    ]
    other = [(real, plan) for real, plan in used if real != plan]
    assert 0.05 < len(other) / len(used) < 0.25
    assert all(real[:-2] == plan[:-2] for real, plan in other), "same centre and size class"
