"""Two versions side by side: every difference is that of the second against the first."""

import json
import shutil

import pytest

from apps.models.ml import artifact
from apps.models.models import ModelVersion
from tests.models.ml.damages import change_manifest, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(make_version):
    """Two versions; the second has P-0001 wrong where the first is right, and the other way round for P-0002."""
    return make_version(), make_version()


def change_outcomes(version, change):
    """Another training's outcomes: as if this version had predicted otherwise."""
    path = version.folder / artifact.HELD_OUT
    content = json.loads(path.read_text())
    content["items"] = [change(row) for row in content["items"]]
    path.write_text(json.dumps(content))
    seal(version.folder, artifact.HELD_OUT)


def rightly(row):
    """How this item is made, as the version's prediction."""
    code, part_class, confidence, true, _ = row
    return [code, part_class, confidence, true, true]


def wrong_for(*codes):
    def change(row):
        row = rightly(row)
        return [*row[:4], row[3][1:] if row[0] in codes else row[3]]

    return change


@pytest.fixture
def differing(two):
    first, second = two
    change_outcomes(first, wrong_for("P-0002", "P-0007"))
    change_outcomes(second, wrong_for("P-0001", "P-0007"))
    return two


def page_of(client, address="/models/compare/?a=1&b=2", **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_of_each_figure_how_much_better_it_is(two, viewer):
    metrics = two[1].metrics
    metrics["held_out"] |= {"exact": metrics["held_out"]["exact"] - 0.05, "run_median_ape": 0.0}
    ModelVersion.objects.filter(pk=two[1].pk).update(metrics=metrics)
    rows = {row.label: row.change for row in viewer.get("/models/compare/?a=1&b=2").context["figures"]}
    assert (rows["Exact sequence"].text, rows["Exact sequence"].word) == ("▼ 5.0", "worse")
    assert rows["Run per piece, median error"].word == "better"
    assert rows["Mean sequence similarity"].word == "the same"
    assert "▼ 5.0" in page_of(viewer)


def test_it_shows_items_that_only_one_has_right_with_links(differing, viewer):
    page = page_of(viewer)
    assert '<a href="/items/P-0001/">P-0001</a>' in page
    assert '<a href="/items/P-0002/">P-0002</a>' in page
    assert "P-0007" not in page  # both are wrong in the same way
    assert "[SAW]" in page or "[TURN]" in page


def test_each_list_and_part_class_is_an_address(differing, viewer):
    only_first = page_of(viewer, "/models/compare/?a=1&b=2&which=only_a")
    assert "P-0001" in only_first
    assert "P-0002" not in only_first
    plates = page_of(viewer, "/models/compare/?a=1&b=2&part_class=PLT")  # P-0002 is one, P-0001 is a ring
    assert "P-0002" in plates
    assert "P-0001" not in plates
    assert "&amp;part_class=PLT" in plates  # the lists keep the class


def test_htmx_gets_the_list_alone(differing, viewer):
    fragment = page_of(viewer, **{"HX-Request": "true", "HX-Target": "differences"})
    assert fragment.lstrip().startswith('<section class="card" id="differences"')


def test_long_lists_have_pages_that_keep_the_filters(two, viewer):
    change_outcomes(two[0], rightly)
    change_outcomes(two[1], wrong_for(*(f"P-{number:04d}" for number in range(240))))
    first = page_of(viewer, "/models/compare/?a=1&b=2&which=only_a")
    assert "which=only_a&amp;page=2" in first
    second = viewer.get("/models/compare/?a=1&b=2&which=only_a&page=2")
    assert not {pair.b.code for pair in second.context["pairs"]} & set(first.split('"'))
    assert viewer.get("/models/compare/?a=1&b=2&page=nonsense&which=nonsense&part_class=nonsense").status_code == 200


def test_items_that_are_made_in_another_way_since_are_left_out(two, viewer):
    def another_way(row):
        return [*row[:3], row[3][::-1], row[3][::-1]] if row[0] == "P-0001" else rightly(row)

    change_outcomes(two[0], rightly)
    change_outcomes(two[1], another_way)
    assert viewer.get("/models/compare/?a=1&b=2").context["common"].changed == 1
    assert "1 more is made in another way since" in page_of(viewer)


def test_a_version_from_before_says_that_it_has_no_outcomes(two, viewer):
    folder = two[0].folder
    files = json.loads((folder / "manifest.json").read_text())["files"]
    del files["held_out.json"]
    (folder / "held_out.json").unlink()
    change_manifest(folder, format=2, files=files)
    assert "Version 1 was trained before single outcomes were kept" in page_of(viewer)


def test_missing_files_are_said_and_the_figures_still_stand(two, viewer):
    shutil.rmtree(two[0].folder)
    page = page_of(viewer)
    assert "manifest.json" in page
    assert "Exact sequence" in page


def test_data_attributes_and_gates_stand_side_by_side(two, viewer):
    page = page_of(viewer)
    for words in (
        "Items with a routing",
        "Newest item",
        "2023-",
        "diameter, material",
        "Recall of the index",
        "passed",
    ):
        assert words in page


def test_the_list_leads_to_two_ticked_versions_older_first(two, viewer):
    answer = viewer.get("/models/compare/?version=2&version=1")
    assert answer.headers["Location"] == "/models/compare/?a=1&b=2"


@pytest.mark.parametrize("ticked", ["", "?version=1", "?version=1&version=1", "?version=1&version=2&version=3", "?a=1"])
def test_any_other_number_of_ticks_is_told(two, viewer, ticked):
    assert "Tick exactly two versions" in viewer.get(f"/models/compare/{ticked}", follow=True).content.decode()


@pytest.mark.parametrize("number", ["9", "x", "-1", "1.0", "99999999999999999999", "²", "%00"])
def test_a_missing_version_is_404(two, viewer, number):
    assert viewer.get(f"/models/compare/?a=1&b={number}").status_code == 404


def test_figures_that_were_not_measured_are_dashes(two, viewer):
    for metrics in ({}, dict.fromkeys(("held_out", "training", "by_class", "importance", "attributes", "by_time"))):
        ModelVersion.objects.filter(pk=two[0].pk).update(metrics=metrics)
        assert "–" in page_of(viewer)


def test_it_is_read_with_the_permission_only(two, nobody, viewer):
    assert nobody.get("/models/compare/?a=1&b=2").status_code == 403
    assert viewer.post("/models/compare/?a=1&b=2").status_code == 405


def test_it_has_a_fixed_number_of_queries(two, viewer, django_assert_max_num_queries):
    viewer.get("/models/compare/?a=1&b=2")
    with django_assert_max_num_queries(13):
        viewer.get("/models/compare/?a=1&b=2")
