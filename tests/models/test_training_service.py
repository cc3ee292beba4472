"""A training as a job: who holds it, how it ends, and what is left behind."""

import shutil

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django_q.models import OrmQ

from apps.catalog.errors import Refusal
from apps.catalog.models import Item
from apps.models.core_options import core_options
from apps.models.ml import artifact
from apps.models.ml.learning import TrainingOptions
from apps.models.ml.plant import Cancelled, TooLittleData
from apps.models.models import ModelVersion, TrainingRun
from apps.models.services import training
from apps.models.training_options import Choices

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


def test_a_cancelled_run_is_taken_away_at_once_and_its_process_can_write_nothing_more(run, trainer):
    claimed = training.claim(run.pk)
    training.report_progress(claimed, "network", 0.2)
    assert training.cancel(run=run, user=trainer.user)
    with pytest.raises(training.LostLease):
        training.report_progress(claimed, "network", 0.3)
    with pytest.raises(training.LostLease):
        training.renew_lease(claimed)
    run.refresh_from_db()
    assert (run.state, run.progress) == (State.CANCELLED, 0.2)
    assert "Cancelled by trainer" in run.log
    assert not training.cancel(run=run, user=trainer.user)


def test_cancelling_needs_the_permission(run, viewer):
    with pytest.raises(PermissionDenied, match=r"registry.train_modelversion"):
        training.cancel(run=run, user=viewer.user)


def test_the_next_starts_when_the_running_one_is_cancelled(run, trainer, django_capture_on_commit_callbacks):
    second = TrainingRun.objects.create()
    training.claim(run.pk)
    assert training.first_in_line() is None
    with django_capture_on_commit_callbacks(execute=True):
        training.cancel(run=run, user=trainer.user)
    assert [task.args() for task in woken()] == [(second.pk,)]
    assert training.first_in_line() == second


def woken():
    return [each for each in OrmQ.objects.all() if each.func() == training.START_TASK]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"held_out_percent": 9}, "10 to 40 %"),
        ({"held_out_percent": 41}, "10 to 40 %"),
        ({"thoroughness": "endless"}, "quick, normal, thorough"),
        ({"trees": 5}, "no option trees"),
    ],
)
def test_an_option_that_no_training_understands_is_refused(catalogue, options, says):
    with pytest.raises(Refusal, match=says):
        training.request_training(seed=1, note="", requested_by=None, options=options)
    assert not TrainingRun.objects.exists()


def test_options_stand_in_the_run_and_reach_the_core(catalogue):
    run = training.request_training(
        seed=1, note="", requested_by=None, options={"held_out_percent": 30, "thoroughness": "thorough"}
    )
    run.refresh_from_db()
    assert run.options == {"held_out_percent": 30, "thoroughness": "thorough"}
    chosen, usual = core_options(Choices.of(run.options)), TrainingOptions()
    assert chosen.held_out_share == 0.3
    assert chosen.fit.trees.count == 2 * usual.fit.trees.count
    assert chosen.fit.network.effort == 2 * usual.fit.network.effort


def test_without_options_a_training_is_the_usual_one():
    assert core_options(Choices.of({})) == TrainingOptions()


def test_a_queued_run_is_cancelled_at_once(run, trainer):
    training.cancel(run=run, user=trainer.user)
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert training.claim(run.pk) is None


def test_publishing_twice_makes_one_version(run, trained_folder):
    """As after a commit whose answer PostgreSQL could not give any more."""
    claimed, folder = training.claim(run.pk), trained_folder
    first = training.publish(claimed, copy_of(folder, claimed), {})
    again = training.publish(claimed, copy_of(folder, claimed), {})
    assert first == again
    assert ModelVersion.objects.count() == 1


def test_a_try_at_publishing_that_failed_leaves_the_files_for_the_next(run, trained_folder, monkeypatch):
    claimed = training.claim(run.pk)
    folder = copy_of(trained_folder, claimed)
    tries, link = [], training._linked

    def fails_once(folder):
        tries.append(1)
        links = link(folder)
        if len(tries) == 1:
            links.rename(links.parents[1] / "version-00001")  # renamed, and then the connection breaks
            raise OperationalError("server closed the connection unexpectedly")
        return links

    monkeypatch.setattr(training, "_linked", fails_once)
    with pytest.raises(OperationalError):  # inside a test's transaction nothing is tried again
        training.publish(claimed, folder, {})
    version = training.publish(claimed, folder, {})
    artifact.verify(version.folder)
    assert artifact.artifact_hash(version.folder) == version.artifact_hash


def test_who_lost_the_lease_publishes_nothing(run, trained_folder, settings):
    old = training.claim(run.pk)
    folder = copy_of(trained_folder, old)
    TrainingRun.objects.update(state=State.QUEUED)
    training.claim(run.pk)
    with pytest.raises(training.LostLease):
        training.publish(old, folder, {})
    assert not ModelVersion.objects.exists()
    assert not list(settings.ARTIFACTS_DIR.glob("version-*"))


def copy_of(trained_folder, run):
    folder = training.building_folder(run) / "version"
    return shutil.copytree(trained_folder, folder, dirs_exist_ok=True)
