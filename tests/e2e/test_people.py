"""Logging in and out, and what a group may not do."""

import re

import pytest

from tests.e2e.conftest import log_in

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


def test_a_wrong_password_is_refused_and_the_right_one_lets_in(open_page, site):
    page = open_page()
    page.goto("/models/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/models/"))
    log_in(page, "viewer", "not the password")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/accounts/login/"))
    log_in(page, "viewer", site.password)
    expect(page).not_to_have_url(re.compile(r"/accounts/login/"))


def test_logging_out_closes_every_page(planner_page):
    page = planner_page
    page.locator("[popovertarget=user-menu]").click()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile(r"/accounts/login/"))
    page.goto("/items/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/items/"))


def test_a_viewer_sees_models_and_may_not_predict(open_page):
    page = open_page("viewer")
    page.goto("/models/")
    expect(page.locator("h1")).to_be_visible()
    answer = page.goto("/predict/")
    assert answer.status == 403
    expect(page.locator("main, body").first).to_contain_text(re.compile("may not|permission|allowed", re.IGNORECASE))
    open_page.complaints.clear()  # Chromium reports the refused page itself


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_complains(open_page, site, colours):
    page = open_page("admin", color_scheme=colours)
    addresses = [
        "/",
        "/items/",
        "/imports/",
        "/predict/",
        "/proposals/",
        "/models/",
        "/models/train/",
        "/diagnostics/",
        "/admin/",
        "/people/requests/",
        "/people/changes/",
        "/people/locks/",
        "/people/sessions/",
        "/accounts/request/",
        f"/models/compare/?a={site.version}&b={site.version}",
        "/models/policy/",
        "/models/train/schedule/",
        "/models/webhooks/",
        "/models/webhooks/log/",
        "/exports/mapping/",
    ]
    for address in [*addresses, f"/models/{site.version}/", "/accounts/password/"]:
        answer = page.goto(address)
        assert answer.status == 200, address
        expect(page.locator("h1").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than 1280 px"
