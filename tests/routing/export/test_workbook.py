"""The workbook that the ERP takes: types of cells, its limits, no formula by any door."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from apps.catalog.errors import Refusal
from apps.routing.export.columns import Column, Source
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.formats import workbook
from apps.routing.export.rows import Sheet
from apps.routing.export.tables import Table, tables
from tests.routing.export.wild import NASTY, PLAIN


def written(*routings, columns=DEFAULT):
    return b"".join(workbook.write(tables(routings, columns)))


def sheet(content, name):
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def test_codes_are_texts_numbers_are_numbers_days_are_days():
    master, detail = (sheet(written(PLAIN), f"P_BOP_PROC_{name}") for name in ("MASTER", "DETAIL"))
    assert (master["A2"].value, master["A2"].data_type, master["A2"].number_format) == ("00123", "s", "@")
    assert master["B2"].value == "1E5"
    assert (detail["E2"].value, detail["E2"].data_type) == ("3-4", "s")
    assert (detail["K2"].value, detail["K2"].data_type) == (8.4, "n")
    assert master["H2"].is_date
    assert master["H2"].number_format == "yyyy-mm-dd"


def test_an_outsourced_step_stays_outsourced():
    header, _first, row = sheet(written(PLAIN), "P_BOP_PROC_DETAIL").values
    said = dict(zip(header, row, strict=True))
    assert (said["INSIDE_FLG"], said["BP_CD"], said["SUBCONTRACT_PRC"]) == ("N", "=V1", 12.5)
    assert (said["CUR_CD"], said["MFG_LT"], said["RUN_TIME_QTY"]) == ("KRW", 7, 1)


@pytest.mark.parametrize("text", [text for text in NASTY if text])
def test_no_formula_and_no_link_in_the_file_itself(text):
    content = written(replace(PLAIN, item_code=text, description=text))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            assert b"<f>" not in part
            assert b"<f " not in part
            assert b"<hyperlink" not in part


def test_constants_and_inputs_of_the_mapping_become_no_formula_either():
    columns = {
        Sheet.MASTER: (Column("A", Source.CONSTANT, "=1+1"), Column("B", Source.INPUT, "Plant"), Column("C")),
    }
    row = sheet(written(replace(PLAIN, inputs={"Plant": "@x"}), columns=columns), "P_BOP_PROC_MASTER")[2]
    assert [(cell.value, cell.data_type) for cell in row[:2]] == [("=1+1", "s"), ("@x", "s")]


def test_a_text_as_long_as_a_cell_holds():
    text = "가" * 32_767
    assert sheet(written(replace(PLAIN, description=text)), "P_BOP_PROC_MASTER")["C2"].value == text


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384])
def test_a_longer_text_is_refused_with_its_place_never_cut(text):
    with pytest.raises(Refusal, match=r"P_BOP_PROC_MASTER.DESCRIPTION, row 2.*32768"):
        written(replace(PLAIN, description=text))


def test_a_day_before_1900_is_refused_and_as_text_it_is_exported():
    old = replace(PLAIN, valid_from=date(1899, 12, 31))
    with pytest.raises(Refusal, match="before 1900"):
        written(old)
    columns = {Sheet.MASTER: (Column("FROM", Source.FIELD, "valid_from", "text"),)}
    assert sheet(written(old, columns=columns), "P_BOP_PROC_MASTER")["A2"].value == "1899-12-31"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_MAX", 4)  # a million rows take minutes
    assert written(PLAIN)
    with pytest.raises(Refusal, match="P_BOP_PROC_MASTER would have more than 4 rows"):
        b"".join(workbook.write([Table(Sheet.MASTER, DEFAULT[Sheet.MASTER], [PLAIN] * 4)]))


def test_rows_are_taken_one_after_the_other():
    """Half a thousand routings at a time are never in memory: each is made when its row is written."""
    alive = []

    class Fresh:
        def __len__(self):
            return 500

        def __contains__(self, routing):
            return False

        def __iter__(self):
            for number in range(500):
                alive.append(number)
                yield replace(PLAIN, item_code=f"{number:05d}")

    rows = Table(Sheet.MASTER, DEFAULT[Sheet.MASTER], Fresh()).rows()
    assert next(rows)[0] == "00000"
    assert alive == [0]
    assert sheet(written(*Fresh()), "P_BOP_PROC_MASTER").max_row == 501
