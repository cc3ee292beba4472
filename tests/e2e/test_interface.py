"""The frame and the list in a real browser: by keyboard, without JavaScript, and when a request fails."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
expect.set_options(timeout=20_000)


@pytest.fixture
def items(planner_page):
    planner_page.goto("/items/")
    return planner_page


def codes(page):
    return page.locator("#item-table tbody td:first-child").all_inner_texts()


def test_the_list_is_sorted_and_turned_by_keyboard(items):
    items.get_by_role("link", name="Name", exact=True).press("Enter")
    expect(items.locator("#item-table th[aria-sort=ascending]")).to_contain_text("Name")
    expect(items).to_have_url(re.compile(r"\?sort=name$"))
    first = codes(items)
    items.locator("body").press("n")
    expect(items.get_by_role("link", name="Previous")).to_be_visible()
    assert not set(codes(items)) & set(first)
    items.locator("body").press("p")
    expect(items.locator("#item-table tbody tr").first).to_contain_text(first[0])


def test_a_filter_keeps_the_sort_and_back_undoes_it(items):
    items.goto("/items/?sort=-name")
    items.get_by_label("Routing").select_option("no")
    expect(items).to_have_url(re.compile(r"routing=no"))
    expect(items).to_have_url(re.compile(r"sort=-name"))
    items.go_back()
    expect(items).to_have_url(re.compile(r"\?sort=-name$"))
    expect(items.get_by_label("Routing")).to_have_value("")


def test_a_search_is_chosen_from_suggestions_by_keyboard(items):
    code = codes(items)[3]
    items.locator("body").press("/")
    items.keyboard.type(code[:-1])
    expect(items.get_by_role("option").first).to_be_visible()
    place = items.locator("[role=option]").evaluate_all(
        "(all, code) => all.findIndex((o) => o.dataset.value === code)", code
    )
    for _ in range(place + 1):
        items.keyboard.press("ArrowDown")
    items.keyboard.press("Enter")
    expect(items.get_by_role("heading", name=re.compile(re.escape(code)))).to_be_visible()


def test_the_shortcuts_are_listed_and_can_be_switched_off(items):
    items.locator("body").press("?")
    listed = items.locator("#shortcut-list")
    expect(listed).to_contain_text("Catalogue")
    expect(listed).to_contain_text("Search the catalogue")
    items.get_by_label("Keys without Ctrl or Alt are shortcuts").uncheck()
    items.keyboard.press("Escape")
    items.locator("body").press("g")
    items.locator("body").press("m")
    expect(items).to_have_url(re.compile(r"/items/$"))


def test_the_chosen_colours_stay(items):
    items.get_by_role("button", name="planner").click()
    items.get_by_role("button", name="Dark").click()
    items.reload()
    background = "getComputedStyle(document.body).backgroundColor"
    assert items.evaluate(background) == "rgb(17, 22, 28)"
    assert items.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_lost_connection_is_said_and_nothing_is_lost(items, open_page):
    items.context.set_offline(True)
    items.get_by_label("Code or words").fill("seal")
    expect(items.locator("#problems")).to_contain_text("The server cannot be reached")
    expect(items.locator("#item-table tbody tr").first).to_be_visible()
    items.context.set_offline(False)
    items.get_by_label("Code or words").fill("")
    expect(items.locator("#problems")).to_be_empty()
    open_page.complaints.clear()  # the browser's own words about the lost connection


def test_an_ended_session_is_said_and_the_page_stays(items):
    items.context.clear_cookies()
    items.get_by_label("Code or words").fill("seal")
    expect(items.locator("#problems")).to_contain_text("Your session has ended")
    expect(items.locator("#problems").get_by_role("link")).to_have_attribute(
        "href", "/accounts/login/?next=%2Fitems%2F"
    )
    expect(items.locator("#item-table tbody tr").first).to_be_visible()


def test_searching_and_turning_pages_work_without_javascript(open_page):
    page = open_page("planner", java_script_enabled=False)
    page.goto("/items/")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="Previous")).to_be_visible()
    page.get_by_label("Routing").select_option("no")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"routing=no"))
    expect(page.locator("#item-table tbody tr").first).to_contain_text("none")


def test_the_menu_of_a_phone_opens_and_leads_on(open_page):
    page = open_page("planner")
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto("/items/")
    navigation = page.get_by_role("navigation", name="Main")
    expect(navigation).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    navigation.get_by_role("link", name="Predict").click()
    expect(page).to_have_url(re.compile(r"/predict/$"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
