"""The train page and a training's own page."""

import pytest

from apps.catalog.models import Attribute
from apps.models.models import TrainingRun
from apps.models.services import training

pytestmark = pytest.mark.django_db


def test_one_click_queues_a_training(catalogue, trainer):
    answer = trainer.post("/models/train/", {"seed": 7, "note": "first"}, follow=True)
    run = TrainingRun.objects.get()
    assert (run.seed, run.note, run.requested_by, run.state) == (7, "first", trainer.user, "queued")
    assert answer.redirect_chain[-1][0] == f"/models/train/{run.pk}/"


def test_an_empty_catalogue_is_refused_and_the_note_is_kept(trainer):
    answer = trainer.post("/models/train/", {"seed": 7, "note": "my words"})
    assert answer.status_code == 422
    assert "at least 20" in answer.content.decode()
    assert "my words" in answer.content.decode()


def test_an_empty_post_is_refused_not_taken_for_a_visit(catalogue, trainer):
    assert trainer.post("/models/train/").status_code == 422


@pytest.mark.parametrize("seed", ["-1", "abc", str(2**40), ""])
def test_a_bad_seed_is_refused(catalogue, trainer, seed):
    assert trainer.post("/models/train/", {"seed": seed}).status_code == 422
    assert not TrainingRun.objects.exists()


def test_a_trainer_chooses_what_it_learns_from(catalogue, trainer):
    assert "Choose which" not in trainer.get("/models/train/").content.decode()
    trainer.user.is_staff = True  # who may enter the admin
    trainer.user.save()
    page = trainer.get("/models/train/").content.decode()
    assert "2 attributes" in page
    assert "/admin/catalog/attribute/" in page
    material = Attribute.objects.get(key="material")
    data = {"label": "Material", "kind": "category", "position": "2"}  # no tick at "used for learning"
    assert trainer.post(f"/admin/catalog/attribute/{material.pk}/change/", data).status_code == 302
    assert "1 attribute." in trainer.get("/models/train/").content.decode()


def test_only_trainers_choose(catalogue, person):
    for group in ("viewer", "planner", "approver"):
        other = person(group, group)
        other.user.is_staff = True
        other.user.save()
        at = Attribute.objects.get(key="material").pk
        assert other.post(f"/admin/catalog/attribute/{at}/change/", {"label": "x"}).status_code == 403
    assert Attribute.objects.get(key="material").used_for_learning


def test_only_trainers_train(viewer, approver):
    assert viewer.get("/models/train/").status_code == 403
    assert approver.post("/models/train/", {"seed": 1}).status_code == 403


def test_the_live_part_asks_again_only_while_there_is_something_to_wait_for(viewer):
    run = TrainingRun.objects.create()
    headers = {"HX-Request": "true", "HX-Target": "training-run"}
    answer = viewer.get(f"/models/train/{run.pk}/", headers=headers)
    assert "HX-Target" in answer.headers["Vary"]
    live = answer.content.decode()
    assert "hx-trigger" in live
    assert "<html" not in live
    TrainingRun.objects.update(state="failed", failure="Out of memory.")
    ended = viewer.get(f"/models/train/{run.pk}/", headers=headers).content.decode()
    assert "hx-trigger" not in ended
    assert "Out of memory." in ended


def test_cancel_by_page(trainer, viewer):
    run = TrainingRun.objects.create()
    assert viewer.post(f"/models/train/{run.pk}/cancel/").status_code == 403
    assert trainer.get(f"/models/train/{run.pk}/cancel/").status_code == 405
    trainer.post(f"/models/train/{run.pk}/cancel/")
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_second_training_says_its_place(trainer):
    training.claim(TrainingRun.objects.create().pk)
    second = TrainingRun.objects.create()
    assert "1 training before it" in trainer.get(f"/models/train/{second.pk}/").content.decode()


def test_a_missing_training_is_404(viewer):
    assert viewer.get("/models/train/99/").status_code == 404
