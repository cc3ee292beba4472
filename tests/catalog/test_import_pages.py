"""/imports/, /imports/N/ and what the browser asks for while an import runs."""

from datetime import timedelta

import pytest

from tests.catalog.rows import make_run

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_newest_first(viewer):
    make_run(source="exports/june")
    make_run(source="exports/july", state="failed")
    page = viewer.get("/imports/").content.decode()
    assert page.index("exports/july") < page.index("exports/june")
    assert "failed" in page


def test_an_empty_list_says_what_to_do(viewer):
    assert "load_catalog" in viewer.get("/imports/").content.decode()


def test_the_list_has_pages_and_a_fixed_number_of_queries(viewer, django_assert_num_queries):
    for _ in range(60):
        make_run()
    viewer.get("/imports/")
    with django_assert_num_queries(6):
        response = viewer.get("/imports/")
    assert "Next" in response.content.decode()
    fragment = viewer.get("/imports/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="import-table"')


def test_an_import_shows_counts_notes_and_failure(viewer):
    run = make_run(
        state="failed",
        failure="items.csv has no column item_code.",
        counts={"results": {"read": 7}, "items": {"read": 20000, "values_left_out": 3, "else": 1}},
        notes=["The unknown column FOO was kept."],
    )
    run.finished_at = run.started_at + timedelta(seconds=14.2)
    run.save()
    page = viewer.get(f"/imports/{run.pk}/").content.decode()
    for words in (
        "items.csv has no column item_code.",
        "20,000",
        "values left out",
        "work results",
        "The unknown column FOO was kept.",
        "14.2 s",
    ):
        assert words in page


def test_rejected_rows_are_grouped_paged_and_filtered_by_reason(viewer, django_assert_max_num_queries):
    run = make_run(rejected=120)
    odd = run.rejected_rows.create(file="a.csv", line=9, reason="50 % & <more>", content="=1+1", scope="value")
    with django_assert_max_num_queries(10):
        page = viewer.get(f"/imports/{run.pk}/").content.decode()
    assert "121 rows or values" in page
    assert "50 % &amp; &lt;more&gt;" in page
    assert "Next" in page
    filtered = viewer.get(f"/imports/{run.pk}/", {"reason": odd.reason})
    assert [row.pk for row in filtered.context["rows"]] == [odd.pk]
    fragment = viewer.get(f"/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="rejected-table"')


def test_a_running_import_is_asked_for_again_until_it_ends(viewer):
    run = make_run(state="running")
    assert 'hx-trigger="every 2s"' in viewer.get(f"/imports/{run.pk}/").content.decode()
    state = viewer.get(f"/imports/{run.pk}/state/")
    assert 'hx-trigger="every 2s"' in state.content.decode()
    run.state = "finished"
    run.save()
    assert viewer.get(f"/imports/{run.pk}/state/").headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in viewer.get(f"/imports/{run.pk}/").content.decode()


@pytest.mark.parametrize("address", ["/imports/", "/imports/{}/", "/imports/{}/state/"])
def test_login_permission_and_method(client, nobody, viewer, address):
    address = address.format(make_run(state="running").pk)
    assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"
    assert nobody.get(address).status_code == 403
    assert viewer.post(address).status_code == 405
    assert viewer.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/imports/9999/", "/imports/9999/state/", "/imports/9999/rejected.csv"])
def test_a_missing_import_is_404_with_a_sentence(viewer, address):
    response = viewer.get(address)
    assert response.status_code == 404
    assert "There is no import 9999." in response.content.decode()
