"""A browser on a real site. Any console error or blocked resource on any visited page fails the test."""

import shutil

import pytest
from django.db import connections

from tests.e2e.site import Site

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-sandbox",  # it does not start as root, and visits our own pages only
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.skip("no Chromium is installed (scripts/test installs Debian's)")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, django_db_modify_db_settings):
    """Built once: about a minute."""
    server = connections["default"].settings_dict
    site = Site(tmp_path_factory.mktemp("site"), server, server["TEST"]["NAME"].replace("test_", "e2e_"))
    try:
        site.build()
        site.serve()
        yield site
    finally:
        site.stop()


@pytest.fixture
def open_page(browser, site):
    """Opens pages as somebody; at the end none of them may have complained."""
    contexts, complaints = [], []

    def open_as(name=None, **options):
        context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: message.type == "error" and complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: _lost(request) and complaints.append(f"{request.url}: not loaded"))
        if name:
            log_in(page, name, site.password)
        return page

    open_as.complaints = complaints
    yield open_as
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def _lost(request):
    return request.failure != "net::ERR_ABORTED"  # a newer question or page took its place


def log_in(page, name, password):
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


@pytest.fixture
def planner_page(open_page):
    return open_page("planner")
