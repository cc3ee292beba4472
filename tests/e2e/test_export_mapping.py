"""An administrator changes the mapping by keyboard and copies a sheet; no script of the page is blocked."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
DETAIL = "/exports/mapping/?sheet=P_BOP_PROC_DETAIL"


@pytest.fixture
def page(open_page, site):
    page = open_page("admin", permissions=["clipboard-read", "clipboard-write"])
    yield page
    page.goto(DETAIL)
    page.get_by_role("button", name="Reset all sheets").click()
    expect(page.get_by_text("The mapping is saved")).to_be_visible()


def test_a_column_is_added_moved_and_seen_in_the_preview(page):
    page.goto(DETAIL)
    form = page.locator("form", has=page.get_by_role("button", name="Add the column"))
    form.get_by_label("Column").fill("COMP_CD")
    form.get_by_label("From").select_option("constant")
    form.get_by_label("Value").fill("00100")
    form.get_by_label("Value").press("Enter")
    expect(page.locator(".export-sheet th").last).to_have_text("COMP_CD")
    expect(page.locator(".export-sheet td").last).to_have_text("00100")

    page.get_by_role("button", name="Move COMP_CD up").press("Enter")
    expect(page.locator(".export-sheet th").last).to_have_text("INSRT_DT")

    row = page.locator("#column-WC_CD")
    row.get_by_role("combobox", name=re.compile("From")).select_option("input")
    row.get_by_role("combobox", name=re.compile("Value")).fill("Work centre")
    row.get_by_role("combobox", name=re.compile("Value")).press("Enter")
    expect(page.locator("#column-WC_CD").get_by_label(re.compile("Value"))).to_have_value("Work centre")


def test_a_sheet_is_copied_as_text_and_as_a_table(page):
    page.goto("/exports/mapping/?sheet=P_BOP_PROC_CHILD")
    page.get_by_role("button", name="Copy P_BOP_PROC_CHILD").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate(
        """async () => {
             const [item] = await navigator.clipboard.read();
             return [await (await item.getType("text/plain")).text(), item.types];
           }"""
    )
    assert copied[0].splitlines()[1].split("\t")[:6] == ["B160940000000", "B#0L01C", "10", "F10-1", "1", "00123"]
    assert set(copied[1]) == {"text/plain", "text/html"}
