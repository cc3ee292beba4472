"""From the login to a predicted routing, as a planner sees it."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
expect.set_options(timeout=20_000)


def step_rows(page):
    return page.locator("#answer section").first.locator("tbody tr")


def unrouted_code(site):
    """An item that the plant has no routing for, from the page that lists them."""
    return site.manage(
        "shell", "-v", "0", "-c",
        "from apps.catalog.models import Item; print(Item.objects.filter(has_routing=False).order_by('code')[0].code)",
    ).strip()  # fmt: skip


def test_home_leads_to_the_catalogue_an_item_and_its_prediction(planner_page):
    page = planner_page
    expect(page).to_have_url(re.compile(r"/$"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Catalogue").click()
    expect(page).to_have_url(re.compile(r"/items/"))
    first = page.locator("#item-table tbody tr").first
    code = first.get_by_role("link").first.inner_text().strip()

    page.locator("#id_q").fill(code)
    expect(page).to_have_url(re.compile(rf"q={re.escape(code)}"))
    page.locator("#item-table").get_by_role("link", name=code, exact=True).first.click()
    expect(page.get_by_role("heading", name=re.compile(re.escape(code)))).to_be_visible()

    page.get_by_role("link", name="Predict a routing").click()
    expect(page).to_have_url(re.compile(r"/predict/\?item="))
    expect(step_rows(page).first).to_be_visible()


def test_a_typed_code_is_suggested_and_predicted(planner_page, site):
    page, code = planner_page, unrouted_code(site)
    page.goto("/predict/")
    page.get_by_role("combobox", name="Item code").press_sequentially(code[:-1], delay=20)
    option = page.get_by_role("option", name=re.compile(re.escape(code)))
    expect(option).to_be_visible()
    option.click()
    expect(page).to_have_url(re.compile(rf"item={re.escape(code)}"))
    expect(page.get_by_role("heading", name="Predicted routing")).to_be_visible()
    expect(step_rows(page).first).to_be_visible()
    sequences = [int(text) for text in step_rows(page).locator("td:first-child").all_inner_texts()]
    assert sequences == sorted(sequences)
    expect(page.locator("#answer")).to_contain_text(f"model {site.version}")


def test_changing_an_attribute_changes_the_answer_and_the_address(planner_page, site):
    page, code = planner_page, unrouted_code(site)
    page.goto(f"/predict/?item={code}")
    before = page.locator("#answer").inner_text()
    number = page.locator("form.known input[inputmode=decimal], form.known input[type=number]").first
    number.fill(str(round(float(number.input_value() or 1) * 4, 1)))
    number.press("Tab")
    expect(page).to_have_url(re.compile(r"[?&]a-"))
    expect(page.locator("#answer")).not_to_have_text(re.compile(re.escape(before)))
    after = strip_timing(page.locator("#answer").inner_text())
    assert after != strip_timing(before)
    page.reload()
    assert strip_timing(page.locator("#answer").inner_text()) == after


def strip_timing(text):
    """Without the milliseconds that the answer took."""
    return re.sub(r"[\d.,]+ ms", "", text)


def test_the_similar_items_are_links_to_the_catalogue(planner_page, site):
    page = planner_page
    page.goto(f"/predict/?item={unrouted_code(site)}")
    page.locator("#answer a[href^='/items/']").first.click()
    expect(page).to_have_url(re.compile(r"/items/"))
    expect(page.locator("h1")).to_be_visible()


def test_models_and_diagnostics(planner_page, site):
    page = planner_page
    page.goto("/models/")
    page.get_by_role("link", name=f"Version {site.version}", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/models/{site.version}/$"))
    for text in ("approved", "Submitted by", "trainer", "approver"):
        expect(page.locator("main")).to_contain_text(text)
    page.goto("/diagnostics/")
    for probe in ("postgresql", "active_version", "canary"):
        expect(page.locator(f"#probe-{probe}")).to_be_visible()
