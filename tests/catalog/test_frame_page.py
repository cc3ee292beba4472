"""What stands around every page: navigation, environment, errors; and nothing inline."""

import re

import pytest
from django.urls import path

from routing_site.urls import urlpatterns as site
from tests.catalog.rows import make_item

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError


urlpatterns = [*site, path("broken/", broken)]


def test_the_navigation_shows_what_a_person_may_enter(viewer, planner):
    seen_by_viewer, seen_by_planner = (client.get("/items/").content.decode() for client in (viewer, planner))
    assert 'href="/models/"' in seen_by_viewer
    assert 'href="/predict/"' not in seen_by_viewer
    assert 'href="/predict/"' in seen_by_planner
    assert 'href="/admin/"' not in seen_by_planner


def test_the_navigation_marks_where_one_is(viewer):
    make_item()
    for address in ("/items/", "/items/B160940/"):
        page = viewer.get(address).content.decode()
        marked = re.search(r'<a href="([^"]+)"[^>]*aria-current="page"', page)
        assert marked[1] == "/items/"


@pytest.mark.parametrize(("environment", "shown"), [("demo", True), ("test", True), ("production", False)])
def test_the_environment_is_named_unless_it_is_production(viewer, settings, environment, shown):
    settings.ROUTING_ENV = environment
    assert ('class="environment"' in viewer.get("/items/").content.decode()) is shown


def test_an_unknown_address_is_404_with_what_to_do(viewer, client):
    for visitor in (viewer, client):
        response = visitor.get("/nowhere/at/all")
        assert response.status_code == 404
        assert "There is no page at this address" in response.content.decode()


@pytest.mark.urls("tests.catalog.test_frame_page")
def test_a_failure_is_500_with_what_to_do(viewer):
    viewer.raise_request_exception = False
    response = viewer.get("/broken/")
    assert response.status_code == 500
    assert "Try again" in response.content.decode()


def test_a_form_that_is_too_old_is_explained(person):
    client = person("ines")
    client.handler.enforce_csrf_checks = True
    response = client.post("/accounts/logout/")
    assert response.status_code == 403
    assert "Go back, reload the page" in response.content.decode()


@pytest.mark.parametrize("address", ["/items/", "/items/B160940/", "/imports/", "/accounts/password/", "/nowhere/"])
def test_nothing_stands_inline(viewer, address):
    make_item()
    page = viewer.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", page)
    assert all(tag.startswith("<script src=") for tag in re.findall(r"<script[^>]*>", page))
