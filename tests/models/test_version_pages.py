"""Pages of model versions: seen by those who may, decided by those who should."""

import pytest
from django.urls import reverse

from apps.models.models import ModelVersion

pytestmark = pytest.mark.django_db


def test_the_list_says_what_to_do_when_it_is_empty(trainer):
    assert "No model version yet" in trainer.get("/models/").content.decode()


def test_the_list_has_a_fixed_number_of_queries(make_version, viewer, django_assert_max_num_queries):
    make_version()
    make_version()
    viewer.get("/models/")
    with django_assert_max_num_queries(14):
        page = viewer.get("/models/").content.decode()
    assert "Version 1" in page
    assert "Version 2" in page


def test_a_version_shows_its_figures_beside_the_baselines(make_version, viewer):
    version = make_version()
    page = viewer.get(f"/models/{version.number}/").content.decode()
    for words in ("nearest neighbour", "Vote of 10 neighbours", "most frequent routing", "Exact sequence"):
        assert words in page
    assert f"{100 * version.metrics['held_out']['exact']:.1f} %" in page


def test_a_version_says_what_its_attributes_are_worth_and_how_sure_predictions_fare(make_version, viewer):
    version = make_version()
    page = viewer.get(f"/models/{version.number}/").content.decode()
    worth = {row["attribute"]: row for row in version.metrics["importance"]}
    assert {"name", "part class", "drawing"} < set(worth)
    assert all(f'<th scope="row">{attribute}</th>' in page for attribute in worth)
    surest = version.metrics["held_out"]["abstention"][0]
    assert f'<td class="num">10.0 %</td><td class="num">{100 * surest["exact"]:.1f} %</td>' in page


def test_each_plot_has_its_figures_in_a_table(make_version, viewer):
    version = make_version()
    page = viewer.get("/models/1/").content.decode()
    assert page.count('role="img"') == 4
    for row in version.metrics["by_class"]:
        assert f'<text class="label" x="-6" y="11" text-anchor="end">{row["part_class"]}</text>' in page
        assert (
            f'<td class="num">{100 * row["run_coverage_80"]:.1f} %</td><td class="num quiet">{row["run_times"]}' in page
        )


def test_a_version_says_what_it_was_trained_on_and_what_its_files_are(make_version, viewer):
    version = make_version()
    page = viewer.get("/models/1/").content.decode()
    assert "<dd>diameter, material</dd>" in page
    assert "<dt>Newest item</dt><dd>2023-" in page
    assert f'<dd class="hash">{version.artifact_hash}</dd>' in page
    for library in ("numpy", "scikit-learn", "hnswlib", "python"):
        assert f"<dt>{library}</dt>" in page


def test_damaged_files_are_said(make_version, viewer):
    (make_version().folder / "manifest.json").write_text("{}")
    assert "manifest.json" in viewer.get("/models/1/").content.decode()


def test_a_version_leads_to_its_comparison_with_the_active_one(active_version, make_version, viewer):
    make_version()
    assert "/models/compare/?a=1&amp;b=2" in viewer.get("/models/2/").content.decode()
    assert "/models/compare/" not in viewer.get("/models/1/").content.decode()


@pytest.mark.parametrize(
    "metrics",
    [
        {},
        dict.fromkeys(("held_out", "baselines", "training", "by_time", "by_class", "worst_items", "recall_at_10")),
        {"held_out": {"exact": 0.5}, "training": {"routings": 3}},
        {"by_class": [{"part_class": "SFT", "items": 3}]},
    ],
)
def test_figures_that_were_not_measured_are_dashes(make_version, viewer, metrics):
    make_version()
    ModelVersion.objects.update(metrics=metrics)
    page = viewer.get("/models/1/")
    assert page.status_code == viewer.get("/models/").status_code == 200
    assert "dict_items" not in page.content.decode()


@pytest.mark.parametrize("path", ["/models/", "/models/1/", "/models/train/"])
def test_pages_need_login_and_permission(make_version, nobody, client, path):
    make_version()
    assert nobody.get(path).status_code == 403
    assert client.get(path).headers["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", ["/models/", "/models/1/", "/models/train/"])
def test_pages_answer_head(make_version, trainer, path):
    make_version()
    assert trainer.head(path).status_code == 200


def test_a_missing_version_is_404(viewer):
    assert viewer.get("/models/99/").status_code == 404


def test_the_review_by_page(make_version, trainer, approver):
    version = make_version(trained_by=trainer.user)
    for client, action in ((trainer, "submit"), (approver, "approve"), (approver, "activate")):
        answer = client.post(f"/models/1/{action}/", {"note": "checked"}, follow=True)
        assert answer.status_code == 200
    assert ModelVersion.objects.get(pk=version.pk).is_active
    assert "Version 1 is active" in answer.content.decode()


@pytest.mark.parametrize("action", ["submit", "approve", "reject", "activate"])
def test_a_viewer_decides_nothing(make_version, viewer, action):
    make_version()
    assert viewer.post(f"/models/1/{action}/", {"note": "x"}).status_code == 403
    assert ModelVersion.objects.get().review_status == "candidate"


@pytest.mark.parametrize("action", ["submit", "approve"])
def test_decisions_are_posts(make_version, trainer, action):
    make_version()
    assert trainer.get(f"/models/1/{action}/").status_code == 405


def test_an_unheard_of_decision_is_404(make_version, trainer):
    make_version()
    assert trainer.post("/models/1/promote/", {"note": "x"}).status_code == 404


def test_a_refused_decision_keeps_what_was_written(make_version, approver):
    make_version()
    answer = approver.post("/models/1/approve/", {"note": "I looked at every class"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Version 1 is candidate" in page
    assert "I looked at every class" in page


def test_a_decision_without_words_is_refused(make_version, trainer):
    make_version()
    assert trainer.post("/models/1/submit/", {"note": " "}).status_code == 422


def test_rollback_by_page(active_version, make_version, decide, trainer, approver):
    decide(
        make_version(trainer.user),
        ("submit", trainer.user),
        ("approve", approver.user),
        ("activate", approver.user),
    )
    answer = approver.post(reverse("registry:version-rollback"), {"note": "rings"}, follow=True)
    assert "Version 1 is active" in answer.content.decode()
    assert approver.post(reverse("registry:version-rollback"), {"note": ""}).status_code == 422
    too_long = approver.post(reverse("registry:version-rollback"), {"note": "x" * 2001})
    assert too_long.status_code == 422
    assert "needs a comment" not in too_long.content.decode()
    assert trainer.post(reverse("registry:version-rollback"), {"note": "x"}).status_code == 403
