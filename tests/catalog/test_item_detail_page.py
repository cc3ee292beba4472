"""/items/CODE/: what is known of an item."""

import uuid
from datetime import date, timedelta

import pytest

from apps.catalog.models import Attribute, PurchaseOrder, Vendor
from tests.catalog.rows import ODD_CODES, make_item, make_operation, make_result, make_routing

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(db):
    Attribute.objects.create(key="od", label="Outer diameter", kind="number", unit="mm", position=1)
    Attribute.objects.create(key="material", label="Material", kind="category", position=2)
    Attribute.objects.create(key="spec", label="Specification", kind="text", position=3)
    return make_item(drawing="D-77", drawing_revision="C", attributes={"od": 81.6, "material": "Y<0>&0", "spec": ""})


def page_of(client, code="B160940"):
    return client.get(f"/items/{code}/").content.decode()


def test_it_shows_attributes_with_label_and_unit(viewer, item):
    page = page_of(viewer)
    assert "Outer diameter" in page
    assert "81.6 mm" in page
    assert "Y&lt;0&gt;&amp;0" in page
    assert "/items/?attribute=material&amp;value=Y%3C0%3E%260" in page
    assert "Specification" not in page  # the item has none


def test_the_code_is_compared_trimmed_and_in_upper_case(viewer, item):
    assert viewer.get("/items/b160940/").status_code == 200
    assert viewer.get("/items/%20b160940/").status_code == 200


@pytest.mark.parametrize("code", ODD_CODES)
def test_odd_codes_have_a_page(viewer, code):
    item = make_item(code)
    assert viewer.get(item.get_absolute_url()).context["item"] == item


def test_it_rejects_post(viewer, item):
    assert viewer.post("/items/B160940/").status_code == 405


def test_a_stranger_is_sent_to_the_login(client, item):
    assert client.get("/items/B160940/").headers["Location"] == "/accounts/login/?next=/items/B160940/"


def test_without_the_permission_it_is_403(nobody, item):
    assert nobody.get("/items/B160940/").status_code == 403


@pytest.mark.parametrize("code", ["NOPE", "a%00b", "x" * 500])
def test_a_missing_item_is_404_with_a_sentence(viewer, code):
    response = viewer.get(f"/items/{code}/")
    assert response.status_code == 404
    assert "The catalogue has no item" in response.content.decode()


def test_the_main_routing_comes_first(viewer, item):
    make_routing(item, code="20", is_main=False, created_on=date(2026, 1, 1))
    make_routing(item, ("TURN", "GRIND"), code="10", is_main=True, valid_to=date(2999, 12, 31))
    page = page_of(viewer)
    assert page.index("Routing 10") < page.index("Routing 20")
    assert "2 steps" in page
    assert "40.0 min set-up" in page
    assert "2999" not in page


def test_an_outsourced_step_names_vendor_price_and_lead_time(viewer, item):
    step = make_routing(item, ("COAT",)).steps.get()
    step.outsourced, step.vendor = True, Vendor.objects.create(code="V1", name="Hardchrome")
    step.lead_time_days, step.price, step.currency = 12, "44.50", "KRW"
    step.save()
    page = page_of(viewer)
    for words in ("outsourced", "Hardchrome", "44.50 KRW", ">12<"):
        assert words in page


def test_an_item_without_routing_offers_a_prediction_to_who_may_predict(planner, viewer, item):
    assert "No routing yet" in page_of(viewer)
    assert "/predict/?item=" not in page_of(viewer)
    assert "/predict/?item=B160940" in page_of(planner)


def test_the_link_to_the_prediction_escapes_the_code(planner):
    item = make_item("A/7 #3&한")
    assert "/predict/?item=A%2F7%20%233%26%ED%95%9C" in planner.get(item.get_absolute_url()).content.decode()


def test_results_are_drawn_beside_the_standard(viewer, item):
    make_routing(item)
    for n in range(20):
        make_result(item, run_minutes=6 + n % 3, reported_on=date(2026, 1, 1) + timedelta(days=n))
    make_result(item, run_minutes=360.0)  # reported in the wrong unit
    operation = viewer.get("/items/B160940/").context["operations"][0]
    assert operation.reports == 21
    assert operation.run.standard == 5.5
    assert operation.run.plot.median == 7.0
    assert operation.run.plot.outside == 1
    assert operation.run.plot.limit < 20
    page = page_of(viewer)
    assert "<svg" in page
    assert "1 above" in page


def test_siblings_share_the_drawing(viewer, item):
    make_item("D480640", drawing="D-77")
    make_item("OTHER", drawing="D-78")
    page = page_of(viewer)
    assert "/items/D480640/" in page
    assert "OTHER" not in page


def test_purchase_orders_are_listed(viewer, item):
    vendor = Vendor.objects.create(code="V1", name="Hardchrome")
    PurchaseOrder.objects.create(
        item=item, vendor=vendor, number="PO-1", quantity=1200, unit_price="3.5", row_hash=uuid.uuid4()
    )
    page = page_of(viewer)
    for words in ("PO-1", "Hardchrome", "1,200", "3.50"):
        assert words in page


def test_the_number_of_queries_does_not_grow(viewer, item, django_assert_num_queries):
    make_routing(item)
    make_result(item)
    viewer.get("/items/B160940/")
    with django_assert_num_queries(12):
        page_of(viewer)
    for n in range(5):
        make_routing(item, ("A", "B", "C"), code=f"{n}", is_main=False)
        make_result(item, f"OP{n}", sequence=20 + n, resource=None)
        make_item(f"SIBLING{n}", drawing="D-77")
    assert make_operation("A")
    with django_assert_num_queries(12):
        page_of(viewer)
