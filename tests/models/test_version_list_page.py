"""/models/: every version with its figures and their change, filters, sorting and pages that stand in the address."""

from datetime import UTC, datetime

import pytest

from apps.catalog.paging import PAGE_SIZE
from apps.models.models import ModelVersion, TrainingRun
from tests.forging import unruled

pytestmark = pytest.mark.django_db


def make_rows(count, *, first=1, note="", **fields):
    """Versions without files: the list reads rows alone."""
    runs = TrainingRun.objects.bulk_create(TrainingRun(state="finished", note=note) for _ in range(count))
    defaults = {"artifact_hash": "0" * 64, "artifact_bytes": 1, "metrics": metrics(0.5)}
    with unruled():  # some are what only a review makes of them
        return ModelVersion.objects.bulk_create(
            ModelVersion(number=first + at, training_run=run, **{**defaults, **fields}) for at, run in enumerate(runs)
        )


def metrics(exact, **others):
    held_out = {"exact": exact, "similarity": 0.9, "run_median_ape": 0.1, "run_coverage_80": 0.8, **others}
    return {"held_out": held_out, "training": {"items": 12_345}}


def numbers(client, address="/models/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return [version.number for version in answer.context["table"].data]


def test_it_lists_the_newest_first_with_figures(viewer):
    make_rows(3)
    assert numbers(viewer) == [3, 2, 1]
    page = viewer.get("/models/").content.decode()
    assert "50.0 %" in page
    assert "12,345" in page
    assert "3 versions" in page


def test_figures_show_their_change_against_the_active_version(active_version, viewer):
    was = active_version.metrics["held_out"]["exact"]
    make_rows(1, first=2, metrics=metrics(was - 0.03, run_median_ape=0))
    page = viewer.get("/models/").content.decode()
    assert '▼ 3.0<span class="visually-hidden"> worse' in page
    assert page.count("delta-good") >= 1  # a lower error is better


def test_filters(person, viewer):
    trainer = person("mara").user
    make_rows(1, first=1, note="Nightly", trained_by=trainer)
    make_rows(1, first=2, note="After the import of May", review_status="rejected")
    make_rows(1, first=3, note="")
    with unruled():
        ModelVersion.objects.filter(number=1).update(created_at=datetime(2026, 3, 1, 23, tzinfo=UTC))
    assert numbers(viewer, "/models/?trained_by=mara") == [1]
    assert numbers(viewer, "/models/?status=rejected") == [2]
    assert numbers(viewer, "/models/?q=IMPORT") == [2]
    assert numbers(viewer, "/models/?until=2026-03-01") == [1]
    assert numbers(viewer, "/models/?since=2026-03-02") == [3, 2]
    assert "No version matches" in viewer.get("/models/?q=zinc").content.decode()


def test_words_of_a_decision_are_found(active_version, viewer):
    assert numbers(viewer, "/models/?q=approve+it") == [1]
    assert numbers(viewer, "/models/?status=active") == [1]


def test_a_filter_that_makes_no_sense_says_so(viewer):
    make_rows(1)
    assert "Enter a valid date" in viewer.get("/models/?since=soon").content.decode()
    assert "Enter a valid date" in viewer.get("/models/?since=soon", headers={"HX-Request": "true"}).content.decode()
    assert viewer.get("/models/?sort=nonsense&after=nonsense&status=nonsense").status_code == 200


def test_sorting_keeps_the_unmeasured_last(viewer):
    make_rows(1, first=1, metrics=metrics(0.4))
    make_rows(1, first=2, metrics={"held_out": None})
    make_rows(1, first=3, metrics=metrics(0.6))
    assert numbers(viewer, "/models/?sort=-exact") == [3, 1, 2]
    assert numbers(viewer, "/models/?sort=number") == [1, 2, 3]


@pytest.mark.parametrize("sort", ["-number", "-exact", "run_error"])
def test_pages_keep_the_filters_and_show_each_version_once(viewer, sort):
    make_rows(PAGE_SIZE + 3, note="kept")
    make_rows(5, first=500, note="other")
    answer = viewer.get(f"/models/?q=kept&sort={sort}")
    first = [version.number for version in answer.context["table"].data]
    following = answer.context["page"]["next_url"]
    assert "q=kept" in following
    assert sorted(first + numbers(viewer, f"/models/{following}")) == list(range(1, PAGE_SIZE + 4))


def test_htmx_gets_the_table_alone_and_the_address_follows(viewer):
    make_rows(1)
    answer = viewer.get("/models/?status=candidate", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="version-table"')
    assert answer.headers["HX-Push-Url"] == "?status=candidate"


def test_each_version_can_be_ticked_for_comparison(viewer):
    make_rows(2)
    page = viewer.get("/models/").content.decode()
    assert 'name="version" value="2" form="compare-versions" aria-label="Compare version 2"' in page


def test_the_number_of_queries_does_not_grow(viewer, django_assert_num_queries, django_assert_max_num_queries):
    make_rows(1)
    viewer.get("/models/")
    with django_assert_max_num_queries(14) as one:
        viewer.get("/models/")
    make_rows(40, first=10)
    with django_assert_num_queries(len(one)):
        viewer.get("/models/")
