"""What is exported is read back by another program and compared, cell by cell, for every format."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.formats import FORMATS
from apps.routing.export.routing import ExportedRouting, ExportedStep
from apps.routing.export.rows import Sheet
from apps.routing.export.tables import tables
from tests.routing.export import reading
from tests.routing.export.wild import NASTY, PLAIN, ROUTINGS, all_sheets

MANY = st.lists(ROUTINGS, min_size=1, max_size=2)
NASTY_ROUTINGS = [
    ExportedRouting(text, text, (ExportedStep(10, text, resource=text, vendor=text),), description=text)
    for text in NASTY
    if text
]
READERS = {
    "xlsx": reading.workbook,
    "csv-zip": reading.csv_zip,
    "json": reading.json_text,
    "xml": reading.xml_text,
}
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def content(name, routings, sheet=None):
    chosen = [table for table in tables(routings, DEFAULT) if sheet in (None, table.sheet)]
    return b"".join(FORMATS[name].write(chosen))


def compare(found, routings):
    for sheet, rows in all_sheets(routings).items():
        header, *read = found[sheet]
        assert header == [column.name for column in DEFAULT[Sheet(sheet)]]
        assert read == rows, sheet


@pytest.mark.parametrize("name", READERS)
@slow
@given(routings=MANY)
@example(routings=[PLAIN])
@example(routings=NASTY_ROUTINGS)
def test_all_sheets(name, routings):
    found = READERS[name](content(name, routings))
    assert list(found) == Sheet.values
    compare(found, routings)


@pytest.mark.parametrize("name", ["csv", "tab"])
@pytest.mark.parametrize("sheet", Sheet.values)
@slow
@given(routings=MANY)
@example(routings=NASTY_ROUTINGS)
def test_one_sheet(name, sheet, routings):
    read = {"csv": reading.csv_text, "tab": reading.tab_text}[name]
    _header, *rows = read(content(name, routings, sheet), sheet)
    assert rows == all_sheets(routings)[sheet]


@pytest.mark.parametrize("name", ["csv", "tab"])
@pytest.mark.parametrize("text", [text for text in NASTY if text.strip()[:1] in ("=", "+", "-", "@", "＝")])
def test_no_cell_of_a_text_file_begins_like_a_formula(name, text):
    routing = ExportedRouting("A", "B", (ExportedStep(10, text),))
    cells = content(name, [routing], Sheet.DETAIL).decode("utf-8-sig").replace('"', "")
    assert f"'{text}" in cells


def test_csv_says_that_it_is_utf_8_and_which_cells_are_texts():
    lines = content("csv", [PLAIN], Sheet.DETAIL)
    assert lines.startswith(b"\xef\xbb\xbf")
    first = lines.decode("utf-8-sig").splitlines()[1]
    assert first.startswith('"00123","1E5",10,"Y","3-4"')
