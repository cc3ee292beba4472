"""A training as a job: who holds it, how it ends, and what is left behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.catalog.errors import Refusal
from apps.catalog.models import Item
from apps.models import tasks
from apps.models.ml.plant import Cancelled, TooLittleData
from apps.models.models import ModelVersion, TrainingRun
from apps.models.services import training

pytestmark = pytest.mark.django_db
State = TrainingRun.State


@pytest.fixture
def run():
    return TrainingRun.objects.create(seed=1)


def test_training_needs_routed_items():
    Item.objects.create(code="A", has_routing=True)
    with pytest.raises(Refusal, match=r"has 1 items with a routing.*at least 20.*load_catalog"):
        training.request_training(seed=1, note="", requested_by=None)
    assert not TrainingRun.objects.exists()


def test_training_needs_the_permission(django_user_model):
    stranger = django_user_model.objects.create_user("stranger")
    with pytest.raises(PermissionDenied, match=r"registry.train_modelversion"):
        training.request_training(seed=1, note="", requested_by=stranger)


def test_a_run_is_claimed_once(run):
    assert training.claim(run.pk).state == State.RUNNING
    assert training.claim(run.pk) is None


def test_only_one_run_at_a_time(run):
    second = TrainingRun.objects.create()
    training.claim(run.pk)
    assert training.claim(second.pk) is None
    second.refresh_from_db()
    assert second.state == State.QUEUED


def test_a_lost_lease_stops_the_old_process(run):
    old = training.claim(run.pk)
    TrainingRun.objects.update(state=State.QUEUED)
    training.claim(run.pk)
    with pytest.raises(training.LostLease):
        training.renew_lease(old)
    with pytest.raises(training.LostLease):
        training.report_progress(old, "late", 0.5)


@pytest.mark.parametrize(
    ("fault", "state", "failure"),
    [
        (Cancelled(), State.CANCELLED, ""),
        (KeyboardInterrupt(), State.CANCELLED, ""),
        (TooLittleData("Three routings are too few."), State.FAILED, "Three routings are too few."),
        (Refusal("No."), State.FAILED, "No."),
        (ZeroDivisionError("division by zero"), State.FAILED, "division by zero"),
    ],
)
def test_however_it_ends_the_row_says_so_and_no_folder_is_left(run, settings, fault, state, failure):
    def train(folder):
        (folder / "half").write_text("written")
        raise fault

    training.execute(training.claim(run.pk), train)
    run.refresh_from_db()
    assert run.state == state
    assert failure in run.failure
    assert run.finished_at
    assert list(settings.ARTIFACTS_DIR.iterdir()) == []
    assert not ModelVersion.objects.exists()


def test_a_folder_that_cannot_be_made_fails_the_run(run, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.ARTIFACTS_DIR = tmp_path / "file"
    training.execute(training.claim(run.pk), lambda folder: {})
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "Not a directory" in run.failure


def test_a_cancelled_run_stops_at_its_next_report(run, trainer):
    claimed = training.claim(run.pk)
    training.report_progress(claimed, "network", 0.2)
    training.request_cancel(run=run, user=trainer.user)
    with pytest.raises(Cancelled):
        training.report_progress(claimed, "network", 0.3)


def test_a_run_that_is_claimed_while_it_is_cancelled_is_asked_to_stop(run, trainer, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(training.timezone, "now", lambda: now)
    claim, claimed = training.claim, []

    def claims_first():
        monkeypatch.setattr(training.timezone, "now", lambda: now)
        claimed.append(claim(run.pk))
        return now

    monkeypatch.setattr(training.timezone, "now", claims_first)
    training.request_cancel(run=run, user=trainer.user)
    with pytest.raises(Cancelled):
        training.report_progress(claimed[0], "network", 0.1)


def test_a_queued_run_is_cancelled_at_once(run, trainer):
    training.request_cancel(run=run, user=trainer.user)
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert training.claim(run.pk) is None


@pytest.mark.parametrize(("exit_code", "state"), [(1, State.FAILED), (-9, State.FAILED), (0, State.QUEUED)])
def test_a_process_that_ends_before_it_begins_is_not_started_for_ever(run, monkeypatch, exit_code, state):
    monkeypatch.setattr(tasks, "run_training_process", lambda run_id: exit_code)  # 0: another training runs
    tasks.start_training(run.pk)
    run.refresh_from_db()
    assert run.state == state
    assert (f"exit code {exit_code}" in run.failure) == (state == State.FAILED)


def test_the_reaper_ends_a_run_whose_process_died_and_removes_its_folder(run, settings):
    claimed = training.claim(run.pk)
    training.building_folder(claimed).mkdir(parents=True)
    training.reap()
    run.refresh_from_db()
    assert run.state == State.RUNNING  # its lease holds
    assert training.building_folder(claimed).exists()

    TrainingRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    training.reap()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "killed or ran out of memory" in run.failure
    assert list(settings.ARTIFACTS_DIR.iterdir()) == []
