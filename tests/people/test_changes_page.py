"""/people/changes/: the log with filters, pages by key, and the way to it from each object."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.template import Context, Template
from django.utils import timezone

from apps.catalog.models import Attribute
from apps.people.history import because
from apps.people.models import AccessRequest, Change
from apps.people.services import access

pytestmark = pytest.mark.django_db
PAGE = "/people/changes/"


@pytest.fixture
def attribute(db):
    with because("The drawing says so"):
        return Attribute.objects.create(key="zz_od", label="Outer diameter", kind="number")


def shown(client, **query):
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(html):
    """The labels of the objects, in the page's order."""
    return re.findall(r'class="what"[^>]*><a href="[^"]*">([^<]*)<', html)


def test_before_and_after_stand_side_by_side(administrator, attribute):
    attribute.used_for_learning = False
    attribute.save()
    html = shown(administrator, type="catalog.attribute")
    assert re.search(
        r"<td class=\"field-name\">used for learning</td><td class=\"value\">yes</td><td class=\"value\">no</td>", html
    )
    assert "The drawing says so" in html
    assert "(database)" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"type": "catalog.attribute"}, True),
        ({"type": "auth.group"}, False),
        ({"text": "outer"}, True),
        ({"text": "draw outer"}, True),
        ({"text": "zz_od"}, True),
        ({"text": "inner"}, False),
        ({"text": "' & | :* \\ ("}, False),
        ({"who": "nobody at all"}, False),
    ],
)
def test_filters(administrator, attribute, query, found):
    assert ("zz_od" in page_of(shown(administrator, **query))) is found


def test_days(administrator, attribute):
    today = timezone.localdate()
    assert "zz_od" in page_of(shown(administrator, first_day=today, last_day=today))
    assert not page_of(shown(administrator, first_day=today + timedelta(days=1)))
    assert "zz_od" not in page_of(shown(administrator, last_day=today - timedelta(days=1)))
    assert "Enter a valid date" in shown(administrator, first_day="soon")
    shown(administrator, last_day="9999-12-31")


def test_a_person_is_found_by_name(administrator, attribute):
    administrator.user.is_staff = administrator.user.is_superuser = True
    administrator.user.save()
    data = {"label": "OD", "kind": "number", "unit": "", "position": "0"}
    administrator.post(f"/admin/catalog/attribute/{attribute.pk}/change/", data)
    assert page_of(shown(administrator, who="administrator")) == ["zz_od"]


def test_people_stand_there_by_name_and_times_as_times(administrator):
    access.ask(name="Anna", email="anna@plant.example", wanted_role="viewer", why="x", site="")
    access.reject(numbers=[AccessRequest.objects.get().pk], user=administrator.user, note="No.", site="")
    html = shown(administrator, type="people.accessrequest")
    assert re.search(r"decided by</td><td class=\"value quiet\">–</td><td class=\"value\">administrator</td>", html)
    assert re.search(r"decided</td><td[^>]*>–</td><td class=\"value\">\d{4}-\d\d-\d\d \d\d:\d\d:\d\d</td>", html)


def test_pages_follow_one_another_without_gap_or_repeat(administrator):
    for number in range(120):
        Attribute.objects.create(key=f"k{number:03}", label="x", kind="text")
    expected = [f"k{number:03}" for number in reversed(range(120))]
    addresses, seen = [f"{PAGE}?type=catalog.attribute&text="], []
    while addresses[-1]:
        html = administrator.get(addresses[-1]).content.decode()
        seen += page_of(html)
        following = re.search(r'href="(\?[^"]*older_than[^"]*)"[^>]*data-shortcut="n"', html)
        addresses.append(PAGE + following.group(1).replace("&amp;", "&") if following else "")
    assert [label for label in seen if label.startswith("k")] == expected
    back = re.search(r'href="(\?[^"]*newer_than[^"]*)"', html).group(1).replace("&amp;", "&")
    assert page_of(administrator.get(PAGE + back).content.decode()) == seen[50:100]


@pytest.mark.parametrize("place", ["x", "0", "-1", "9" * 30, "999999999"])
def test_a_damaged_place_is_the_first_page(administrator, attribute, place):
    assert page_of(shown(administrator, older_than=place))[0] == "zz_od"


def test_the_log_is_never_counted(administrator, attribute, django_assert_max_num_queries):
    shown(administrator)
    with django_assert_max_num_queries(8) as asked:
        shown(administrator, text="outer", type="catalog.attribute")
    assert not [query["sql"] for query in asked.captured_queries if "COUNT" in query["sql"] or "OFFSET" in query["sql"]]


def test_the_admin_page_of_an_object_leads_to_its_changes(client, attribute):
    client.force_login(User.objects.create_superuser("boss", password="Boss-Pass-2417"))
    other = Attribute.objects.create(key="other", label="Other", kind="text")
    for thing, path in ((attribute, "catalog/attribute"), (Group.objects.first(), "auth/group")):
        html = client.get(f"/admin/{path}/{thing.pk}/change/").content.decode()
        assert f"{PAGE}?object={path.replace('/', '.')}:{thing.pk}" in html
    html = client.get(f"/admin/auth/user/{User.objects.get().pk}/change/").content.decode()
    assert f"{PAGE}?object=auth.user:" in html
    found = page_of(shown(client, object=f"catalog.attribute:{attribute.pk}"))
    assert set(found) == {"zz_od"}
    assert other.key not in found


def test_a_page_of_our_own_shows_the_changes_of_its_object(rf, administrator, viewer, attribute):
    template = Template("{% load changes %}{% object_changes thing %}")
    for client, sees in ((administrator, True), (viewer, False)):
        request = rf.get("/")
        request.user = client.user
        html = template.render(Context({"request": request, "thing": attribute}))
        assert ("Outer diameter" in html) is sees


def test_others_may_not(trainer):
    assert trainer.get(PAGE).status_code == 403
    assert trainer.post(PAGE).status_code == 405


def test_what_was_typed_never_becomes_markup(administrator):
    User.objects.create_user("<script>alert(1)</script>")
    assert "<script>alert(1)" not in shown(administrator)


def test_each_filter_reads_an_index(administrator):
    """With 5,000 rows PostgreSQL walks none of them in vain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_change (at, operation, object_type, object_id, object_label, before, after, who,"
            " request, reason) SELECT now() - n * interval '1 minute', 'update', 'auth.user', (n % 500)::text,"
            " 'user' || n % 500, '{}', '{}', 'person' || n % 50, '', 'word' || n FROM generate_series(1, 5000) AS n"
        )
        cursor.execute("ANALYZE people_change")
    place = Change.objects.filter(reason="word2500").get().pk
    for query in (
        {"older_than": place},
        {"newer_than": place},
        {"type": "auth.user", "older_than": place},
        {"who": "person7"},
        {"who": "person7", "type": "auth.user"},
        {"object": "auth.user:7"},
        {"text": "word1234"},
        {"last_day": timezone.localdate() - timedelta(days=2)},
    ):
        assert _most_rows_read(administrator, query) <= 2 * 51, query


def _most_rows_read(client, query):
    """By any step of the plan of the page's query, what was thrown away counted."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        shown(client, **query)
    statement = next(
        q["sql"] for q in reversed(asked.captured_queries) if "ORDER BY" in q["sql"] and "people_change" in q["sql"]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        return max(_rows(cursor.fetchone()[0][0]["Plan"]))


def _rows(plan):
    yield plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    for below in plan.get("Plans", []):
        yield from _rows(below)
