"""The admin: loaded rows are shown, attributes are edited, and nothing counts a whole table."""

import pytest
from django.contrib.auth.models import User

from apps.catalog.models import Attribute
from tests.catalog.rows import make_item, make_result, make_routing, make_run

pytestmark = pytest.mark.django_db
MODELS = ["item", "routing", "workresult", "purchaseorder", "operation", "resource", "vendor", "importrun", "attribute"]


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("admin", password="Admin-Pass-2417"))
    return client


@pytest.fixture
def rows(db):
    item = make_item(name="SEAL BOM")
    make_result(item)
    make_run()
    Attribute.objects.create(key="od", label="OD", kind="number")
    return make_routing(item)


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_is_searched(admin, rows, model):
    assert admin.get(f"/admin/catalog/{model}/").status_code == 200
    assert admin.get(f"/admin/catalog/{model}/?q=b160940").status_code == 200


def test_items_are_found_by_code_and_word(admin, rows):
    make_item("OTHER", name="x")
    for text in ("b1609", "seal bo"):
        page = admin.get("/admin/catalog/item/", {"q": text}).content.decode()
        assert "B160940" in page
        assert "OTHER" not in page


def test_loaded_rows_are_only_shown(admin, rows):
    assert admin.post(f"/admin/catalog/routing/{rows.pk}/change/", {"code": "99"}).status_code == 403
    assert admin.get("/admin/catalog/item/add/").status_code == 403


def test_an_attribute_is_renamed_and_left_out_of_learning(admin, rows):
    attribute = Attribute.objects.get()
    data = {"label": "Outer diameter", "kind": "number", "unit": "mm", "position": "3"}
    admin.post(f"/admin/catalog/attribute/{attribute.pk}/change/", data)
    attribute.refresh_from_db()
    assert (attribute.key, attribute.label, attribute.used_for_learning) == ("od", "Outer diameter", False)


def test_lists_count_no_further_than_needed(admin, rows, django_assert_max_num_queries):
    admin.get("/admin/catalog/item/")
    with django_assert_max_num_queries(7) as asked:
        admin.get("/admin/catalog/item/")
    assert all("LIMIT" in query["sql"] for query in asked.captured_queries if "COUNT" in query["sql"])


def test_people_without_staff_rights_do_not_enter(viewer):
    assert viewer.get("/admin/").status_code == 302
