"""/exports/mapping/: administrators look at the mapping, change it, save and load it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.routing.export.columns import Column
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.formats import FORMATS
from apps.routing.export.mapping import as_json, current_columns, fingerprint
from apps.routing.export.rows import Sheet
from apps.routing.models import ExportColumn, MappingEvent

pytestmark = pytest.mark.django_db
PAGE = "/exports/mapping/"
NEW = {"name": "PLANT_CD", "source": "input", "value": "Plant", "kind": "text"}


@pytest.fixture
def admin(person):
    """Somebody who may do everything."""
    client = person("administrator")
    client.user.is_superuser = client.user.is_staff = True
    client.user.save()
    return client


def seen():
    return fingerprint(current_columns())


def names(sheet="P_BOP_PROC_MASTER"):
    return [column.name for column in current_columns()[Sheet(sheet)]]


def change(client, place, **fields):
    column = current_columns()[Sheet.MASTER][place - 1]
    kept = {"name": column.name, "source": column.source, "value": column.value, "kind": column.kind}
    data = {**kept, "position": place, "was": column.name, "seen": seen(), **fields}
    return client.post(f"{PAGE}P_BOP_PROC_MASTER/change/", data)


def load(client, text, **more):
    file = SimpleUploadedFile("mapping.json", text if isinstance(text, bytes) else text.encode())
    return client.post(f"{PAGE}load/", {"document": file, "seen": seen(), **more})


def test_a_new_site_has_the_default(admin):
    assert current_columns() == DEFAULT
    page = admin.get(PAGE, {"sheet": "P_BOP_PROC_DETAIL"}).content.decode()
    for text in ("SUBCONTRACT_PRC", "Lead time, days", "NEO CERAMIC", "None yet: this is the default."):
        assert text in page


def test_a_column_is_added_and_exported(admin):
    answer = admin.post(f"{PAGE}P_BOP_PROC_MASTER/add/", {**NEW, "position": 1, "seen": seen()}, follow=True)
    assert "The mapping is saved" in answer.content.decode()
    assert names()[:2] == ["PLANT_CD", "ITEM_CD"]
    file = b"".join(admin.get("/exports/example/csv/?sheet=P_BOP_PROC_MASTER").streaming_content).decode("utf-8-sig")
    assert file.startswith('"PLANT_CD","ITEM_CD"')
    event = MappingEvent.objects.get()
    assert (event.actor, event.sheet) == (admin.user, "P_BOP_PROC_MASTER")
    assert len(event.after["sheets"]["P_BOP_PROC_MASTER"]) == len(event.before["sheets"]["P_BOP_PROC_MASTER"]) + 1


def test_without_a_place_it_comes_last(admin):
    admin.post(f"{PAGE}P_BOP_PROC_MASTER/add/", {**NEW, "position": "", "seen": seen()})
    assert names()[-1] == "PLANT_CD"


def test_a_column_is_changed_and_moved(admin):
    before = names()
    change(admin, 3, name="REMARK", source="constant", value="00100", position=1)
    assert names() == ["REMARK", *before[:2], *before[3:]]
    assert current_columns()[Sheet.MASTER][0].value == "00100"


@pytest.mark.parametrize(("place", "by", "order"), [(2, -1, "BAC"), (2, 1, "ACB"), (1, -1, "ABC"), (3, 1, "ABC")])
def test_arrows(admin, place, by, order):
    load(admin, as_json({Sheet.MASTER: tuple(map(Column, "ABC"))}))
    change(admin, place, by=by)
    assert "".join(names()) == order


def test_an_arrow_keeps_what_was_typed(admin):
    change(admin, 2, name="RN", by=-1)
    assert names()[:2] == ["RN", "ITEM_CD"]


def test_emptying_a_column_forgets_its_value(admin):
    change(admin, 1, source="empty")
    assert current_columns()[Sheet.MASTER][0].value == ""


def test_a_column_is_removed(admin):
    admin.post(f"{PAGE}P_BOP_PROC_MASTER/remove/", {"was": "DESCRIPTION", "seen": seen()})
    assert "DESCRIPTION" not in names()
    answer = admin.post(f"{PAGE}P_BOP_PROC_MASTER/remove/", {"was": "DESCRIPTION", "seen": seen()})
    assert answer.status_code == 422
    assert "has no column DESCRIPTION any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": "no_such"}, "this sheet knows no field “no_such”"),
        ({"source": "constant", "kind": "number", "value": "many"}, "write a number such as 12.5"),
        ({"name": "ROUT_NO"}, "has the column ROUT_NO twice"),
        ({"name": "A B"}, "a column&#x27;s name has at most 64"),
        ({"value": "a\x00b"}, "Null characters are not allowed"),
        ({"position": "0"}, "greater than or equal to 1"),
        ({"source": "magic"}, "magic is not one of the available choices"),
    ],
)
def test_what_does_not_fit_is_refused_and_kept_on_the_page(admin, fields, sentence):
    answer = change(admin, 1, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'class="selected"' in page
    assert current_columns() == DEFAULT
    assert not MappingEvent.objects.exists()


def test_whoever_looked_at_something_older_is_told_and_overwrites_nothing(admin):
    old = seen()
    change(admin, 1, source="constant", value="first")
    answer = change(admin, 1, source="constant", value="second", seen=old)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else has changed the mapping since" in page
    assert 'value="second"' in page  # what was typed is still there
    assert current_columns()[Sheet.MASTER][0].value == "first"


def test_what_was_refused_stands_at_its_own_column_though_that_has_moved(admin):
    old = seen()
    change(admin, 1, position=9)
    answer = admin.post(
        f"{PAGE}P_BOP_PROC_MASTER/change/",
        {"was": "ITEM_CD", "name": "ITEM", "source": "empty", "kind": "text", "position": 1, "seen": old},
    )
    row = answer.content.decode().split('<tr id="column-ITEM_CD"')[1].split("</tr>")[0]
    assert 'value="ITEM"' in row
    assert 'name="was" value="ITEM_CD"' in row
    assert 'value="ITEM"' not in answer.content.decode().split('<tr id="column-ITEM_CD"')[0]


def test_save_and_load_give_the_same_mapping(admin):
    saved = b"".join(admin.get(f"{PAGE}save/"))
    change(admin, 1, name="OTHER")
    assert load(admin, b"\xef\xbb\xbf" + saved).status_code == 302
    assert current_columns() == DEFAULT
    assert ExportColumn.objects.count() == sum(map(len, DEFAULT.values()))


def test_a_mapping_as_wide_as_the_real_tables(admin):
    wide = {sheet: tuple(Column(f"C{at}") for at in range(93)) for sheet in Sheet}
    assert load(admin, as_json(wide)).status_code == 302
    assert admin.get(PAGE, {"sheet": "P_BOP_PROC_DETAIL"}).content.decode().count('<td class="place">') == 93


UNKNOWN = {"name": "A", "source": "field", "value": "x", "kind": "text"}


def broken(**changes):
    document = json.loads(as_json(DEFAULT))
    return json.dumps({**document, **changes})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("no json", "This is no JSON"),
        ("[" * 100_000, "This is no JSON"),
        ("[]", "no mapping of version 1"),
        (broken(version=2), "no mapping of version 1"),
        (broken(sheets={}), "exactly the sheets P_BOP_PROC_MASTER, P_BOP_PROC_DETAIL"),
        (broken(sheets={sheet: {} for sheet in Sheet.values}), "its columns are a list"),
        (broken(sheets={sheet: [{"name": 1}] for sheet in Sheet.values}), "column 1: it has exactly the texts name"),
        (broken(sheets={sheet: [UNKNOWN] for sheet in Sheet.values}), "knows no field “x”"),
        (b"\xff\xfe", "no UTF-8 text"),
        (b" " * (1024 * 1024 + 1), "larger than 1 MB"),
        (b"", "empty"),
    ],
)  # fmt: skip
def test_a_bad_file_replaces_nothing(admin, text, sentence):
    answer = load(admin, text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert current_columns() == DEFAULT


def test_reset(admin):
    change(admin, 1, name="OTHER")
    assert admin.post(f"{PAGE}reset/", {"seen": seen()}).status_code == 302
    assert current_columns() == DEFAULT
    assert MappingEvent.objects.count() == 2


def test_the_page_says_who_changed_what(admin):
    change(admin, 2, name="RN", position=1)
    change(admin, 3, value="item_name")
    admin.post(f"{PAGE}P_BOP_PROC_MASTER/remove/", {"was": "MAJOR_FLG", "seen": seen()})
    page = admin.get(PAGE).content.decode()
    assert "<b>administrator</b>" in page
    m = Sheet.MASTER
    for line in (f"+ {m}.RN · − {m}.ROUT_NO", f"± {m}.DESCRIPTION", f"− {m}.MAJOR_FLG"):
        assert f">{line}<" in page


def test_an_arrow_is_a_change_of_order(admin):
    change(admin, 2, by=-1)
    assert ">↕ P_BOP_PROC_MASTER<" in admin.get(PAGE).content.decode()


def test_saving_what_is_there_leaves_no_trace(admin):
    assert change(admin, 1).status_code == 302
    assert not MappingEvent.objects.exists()


@pytest.mark.parametrize("name", FORMATS)
def test_the_example_in_every_format(admin, name):
    answer = admin.get(f"/exports/example/{name}/")
    assert answer["Content-Type"] == FORMATS[name].content_type
    assert f".{FORMATS[name].extension}" in answer["Content-Disposition"]
    assert "routing-B160940000000" in answer["Content-Disposition"]
    assert len(b"".join(answer.streaming_content)) > 500


def test_the_example_on_paper(admin):
    assert "ASY-WC1A" in admin.get("/exports/example/print/").content.decode()


GETS = [PAGE, f"{PAGE}save/", "/exports/example/xlsx/", "/exports/example/print/"]
M = Sheet.MASTER
POSTS = [f"{PAGE}{path}/" for path in ("load", "reset", f"{M}/add", f"{M}/change", f"{M}/remove")]


@pytest.mark.parametrize("who", ["nobody", "planner", "approver", "trainer"])
def test_others_may_not(request, who):
    client = request.getfixturevalue(who)
    assert {client.get(url).status_code for url in GETS} == {403}
    assert {client.post(url, {"seen": seen(), "was": "ITEM_CD"}).status_code for url in POSTS} == {403}
    assert current_columns() == DEFAULT


def test_a_stranger_is_sent_to_the_login(client):
    assert {client.get(url).status_code for url in GETS} == {302}


def test_a_visit_changes_nothing(admin):
    assert {admin.get(url).status_code for url in POSTS} == {405}


@pytest.mark.parametrize("url", [f"{PAGE}?sheet=NONE", "/exports/example/doc/", "/exports/example/csv/?sheet=NONE"])
def test_no_such_thing(admin, url):
    assert admin.get(url).status_code == 404


def test_the_admin_leads_here(admin):
    assert admin.get("/admin/routing/exportcolumn/")["Location"] == PAGE


def test_the_page_asks_the_database_a_fixed_number_of_times(admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        admin.get(PAGE, {"sheet": "P_BOP_PROC_DETAIL"})
