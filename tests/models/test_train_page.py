"""The train page and a training's own page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.catalog.models import Attribute
from apps.models.models import TrainingRun
from apps.models.services import training

pytestmark = pytest.mark.django_db
USUAL = {"seed": "1", "held_out_percent": "20", "thoroughness": "normal"}


def test_one_click_queues_a_training(catalogue, trainer):
    answer = trainer.post("/models/train/", {**USUAL, "seed": 7, "note": "first"}, follow=True)
    run = TrainingRun.objects.get()
    assert (run.seed, run.note, run.requested_by, run.state) == (7, "first", trainer.user, "queued")
    assert answer.redirect_chain[-1][0] == f"/models/train/{run.pk}/"


def test_an_empty_catalogue_is_refused_and_the_note_is_kept(trainer):
    answer = trainer.post("/models/train/", {**USUAL, "seed": 7, "note": "my words"})
    assert answer.status_code == 422
    assert "at least 20" in answer.content.decode()
    assert "my words" in answer.content.decode()


def test_an_empty_post_is_refused_not_taken_for_a_visit(catalogue, trainer):
    assert trainer.post("/models/train/").status_code == 422


@pytest.mark.parametrize("seed", ["-1", "abc", str(2**40), ""])
def test_a_bad_seed_is_refused(catalogue, trainer, seed):
    assert trainer.post("/models/train/", {**USUAL, "seed": seed}).status_code == 422
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


def test_an_ended_training_is_not_cancelled(trainer):
    run = TrainingRun.objects.create(state="finished")
    answer = trainer.post(f"/models/train/{run.pk}/cancel/", follow=True)
    assert "had ended before" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == "finished"


def test_those_that_wait_say_their_place(trainer):
    training.claim(TrainingRun.objects.create().pk)
    TrainingRun.objects.create()
    third = TrainingRun.objects.create()
    page = trainer.get(f"/models/train/{third.pk}/").content.decode()
    assert "2nd in the queue" in page
    assert "is running" in page


def test_options_have_bounds_and_are_kept_with_the_training(catalogue, trainer):
    for fault in ({"held_out_percent": "5"}, {"held_out_percent": "50"}, {"thoroughness": "endless"}):
        answer = trainer.post("/models/train/", {**USUAL, **fault})
        assert answer.status_code == 422
        assert '<details class="options" open>' in answer.content.decode()
    trainer.post("/models/train/", {**USUAL, "held_out_percent": "30", "thoroughness": "quick"})
    run = TrainingRun.objects.get()
    assert run.options == {"held_out_percent": 30, "thoroughness": "quick"}
    page = trainer.get(f"/models/train/{run.pk}/").content.decode()
    assert "Quick, 30 % held out" in page


def test_a_running_training_shows_memory_remaining_time_and_the_end_of_its_log(viewer):
    run = training.claim(TrainingRun.objects.create().pk)
    training.report_progress(run, "Training", 0.25)
    training.renew_lease(run, memory_mb=712, peak_memory_mb=934)
    TrainingRun.objects.update(started_at=timezone.now() - timedelta(minutes=2))
    page = viewer.get(f"/models/train/{run.pk}/").content.decode()
    for words in ("712 MB", "934 MB", "about 6 minutes left", "25 %", "Training\n"):
        assert words in page
    TrainingRun.objects.update(state="failed", failure="No.")
    ended = viewer.get(f"/models/train/{run.pk}/").content.decode()
    assert "712 MB" not in ended
    assert "934 MB" in ended


def test_the_table_asks_again_only_while_something_is_open(trainer):
    run = TrainingRun.objects.create()
    headers = {"HX-Request": "true", "HX-Target": "training-table"}
    live = trainer.get("/models/train/", headers=headers).content.decode()
    assert "every 2s" in live
    assert "<html" not in live
    TrainingRun.objects.filter(pk=run.pk).update(state="cancelled")
    assert "every 2s" not in trainer.get("/models/train/", headers=headers).content.decode()


def test_a_missing_training_is_404(viewer):
    assert viewer.get("/models/train/99/").status_code == 404
