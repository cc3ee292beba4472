"""What becomes of a training whose process died, and of the files that it left."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.models.models import ModelVersion, TrainingRun
from apps.models.services import recovery, training

pytestmark = pytest.mark.django_db
State = TrainingRun.State


@pytest.fixture
def run():
    return TrainingRun.objects.create(seed=1)


@pytest.fixture
def _postgres_is_old(monkeypatch):
    """The test's own server may have started a moment ago."""
    monkeypatch.setattr(recovery, "postgres_has_just_started", lambda: False)


def lose(run):
    """As when its process is killed: nobody renews the lease."""
    claimed = training.claim(run.pk)
    training.building_folder(claimed).mkdir(parents=True)
    TrainingRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    return claimed


@pytest.mark.usefixtures("_postgres_is_old")
def test_a_lost_run_starts_again_once_and_then_fails_with_the_reason(run, settings):
    lose(run)
    recovery.reap()
    run.refresh_from_db()
    assert (run.state, run.attempts, run.progress, run.started_at) == (State.QUEUED, 1, 0, None)
    assert "It starts again" in run.log
    assert list(settings.ARTIFACTS_DIR.iterdir()) == []
    lose(run)
    recovery.reap()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.FAILED, 2)
    assert "stopped answering" in run.failure
    assert "tried 2 times" in run.failure
    assert list(settings.ARTIFACTS_DIR.iterdir()) == []


@pytest.mark.usefixtures("_postgres_is_old")
def test_a_run_whose_lease_holds_is_left_alone(run):
    claimed = training.claim(run.pk)
    training.building_folder(claimed).mkdir(parents=True)
    recovery.reap()
    run.refresh_from_db()
    assert run.state == State.RUNNING
    assert training.building_folder(claimed).exists()


def test_leases_that_ran_out_while_postgresql_was_away_can_be_renewed_first(run, settings):
    claimed = lose(run)
    settings.TRAINING_LEASE_SECONDS = 30_000_000  # the server has run for less than a third of it
    recovery.reap()
    run.refresh_from_db()
    assert run.state == State.RUNNING
    training.renew_lease(claimed)
    settings.TRAINING_LEASE_SECONDS = 0.001
    recovery.reap()
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_an_overlong_run_is_ended_and_its_process_loses_it(run, settings):
    claimed = training.claim(run.pk)
    TrainingRun.objects.update(started_at=timezone.now() - timedelta(seconds=settings.TRAINING_SECONDS_MAX + 1))
    recovery.reap()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "longer than 2 hours" in run.failure
    with pytest.raises(training.LostLease):
        training.renew_lease(claimed)


@pytest.mark.parametrize("exit_code", [1, -9])
def test_a_process_that_ends_before_it_begins_is_not_started_for_ever(run, exit_code):
    for attempt, state in [(1, State.QUEUED), (2, State.FAILED)]:
        recovery.process_ended(run_id=run.pk, token=attempt - 1, process_id=1, exit_code=exit_code)
        run.refresh_from_db()
        assert (run.state, run.attempts) == (state, attempt)
    assert f"exit code {exit_code}" in run.failure


def test_a_process_that_came_second_says_nothing_about_the_run(run):
    recovery.process_ended(run_id=run.pk, token=0, process_id=1, exit_code=0)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.QUEUED, 0)
    claimed = training.claim(run.pk)
    recovery.process_ended(run_id=run.pk, token=0, process_id=claimed.process_id + 1, exit_code=-9)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.RUNNING, 1)


def test_a_killed_process_counts_once(run):
    claimed = training.claim(run.pk)
    for _told_twice in range(2):
        recovery.process_ended(run_id=run.pk, token=0, process_id=claimed.process_id, exit_code=-9)
        run.refresh_from_db()
        assert (run.state, run.attempts) == (State.QUEUED, 1)


def test_a_finished_training_stays_finished_however_its_process_ends(run, trained_folder):
    claimed = training.claim(run.pk)
    process = claimed.process_id
    publish(claimed, trained_folder)
    recovery.process_ended(run_id=run.pk, token=0, process_id=process, exit_code=-9)
    run.refresh_from_db()
    assert run.state == State.FINISHED


def test_a_run_is_given_to_one_starter_and_to_another_when_that_one_was_killed(run):
    assert training.take_next() == run
    assert training.take_next() is None
    TrainingRun.objects.update(taken_at=timezone.now() - timedelta(seconds=21))
    assert training.take_next() == run
    assert training.take_next() is None


def test_a_starter_whose_process_failed_to_begin_gives_it_back_at_once(run):
    assert training.take_next() == run
    recovery.process_ended(run_id=run.pk, token=0, process_id=1, exit_code=-9)
    assert training.take_next() == run


def test_the_task_cluster_has_its_chance_first(run):
    assert training.take_next(waiting=timedelta(seconds=6)) is None
    TrainingRun.objects.update(requested_at=timezone.now() - timedelta(seconds=7))
    assert training.take_next(waiting=timedelta(seconds=6)) == run


def test_nothing_is_started_beside_a_running_one(run):
    TrainingRun.objects.create()
    training.claim(run.pk)
    assert training.take_next() is None


def test_a_folder_that_was_renamed_and_never_committed_is_removed_and_no_other(run, trained_folder, settings):
    version = publish(training.claim(run.pk), trained_folder)
    foreign = settings.ARTIFACTS_DIR / "version-00009"  # of a restored or another database: not ours to remove
    shutil.copytree(trained_folder, foreign)
    cut_off = training.claim(TrainingRun.objects.create().pk)
    folder = copy_of(trained_folder, cut_off)
    training._linked(folder).rename(settings.ARTIFACTS_DIR / "version-00002")
    recovery.remove_stale_folders()
    assert (settings.ARTIFACTS_DIR / "version-00002").exists()  # it is running: its row may come
    TrainingRun.objects.filter(pk=cut_off.pk).update(state=State.FAILED)
    recovery.remove_stale_folders()
    assert {folder.name for folder in settings.ARTIFACTS_DIR.iterdir()} == {version.folder.name, foreign.name}


def test_a_published_version_outlives_the_folder_it_was_built_in(run, trained_folder, settings):
    claimed = training.claim(run.pk)
    version = training.publish(claimed, copy_of(trained_folder, claimed), {})
    assert training.building_folder(claimed).exists()  # killed before it cleared up
    recovery.remove_stale_folders()
    assert [folder.name for folder in settings.ARTIFACTS_DIR.iterdir()] == [version.folder.name]
    assert ModelVersion.objects.get().folder.exists()


def publish(claimed, trained_folder):
    training.execute(claimed, lambda folder: shutil.copytree(trained_folder, folder, dirs_exist_ok=True) and {})
    return ModelVersion.objects.get(training_run=claimed)


def copy_of(trained_folder, run):
    return shutil.copytree(trained_folder, training.building_folder(run) / "version", dirs_exist_ok=True)
