"""The predict page: an item's routing, with what says so; changes are answered."""

import pytest

from apps.catalog.models import Attribute, Item

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def test_without_an_item_it_says_what_to_do(active_version, planner):
    assert "No item yet" in text(planner.get("/predict/"))


def test_an_unrouted_item_gets_steps_times_confidence_and_similar_items(active_version, planner):
    page = text(planner.get("/predict/?item=P-0010"))
    assert "Predicted routing" in page
    for operation in ("TURN", "INSPECT", "PACK"):
        assert operation in page
    assert "Similar items" in page
    assert 'href="/items/P-' in page
    assert "model 1" in page


def test_codes_are_found_in_any_case(active_version, planner):
    assert "RING TITANIUM" in text(planner.get("/predict/?item= p-0010 "))


def test_changing_an_attribute_changes_the_answer(active_version, planner):
    headers = {"HX-Request": "true", "HX-Target": "answer"}
    steel = text(planner.get("/predict/?item=P-0010&name=&a-material=STEEL", headers=headers))
    titanium = text(planner.get("/predict/?item=P-0010&name=&a-material=TITANIUM", headers=headers))
    assert "<html" not in steel
    assert steel.strip().startswith('<div id="answer"')
    table = slice(0, steel.index("</table>"))
    assert "COAT" in steel[table]
    assert "COAT" not in titanium[: titanium.index("</table>")]


@pytest.mark.parametrize("setting", [{"used_for_learning": False}, {"kind": "text"}])
@pytest.mark.parametrize("key", ["diameter", "material"])
def test_no_setting_changes_what_a_trained_version_says(active_version, planner, key, setting):
    addresses = ["/predict/?item=P-0010", "/predict/?item=NEW&part_class=SFT&a-material=STEEL&a-diameter=150"]
    before = [answer_without_time(planner.get(address)) for address in addresses]
    Attribute.objects.filter(key=key).update(**setting)
    assert before == [answer_without_time(planner.get(address)) for address in addresses]


def answer_without_time(page):
    context = page.context
    return context["answer"].prediction, [field.name for field in context["form"].attribute_fields()]


def test_an_attribute_switched_on_since_is_no_field_of_a_version_that_does_not_read_it(active_version, planner):
    Attribute.objects.create(key="weight", label="Weight", kind="number")
    assert "Weight" not in text(planner.get("/predict/?item=P-0010"))


def test_another_item_brings_its_own_attributes(active_version, planner):
    headers = {"HX-Request": "true", "HX-Target": "workspace"}
    fragment = text(planner.get("/predict/?item=P-0020", headers=headers))
    assert fragment.strip().startswith('<div id="workspace"')
    assert 'name="a-material"' in fragment


def test_a_new_item_is_predicted_from_what_is_typed(active_version, planner):
    page = text(planner.get("/predict/?item=NEW-1&part_class=SFT&a-material=STEEL&a-diameter=150"))
    assert "Not in the catalogue" in page
    assert "GRIND" in page


def test_fields_hold_every_digit_that_the_model_is_asked_with(active_version, planner):
    Item.objects.filter(code="P-0010").update(attributes={"diameter": 100.0004})
    assert 'value="100.0004"' in text(planner.get("/predict/?item=P-0010"))


@pytest.mark.parametrize(
    "query", ["item=%00", "item=P-0010%00&name=%00", f"item={'X' * 3000}", "item=a/../b&part_class=SFT", "name=%09"]
)
def test_odd_addresses_are_answered(active_version, planner, query):
    assert planner.get(f"/predict/?{query}").status_code == 200


@pytest.mark.parametrize("value", ["wide", "1e999", "--"])
def test_a_wrong_number_costs_only_itself(active_version, planner, value):
    page = text(planner.get(f"/predict/?item=P-0010&a-diameter={value}"))
    assert "Diameter, mm: This is not a number" in page
    assert f'value="{value}"' in page
    assert "Predicted routing" in page


@pytest.mark.parametrize("known", ["", "&a-diameter=wide", "&name=+&a-material=", "&drawing=D-9"])
def test_from_nothing_that_a_model_reads_nothing_is_predicted(active_version, planner, known):
    page = text(planner.get(f"/predict/?item=NEW-1{known}"))
    assert "Predicted routing" not in page
    assert "No item yet" in page


def test_text_is_escaped(active_version, planner):
    page = text(planner.get("/predict/?item=<script>alert(1)</script>&name=<b>x</b>"))
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_a_routed_item_shows_the_erps_routing_beside_it(active_version, planner):
    assert "In the ERP today" in text(planner.get("/predict/?item=P-0011"))
    assert "In the ERP today" not in text(planner.get("/predict/?item=P-0010"))


def test_without_an_active_version_nothing_is_invented(catalogue, planner):
    page = text(planner.get("/predict/?item=P-0010"))
    assert "No model version is active" in page
    assert "Predicted routing" not in page


def test_damaged_files_are_said_not_served(active_version, planner):
    next(active_version.folder.glob("*.npy")).unlink()
    assert "missing or damaged" in text(planner.get("/predict/?item=P-0010"))


def test_it_needs_login_and_permission_and_is_a_get(client, viewer, planner):
    assert client.get("/predict/").status_code == 302
    assert viewer.get("/predict/").status_code == 403
    assert planner.post("/predict/").status_code == 405
    assert planner.head("/predict/").status_code == 200


def test_the_number_of_queries_is_fixed(active_version, planner, django_assert_max_num_queries):
    planner.get("/predict/?item=P-0011")
    with django_assert_max_num_queries(12):
        planner.get("/predict/?item=P-0011")


def test_an_alternatives_steps_are_drawn_where_it_is_asked_for(active_version, planner):
    address = "/predict/?item=P-0050"
    closed = planner.get(address).content.decode()
    assert 'id="alternative-2"' in closed
    assert closed.count("<th>Operation</th>") == 1
    opened = planner.get(f"{address}&alternative=2").content.decode()
    assert opened.count("<th>Operation</th>") == 2
    headers = {"HX-Request": "true", "HX-Target": "alternative-2"}
    fragment = planner.get(f"{address}&alternative=2", headers=headers).content.decode()
    assert fragment.strip().startswith("<details")
    assert " open>" in fragment
    assert fragment.count("<th>Operation</th>") == 1
    assert "toggle once" not in fragment, "what is open has nothing left to fetch"


@pytest.mark.parametrize("rank", ["0", "1", "99", "x", ""])
def test_an_alternative_that_is_none_is_left_closed(active_version, planner, rank):
    page = planner.get(f"/predict/?item=P-0050&alternative={rank}", headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert page.content.decode().count("<th>Operation</th>") == 1
