"""What people see before they save: every sheet, and what is still missing."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from apps.catalog.errors import Refusal
from apps.routing.export.answer import export_answer
from apps.routing.export.columns import Column
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.example import example
from apps.routing.export.pages import print_page
from apps.routing.export.preview import COPIED_MAX, preview, preview_context
from apps.routing.export.rows import Sheet
from tests.routing.export.wild import PLAIN

ASKING = {
    Sheet.MASTER: (
        Column("ITEM_CD", "field", "item_code"),
        Column("PLANT_CD", "input", "Plant"),
        Column("SORT", "input", "Sort number", "number"),
    )
}


def shown(routings, columns):
    return render_to_string("routing/_export_preview.html", preview_context(routings, columns))


def test_every_sheet_is_a_table():
    page = shown([example(DEFAULT)], DEFAULT)
    for text in ("P_BOP_PROC_MASTER", "P_BOP_PROC_CHILD", "00123", "1E5", "NEO CERAMIC", "2999-12-31", "분(Min.)"):
        assert text in page
    assert "missing" not in page


@pytest.mark.parametrize(
    ("inputs", "missing"),
    [
        ({}, {"Plant": 1, "Sort number": 1}),
        ({"Plant": "  "}, {"Plant": 1, "Sort number": 1}),
        ({"Plant": "1000", "Sort number": "first"}, {"Sort number": 1}),
        ({"Plant": "1000", "Sort number": "2"}, {}),
    ],
)
def test_missing_inputs_are_marked_and_the_file_is_refused(inputs, missing):
    routing = replace(PLAIN, inputs=inputs)
    assert preview([routing], ASKING).missing == missing
    page = shown([routing], ASKING)
    for name in ("Plant", "Sort number"):
        assert (f"missing: {name}" in page) == (name in missing)
    assert ("data-copy" in page) == (not missing)
    if missing:
        with pytest.raises(Refusal, match=f"1 routing lacks what the ERP needs: {', '.join(missing)}"):
            export_answer([routing], ASKING, "csv", Sheet.MASTER)


def test_counted_over_many_routings():
    routings = [replace(PLAIN, inputs={"Plant": "1", "Sort number": "1"}), PLAIN, PLAIN]
    with pytest.raises(Refusal, match="2 routings lack what the ERP needs: Plant, Sort number"):
        export_answer(routings, ASKING, "xlsx")


def test_a_long_sheet_says_that_it_goes_on():
    page = shown([PLAIN] * (COPIED_MAX + 1), DEFAULT)
    assert "the first 50 rows" in page
    assert "data-copy" not in page  # that many are a file


def test_what_no_file_can_carry_is_marked():
    assert "Holds a character that no file can carry" in shown([replace(PLAIN, description="a\x00b")], DEFAULT)


def test_markup_in_a_text_is_shown_not_obeyed():
    page = shown([replace(PLAIN, description="</textarea><script>alert(1)</script>")], DEFAULT)
    assert "<script" not in page
    assert page.count("</textarea>") == 8


def test_the_clipboard_says_which_cells_are_texts():
    master = preview([PLAIN], DEFAULT).sheets[0]
    assert master.copied_text.splitlines()[1].split("\t")[:2] == ["00123", "1E5"]
    assert "<td style=\"mso-number-format:'\\@'\">00123</td>" in master.copied_html


def test_paper_has_a_sheet_for_each_routing(rf):
    page = render_to_string("routing/export_print.html", print_page([PLAIN, example(DEFAULT)]), rf.get("/"))
    assert page.count('<article class="card paper">') == 2
    for text in ("B160940000000", "NEO CERAMIC", "21,000 KRW a piece", "7 days", "ASY-WC2A, ASY-WC3A", "outsourced"):
        assert text in page
