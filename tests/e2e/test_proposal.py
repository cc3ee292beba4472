"""From a prediction to an accepted proposal in a real browser; two editors at once; a lost connection."""

import re

import pytest

from tests.e2e.test_main_path import unrouted_code

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


def make(page, code):
    page.goto(f"/predict/?item={code}")
    page.get_by_role("button", name="Make a proposal").click()
    expect(page).to_have_url(re.compile(r"/proposals/\d+/$"))
    return page.url


def rows(page):
    return page.locator("tr[data-key]")


def operations(page):
    return [field.input_value() for field in page.locator("tr[data-key] input[name=operation]").all()]


def suggestions(page):
    return page.locator("ul.suggestions:not([hidden]) [role=option]")


def revision(page):
    return int(page.locator("#proposal-state").get_attribute("data-revision"))


def saved(page, number):
    expect(page.locator("#proposal-state")).to_have_attribute("data-revision", str(number))


def test_a_planner_edits_by_keyboard_undoes_and_accepts(planner_page, site):
    page = planner_page
    make(page, unrouted_code(site))
    first_setup = page.locator("tr[data-key] input[name=setup_minutes]").first
    before, steps = first_setup.input_value(), operations(page)

    first_setup.fill("99.5")  # saved as one types: no key, no button
    saved(page, 2)
    expect(page.locator("#proposal-state")).to_contain_text("1 change against the prediction")
    expect(rows(page).first.locator(".was")).to_contain_text("predicted")
    first_setup.press("ArrowDown")
    expect(page.locator("tr[data-key] input[name=setup_minutes]").nth(1)).to_be_focused()

    page.keyboard.press("Alt+ArrowUp")
    saved(page, 3)
    assert operations(page) == [steps[1], steps[0], *steps[2:]]
    page.keyboard.press("Control+z")
    saved(page, 4)
    page.keyboard.press("Control+z")
    saved(page, 5)
    assert (operations(page), first_setup.input_value()) == (steps, before)
    page.keyboard.press("Control+y")
    saved(page, 6)
    expect(first_setup).to_have_value("99.5")

    page.get_by_role("button", name="Remove step 10", exact=True).click()
    saved(page, 7)
    expect(rows(page)).to_have_count(len(steps) - 1)
    page.get_by_role("button", name=re.compile(rf"^\+ {re.escape(steps[0])}")).click()
    saved(page, 8)
    assert operations(page) == steps

    page.locator("#add-operation").click()
    suggestions(page).first.click()
    page.get_by_role("button", name="Add", exact=True).click()
    saved(page, 9)
    expect(rows(page)).to_have_count(len(steps) + 1)

    before = operations(page)
    rows(page).last.locator(".grip").drag_to(rows(page).nth(-2), target_position={"x": 200, "y": 2})
    saved(page, 10)
    assert operations(page) == [*before[:-2], before[-1], before[-2]]

    place = rows(page).first.locator("select[name=outsourced]")
    place.select_option("yes" if place.input_value() == "no" else "no")
    saved(page, 11)
    page.locator("#c-note").fill("Asked the shop floor.")
    saved(page, 12)

    page.keyboard.press("Control+Enter")
    expect(page.locator("#proposal-state .badge")).to_have_text("accepted")
    expect(page.locator("[data-saved]")).to_have_count(0)
    expect(page.locator("#proposal")).to_contain_text("Asked the shop floor.")


def test_another_machine_is_chosen_among_those_that_were_used(planner_page, site):
    page = planner_page
    make(page, unrouted_code(site))
    machines = page.locator("tr[data-key] input[name=resource]")
    machine, codes = machines.first, [field.input_value() for field in machines.all()]
    machine.click()
    expect(suggestions(page).first).to_contain_text(codes[0])
    expect(suggestions(page).first).to_contain_text("routings")
    other = next(code for code in codes if code != codes[0])
    machine.fill("")
    machine.press_sequentially(other)
    suggestions(page).and_(page.locator(f"[data-value='{other}']")).click()
    expect(machine).to_have_value(other)
    saved(page, 2)


def test_the_second_editor_is_told_and_loses_nothing(open_page, site):
    anna, ben = open_page("planner"), open_page("admin")
    address = make(anna, unrouted_code(site))
    ben.goto(address)
    setup = "tr[data-key] input[name=setup_minutes]"
    anna.locator(setup).first.fill("71")
    saved(anna, 2)

    ben.locator(setup).first.fill("82")
    conflict = ben.locator("#conflict")
    expect(conflict).to_contain_text("planner changed the proposal")
    expect(conflict).to_contain_text("→ 71")
    expect(conflict).to_contain_text("82")
    expect(ben.locator(setup).first).to_have_value("82")
    ben.locator(setup).nth(1).fill("83")  # goes on typing: kept, and sent once the question is answered
    ben.locator(setup).first.fill("84")
    ben.get_by_role("button", name="Keep mine").click()
    saved(ben, 4)
    expect(ben.locator(setup).first).to_have_value("84")
    expect(ben.locator(setup).nth(1)).to_have_value("83")

    anna.locator(setup).nth(1).fill("90")
    anna.get_by_role("link", name="Take theirs").click()
    expect(anna.locator(setup).first).to_have_value("84")
    expect(anna.locator(setup).nth(1)).to_have_value("83")
    assert revision(anna) == 4
    assert all("409" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()  # Chromium reports each conflict itself


def test_what_was_typed_without_a_connection_is_sent_on_return(planner_page, open_page, site):
    page = planner_page
    make(page, unrouted_code(site))
    page.context.set_offline(True)
    setup = page.locator("tr[data-key] input[name=setup_minutes]").first
    setup.fill("55")
    expect(page.locator("#unsaved")).to_contain_text("Not saved yet: 1")
    expect(setup).to_have_value("55")
    page.context.set_offline(False)
    saved(page, 2)
    expect(page.locator("#unsaved")).to_be_hidden()
    page.reload()
    expect(setup).to_have_value("55")
    open_page.complaints.clear()  # the lost requests, as Chromium reports them


def test_without_javascript_a_proposal_is_read_changed_and_accepted(open_page, site):
    page = open_page("planner", java_script_enabled=False)
    make(page, unrouted_code(site))
    row = rows(page).first
    row.locator("input[name=setup_minutes]").fill("44")
    row.get_by_role("button", name="Save").click()
    expect(rows(page).first.locator("input[name=setup_minutes]")).to_have_value("44")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#proposal-state")).to_contain_text("0 changes")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#proposal-state .badge")).to_have_text("accepted")
