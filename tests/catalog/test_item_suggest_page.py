"""/items/suggest and /items/classes: the options under an input."""

import pytest

from tests.catalog.rows import make_item

pytestmark = pytest.mark.django_db
ADDRESSES = ["/items/suggest", "/items/classes"]


def test_codes_come_before_words(viewer):
    make_item("SEAL-1", name="other")
    make_item("A1", name="SEAL RING", part_class="KBM")
    page = viewer.get("/items/suggest?q=seal").content.decode()
    assert page.index('data-value="SEAL-1"') < page.index('data-value="A1"')
    assert 'data-href="/items/A1/"' in page


def test_there_are_at_most_ten(catalogue, viewer):
    assert viewer.get("/items/suggest?q=P-").content.decode().count('role="option"') == 10


@pytest.mark.parametrize("text", ["", "   ", "zzz", "%00", "'", "x" * 5000])
def test_nothing_is_found_without_an_error(viewer, text):
    make_item()
    for address in ADDRESSES:
        response = viewer.get(f"{address}?q={text}")
        assert response.status_code == 200
        assert "B160940" not in response.content.decode()


def test_a_suggestion_is_escaped(viewer):
    make_item('A"><b>', name="<script>")
    page = viewer.get("/items/suggest?q=a").content.decode()
    assert "<script>" not in page
    assert "<b>" not in page


def test_it_asks_once(viewer, catalogue, django_assert_num_queries):
    viewer.get("/items/suggest?q=P-")
    with django_assert_num_queries(5):  # session, user, two for permissions, the items
        viewer.get("/items/suggest?q=P-")


def test_classes_are_each_named_once(catalogue, viewer):
    make_item("X1", part_class="Rod")
    make_item("X2")
    page = viewer.get("/items/classes?q=r").content.decode()
    assert page.count("<li") == 2
    assert page.index("RNG") < page.index("Rod")


@pytest.mark.parametrize("address", ADDRESSES)
def test_login_permission_and_method(client, nobody, viewer, address):
    assert client.get(address).status_code == 302
    assert nobody.get(address).status_code == 403
    assert viewer.post(address).status_code == 405
