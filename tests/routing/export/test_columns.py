"""What a mapping may say, and the sentence that refuses the rest."""

import pytest

from apps.catalog.errors import Refusal
from apps.routing.export.columns import Column, PlannerInput, check_column, check_columns, planner_inputs
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.fields import FIELDS, fields_of
from apps.routing.export.rows import Sheet

MASTER, DETAIL, RESOURCES = Sheet.MASTER, Sheet.DETAIL, Sheet.RESOURCES


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        (MASTER, Column("COMP_CD", "constant", "00100")),
        (MASTER, Column("SUM", "constant", "=1+1")),  # a text; every format keeps it one
        (MASTER, Column("RATE", "constant", "-12.5", "number")),
        (MASTER, Column("FROM_DT", "constant", "2026-11-25", "date")),
        (MASTER, Column("FROM_DT", "field", "valid_from", "date")),
        (MASTER, Column("FROM_DT", "field", "valid_from", "text")),
        (MASTER, Column("PLANT_CD", "input", "Plant")),
        (MASTER, Column("_x9", "empty", "", "number")),
        (DETAIL, Column("SEQ", "field", "sequence", "text")),
        (DETAIL, Column("ITEM", "field", "item_code")),
        (RESOURCES, Column("MAIN_YN", "field", "machine_is_main")),
    ],
)
def test_fits(sheet, column):
    check_column(sheet, column)


@pytest.mark.parametrize(
    ("sheet", "column", "sentence"),
    [
        (MASTER, Column("X", "field", "no_such"), "knows no field “no_such”. Take one of: created_on"),
        (MASTER, Column("X", "field", "setup_minutes", "number"), "knows no field “setup_minutes”"),  # of a step
        (DETAIL, Column("X", "field", "machine"), "knows no field “machine”"),  # of an alternative
        (DETAIL, Column("X", "field", "operation", "number"), "is a text and cannot be written as a number"),
        (DETAIL, Column("X", "field", "sequence", "date"), "is a number and cannot be written as a date"),
        (MASTER, Column("X", "constant", "12,5", "number"), "write a number such as 12.5"),
        (MASTER, Column("X", "constant", "1e5", "number"), "write a number such as 12.5"),
        (MASTER, Column("X", "constant", "nan", "number"), "write a number such as 12.5"),
        (MASTER, Column("X", "constant", "25.11.2026", "date"), "write a day such as 2026-11-25"),
        (MASTER, Column("X", "constant", "2026-02-30", "date"), "write a day such as 2026-11-25"),
        (MASTER, Column("X", "constant", "1899-12-31", "date"), "no day before 1900-01-01"),
        (MASTER, Column("X", "constant", ""), "an empty column has no value"),
        (MASTER, Column("X", "input", ""), "an empty column has no value"),
        (MASTER, Column("X", "empty", "x"), "an empty column has no value"),
        (MASTER, Column("X", "constant", "a\nb"), "at most 255 characters on one line"),
        (MASTER, Column("X", "constant", "x" * 256), "at most 255 characters on one line"),
        (MASTER, Column("", "empty"), "a column's name has at most 64"),
        (MASTER, Column("9X", "empty"), "a column's name has at most 64"),
        (MASTER, Column("A B", "empty"), "a column's name has at most 64"),
        (MASTER, Column("A><", "empty"), "a column's name has at most 64"),
        (MASTER, Column("가", "empty"), "a column's name has at most 64"),
        (MASTER, Column("X\n", "empty"), "a column's name has at most 64"),
        (MASTER, Column("X" * 65, "empty"), "a column's name has at most 64"),
        (MASTER, Column("X", "magic", "x"), "the source is one of field, constant, input, empty"),
        (MASTER, Column("X", "constant", "x", "colour"), "the kind one of text, number, date"),
    ],
)
def test_does_not_fit(sheet, column, sentence):
    with pytest.raises(Refusal) as refused:
        check_column(sheet, column)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith(f"{sheet}.")


def test_a_name_comes_once_whatever_its_case():
    with pytest.raises(Refusal, match="P_BOP_PROC_MASTER has the column PLANT twice"):
        check_columns({MASTER: (Column("PLANT"), Column("plant"))})


def test_an_input_is_of_one_kind():
    with pytest.raises(Refusal, match="“Plant” is of another kind elsewhere"):
        check_columns({MASTER: (Column("A", "input", "Plant"),), DETAIL: (Column("B", "input", "Plant", "number"),)})


def test_no_table_is_wider_than_500_columns():
    with pytest.raises(Refusal, match="more than 500 columns"):
        check_columns({MASTER: tuple(Column(f"C{at}") for at in range(501))})


def test_the_inputs_that_a_mapping_asks_for():
    columns = {
        DETAIL: (Column("PLANT_CD", "input", "Plant"), Column("FROM", "input", "Start", "date")),
        MASTER: (Column("PLANT_CD", "input", "Plant"), Column("X", "constant", "Plant")),
    }
    assert planner_inputs(columns) == [
        PlannerInput("Plant", "text", ("P_BOP_PROC_MASTER.PLANT_CD", "P_BOP_PROC_DETAIL.PLANT_CD")),
        PlannerInput("Start", "date", ("P_BOP_PROC_DETAIL.FROM",)),
    ]


def test_the_default_fits_and_asks_for_nothing():
    check_columns(DEFAULT)
    assert planner_inputs(DEFAULT) == []


def test_the_default_has_every_column_that_the_views_name(shared):
    """The tables of design/erp_views.md, but for the names that the base table and the upload give otherwise."""
    text = (shared / "design" / "erp_views.md").read_text(encoding="utf-8")
    routing_view = text.split("## `BI_ROUTING_VIEW`")[1].split("## `P_BOP_PROC_MASTER`")[0]
    in_cells = [line.split("|")[1] for line in routing_view.splitlines() if line.startswith("| `")]
    named = {name for cell in in_cells for name in cell.split("`")[1::2]} - {"INSIDE_FLAG"}
    detail = {column.name for column in DEFAULT[DETAIL]}
    assert named | {"ITEM_CD", "PROC_SEQ", "INSIDE_FLG", "WC_CD"} <= detail
    assert {"JOB_CD", "MAIN_YN", "RES_PRIORITY"} <= {column.name for column in DEFAULT[RESOURCES]}


def test_every_field_can_be_exported_somewhere():
    assert {field.name for sheet in Sheet for field in fields_of(sheet)} == set(FIELDS)
