"""/items/: search, filters, sorting and pages that stand in the address."""

from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.catalog.models import Attribute, Item
from apps.catalog.paging import PAGE_SIZE
from tests.catalog.rows import ODD_CODES, make_item

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    """The links of a page by their text, and the codes of the table in order."""

    def __init__(self, html):
        super().__init__()
        self.by_text, self._href = {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._href = dict(attrs).get("href")

    def handle_data(self, data):
        if self._href and data.strip():
            self.by_text.setdefault(data.strip(), self._href)

    def handle_endtag(self, tag):
        if tag == "a":
            self._href = None


def codes(response):
    return [item.code for item in response.context["table"].data]


def walk(client, address, direction="Next"):
    """The pages from an address on, by their own links."""
    pages = []
    while address:
        response = client.get(address)
        pages.append(codes(response))
        link = Links(response.content.decode()).by_text.get(direction)
        address = f"/items/{link}" if link else ""
        if address:
            last = address
    return pages, last


def test_it_lists_items_by_code(viewer):
    make_item("B2")
    make_item("a1")
    response = viewer.get("/items/")
    assert codes(response) == ["a1", "B2"]
    assert "2 items" in response.content.decode()


def test_text_attributes_tell_items_of_one_name_apart(viewer):
    Attribute.objects.create(key="spec", label="Specification", kind="text")
    make_item("A", attributes={"spec": "OD <81.6>", "other": "unseen"})
    page = viewer.get("/items/").content.decode()
    assert "OD &lt;81.6&gt;" in page
    assert "unseen" not in page


def test_it_rejects_post(viewer):
    assert viewer.post("/items/").status_code == 405


def test_a_stranger_is_sent_to_the_login(client):
    response = client.get("/items/?q=a")
    assert response.headers["Location"] == "/accounts/login/?next=/items/%3Fq%3Da"


def test_without_the_permission_it_says_so(nobody):
    response = nobody.get("/items/")
    assert response.status_code == 403
    assert "Ask your administrator" in response.content.decode()


def test_an_empty_catalogue_says_what_to_do(viewer):
    assert "load_catalog" in viewer.get("/items/").content.decode()


def test_a_search_without_result_says_what_to_do(viewer):
    make_item()
    assert "Clear all filters" in viewer.get("/items/?q=zzz").content.decode()


def test_htmx_gets_the_table_alone_and_a_clean_address(viewer):
    make_item()
    response = viewer.get("/items/?q=b16&part_class=&routing=", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="item-table"')
    assert "<html" not in page
    assert response.headers["HX-Push-Url"] == "?q=b16"
    assert "HX-Request" in response.headers["Vary"]


def test_codes_that_begin_so_come_before_words(viewer):
    make_item("A1", name="KIT of parts")
    make_item("KIT-9", name="other")
    make_item("A2", name="ring")
    assert codes(viewer.get("/items/?q=kit")) == ["KIT-9", "A1"]
    assert codes(viewer.get("/items/?q=kit&sort=code")) == ["A1", "KIT-9"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("seal cart", True),  # beginnings of words
        ("cart SEAL", True),  # in any order and case
        ("seal zinc", False),  # all of them
        ("81.6", True),  # numbers in a text
        ("q-1750", True),
        ("씰", True),
        ("' \\ & ! | ( :* <->", False),  # the query language is only text here
        ("'; DROP TABLE catalog_item; --", False),
        ("eal", False),  # the middle of a word
    ],
)
def test_words_are_found_in_name_and_attributes(viewer, text, found):
    make_item(name="SEAL CARTRIDGE 씰", attributes={"spec": "OD 81.6 Q-1750"})
    assert bool(codes(viewer.get("/items/", {"q": text}))) is found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"part_class": "KBM"}, ["A"]),
        ({"routing": "yes"}, ["A"]),
        ({"routing": "no"}, ["B", "C"]),
        ({"drawing": "d-7"}, ["B"]),
        ({"attribute": "material", "value": "y00000"}, ["B"]),
        ({"attribute": "od", "value": "81,60"}, ["A"]),
        ({"created_from": "2024-01-01", "created_to": "2024-12-31"}, ["A"]),
        ({"created_to": "2023-01-01"}, ["B"]),
        ({"routing": "no", "part_class": "KBM"}, []),
    ],
)
def test_filters_stand_in_the_address(viewer, query, expected):
    Attribute.objects.create(key="material", label="Material", kind="category")
    Attribute.objects.create(key="od", label="Outer diameter", kind="number")
    make_item("A", part_class="KBM", has_routing=True, attributes={"od": 81.6}, created_on=date(2024, 5, 3))
    make_item("B", drawing="D-7", attributes={"material": "Y00000"}, created_on=date(2020, 5, 3))
    make_item("C")
    assert codes(viewer.get("/items/", query)) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"created_from": "yesterday"}, "Enter a valid date."),
        ({"value": "Y00000"}, "Choose the attribute that has this value."),
        ({"attribute": "od", "value": "wide"}, "Enter a number, such as 81.6."),
        ({"attribute": "nothing"}, "Select a valid choice."),
        ({"q": "x" * 101}, "at most 100 characters"),
        ({"q": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_filter_is_named_beside_its_field(viewer, query, sentence):
    Attribute.objects.create(key="od", label="Outer diameter", kind="number")
    response = viewer.get("/items/", query)
    assert response.status_code == 200
    assert sentence in response.content.decode()


@pytest.mark.parametrize("sort", ["code", "-code", "name", "-name", "part_class", "-created_on", "created_on"])
def test_pages_forth_and_back_show_every_item_once(catalogue, viewer, sort):
    Item.objects.filter(code__endswith="7").update(created_on=None, part_class="", name="SAME")
    forth, last = walk(viewer, f"/items/?sort={sort}")
    shown = [code for page in forth for code in page]
    assert len(shown) == len(set(shown)) == Item.objects.count()
    assert [len(page) for page in forth[:-1]] == [PAGE_SIZE] * (len(forth) - 1)
    back, _ = walk(viewer, last, "Previous")
    assert back[::-1] == forth


def test_the_newest_come_first_and_unknown_days_last(viewer):
    make_item("OLD", created_on=date(2001, 1, 1))
    make_item("UNKNOWN")
    make_item("NEW", created_on=date(2026, 1, 1))
    assert codes(viewer.get("/items/?sort=-created_on")) == ["NEW", "OLD", "UNKNOWN"]


def test_pages_of_a_search_go_on_from_codes_to_words(viewer):
    Item.objects.bulk_create(
        Item(code=code, code_key=code, name="SEAL", search=None)
        for code in [f"SEAL-{n:03}" for n in range(60)] + [f"B{n:03}" for n in range(60)]
    )
    forth, last = walk(viewer, "/items/?q=seal")
    shown = [code for page in forth for code in page]
    assert shown == sorted(shown[:60]) + sorted(shown[60:])
    assert shown[0] == "SEAL-000"
    assert shown[60] == "B000"
    assert walk(viewer, last, "Previous")[0][::-1] == forth


def test_a_page_stays_in_place_while_items_come_in(catalogue, viewer):
    second = Links(viewer.get("/items/").content.decode()).by_text["Next"]
    before = codes(viewer.get(f"/items/{second}"))
    make_item("000-FIRST")
    assert codes(viewer.get(f"/items/{second}")) == before


@pytest.mark.parametrize("place", ["after=nonsense", "before=nonsense", "after=", "after=WzBd:x:y"])
def test_a_damaged_place_shows_the_first_page(catalogue, viewer, place):
    assert codes(viewer.get(f"/items/?{place}")) == codes(viewer.get("/items/"))


def test_a_place_of_another_sort_shows_the_first_page(catalogue, viewer):
    place = parse_qs(urlsplit(Links(viewer.get("/items/?sort=name").content.decode()).by_text["Next"]).query)["after"][
        0
    ]
    assert codes(viewer.get("/items/", {"sort": "code", "after": place})) == codes(viewer.get("/items/"))


@pytest.mark.parametrize("code", ODD_CODES)
def test_links_lead_to_odd_codes(viewer, code):
    make_item(code)
    page = viewer.get("/items/").content.decode()
    link = next(href for href in Links(page).by_text.values() if href.startswith("/items/") and len(href) > 7)
    assert viewer.get(link).context["item"].code == code


@pytest.mark.parametrize("address", ["/items/", "/items/?q=shaft", "/items/?sort=-name&routing=no"])
def test_the_number_of_queries_does_not_grow(viewer, django_assert_num_queries, address):
    make_item("P-1", name="SHAFT")
    viewer.get(address)
    with django_assert_num_queries(QUERIES[address]):
        viewer.get(address)
    Item.objects.bulk_create(Item(code=f"X{n}", code_key=f"X{n}", name="SHAFT") for n in range(300))
    with django_assert_num_queries(QUERIES[address]):
        viewer.get(address)


# session, user, two for permissions, the attributes (to choose from, to tell apart), the active version, count, rows
QUERIES = {"/items/": 9, "/items/?q=shaft": 9, "/items/?sort=-name&routing=no": 9}
