"""Fixtures around a small model that was really trained: once a session, then copied."""

import json
import shutil

import pytest

from tests.small_plant import load_small_plant, small_plant


@pytest.fixture(scope="session")
def trained_folder(tmp_path_factory):
    """The artefact of a model of the small plant; tests that change it take a copy."""
    from apps.models.ml.training import train_model

    folder = tmp_path_factory.mktemp("trained")
    train_model(small_plant(), folder, seed=1, progress=lambda stage, share: None, threads=1)
    return folder


@pytest.fixture(autouse=True)
def nothing_served_yet():
    """The process keeps its predictor for a second without asking; tests do not hand theirs on."""
    from apps.models.serving import _holder

    _holder.cache_clear()


@pytest.fixture
def catalogue(db):
    load_small_plant()


@pytest.fixture
def make_version(db, trained_folder):
    """Makes version rows with their files, as the end of a training does."""
    from django.utils import timezone

    from apps.catalog.models import ImportRun
    from apps.models.models import TrainingRun
    from apps.models.services import training

    def make(trained_by=None, **figures):
        """`figures` are what the row says in place of what was measured: metrics by their first key."""
        ImportRun.objects.create(state="finished", profile="tests", source="tests", finished_at=timezone.now())
        run = TrainingRun.objects.create(requested_by=trained_by)
        claimed = training.claim(run.pk)

        def train(folder):
            shutil.copytree(trained_folder, folder, dirs_exist_ok=True)
            return _metrics(folder) | figures

        training.execute(claimed, train)
        run.refresh_from_db()
        return run.version

    return make


def _metrics(folder):
    """Those of the training, but for the run times: the made-up plant knows no scatter, and its intervals hold 22 %
    where 80 are promised. A gate would rightly refuse it."""
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["held_out"]["run_coverage_80"] = 0.8
    return metrics


@pytest.fixture
def decide(db):
    """Takes a version through the named actions, each by the given user."""
    from apps.models.services.review import ACTIONS, perform

    def take(version, *steps):
        for action, user in steps:
            version = perform(action=ACTIONS[action], number=version.number, user=user, note=f"{action} it")
        return version

    return take


@pytest.fixture
def active_version(catalogue, make_version, decide, trainer, approver):
    """A version that two people brought into use."""
    version = make_version(trained_by=trainer.user)
    return decide(version, ("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
