"""The work queue."""

import pytest

pytestmark = pytest.mark.django_db


def test_items_without_a_routing_newest_first(catalogue, viewer):
    page = viewer.get("/").content.decode()
    assert page.index("P-0230") < page.index("P-0220") < page.index("P-0010")
    assert "P-0011" not in page


def test_an_empty_catalogue_says_what_to_do(viewer):
    assert "load_catalog" in viewer.get("/").content.decode()


def test_the_number_of_queries_is_fixed(catalogue, viewer, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        viewer.get("/")


def test_it_needs_login_and_is_a_get(client, nobody, viewer):
    assert client.get("/").status_code == 302
    assert nobody.get("/").status_code == 403
    assert viewer.post("/").status_code == 405
