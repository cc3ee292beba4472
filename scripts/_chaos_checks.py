"""What must hold of trainings after a kill, asked of the database and the files. Importing this sets Django up."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import django
from _chaos_waiting import wait_awake

django.setup()

from django.conf import settings  # noqa: E402 - once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Avg, Count, F  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_q.models import OrmQ  # noqa: E402
from django_q.tasks import async_task  # noqa: E402

from apps.models.ml import artifact  # noqa: E402
from apps.models.models import ModelVersion, TrainingRun  # noqa: E402
from apps.models.patience import patiently  # noqa: E402
from apps.models.services import training  # noqa: E402

State = TrainingRun.State
PATIENCE_SECONDS = 30
LONGEST_SECONDS = 300
"""More than a training of the small plant takes on a busy machine."""
T = TypeVar("T")
_whole: set[int] = set()
"""Versions whose files were found whole; they are looked at again at the end."""


def _ask(question: Callable[[], T]) -> T:
    return patiently(question, seconds=PATIENCE_SECONDS)


def load_plant(folder: Path, items: int) -> None:
    call_command("migrate", verbosity=0)
    with folder.with_name("loaded.txt").open("w") as told:
        call_command("make_demo_plant", str(folder), items=items, seed=1, stdout=told, stderr=told)
        call_command("load_catalog", str(folder), stdout=told, stderr=told)


def hang_up() -> None:
    connection.close()


def now() -> datetime:
    return timezone.now()


def open_run() -> int | None:
    opened = TrainingRun.objects.filter(state__in=TrainingRun.OPEN_STATES)
    return _ask(lambda: opened.values_list("pk", flat=True).first())


def usual_seconds() -> float | None:
    """How long trainings took."""
    finished = TrainingRun.objects.filter(state=State.FINISHED)
    taken = _ask(lambda: finished.aggregate(taken=Avg(F("finished_at") - F("started_at")))["taken"])
    return taken.total_seconds() if taken else None


def request() -> int:
    usual = {"thoroughness": "quick"}
    return _ask(lambda: training.request_training(seed=1, note="chaos", requested_by=None, options=usual)).pk


def is_past(run_id: int, share: float) -> bool:
    run = _ask(lambda: TrainingRun.objects.get(pk=run_id))
    return run.progress >= share or not run.is_open


def where(run_id: int) -> str:
    run = _ask(lambda: TrainingRun.objects.get(pk=run_id))
    at = f", {run.stage} {run.percent} %" if run.state == State.RUNNING else ""
    return f"{run.pk} {run.state}{at}"


def violations(run_id: int, since: datetime) -> list[str]:
    """since: when everything that an init system starts had been started again."""
    return _ask(lambda: [*_unsettled(run_id, since), *_stuck(), *_doubled(), *_mismatched(), *_left(), *_damaged_new()])


def _unsettled(run_id: int, since: datetime) -> list[str]:
    run = TrainingRun.objects.get(pk=run_id)
    lives = run.state == State.RUNNING and run.heartbeat_at is not None and run.heartbeat_at > since
    return [] if lives or not run.is_open else [f"{run} has neither ended nor begun again: {run.state}"]


def _stuck() -> list[str]:
    running = TrainingRun.objects.filter(state=State.RUNNING)
    silent = [f"{run} runs without a lease" for run in running.filter(lease_until__lt=timezone.now())]
    waiting = TrainingRun.objects.filter(state=State.QUEUED).first()
    return silent if running or not waiting else [f"{waiting} waits though nothing runs"]


def _doubled() -> list[str]:
    twice = ModelVersion.objects.values("training_run").annotate(n=Count("pk")).filter(n__gt=1)
    return [f"training {row['training_run']} made {row['n']} versions" for row in twice]


def _mismatched() -> list[str]:
    without = TrainingRun.objects.filter(state=State.FINISHED, version=None)
    unfinished = ModelVersion.objects.exclude(training_run__state=State.FINISHED)
    unexplained = TrainingRun.objects.filter(state=State.FAILED, failure="")
    return [
        *(f"{run} finished without a version" for run in without),
        *(f"{version} is of a training that has not finished" for version in unfinished),
        *(f"{run} failed without a reason" for run in unexplained),
    ]


def _left() -> list[str]:
    """Folders that belong to no version and to no running training, which may be about to publish one."""
    running = TrainingRun.objects.filter(state=State.RUNNING)
    building = {training.building_folder(run).name for run in running}
    owned = {version.folder.name for version in ModelVersion.objects.only("number")}
    folders = {path.name for path in Path(settings.ARTIFACTS_DIR).glob("*")}
    foreign = {name for name in folders - owned - building if not (building and name.startswith("version-"))}
    return [f"{name} is left over" for name in sorted(foreign)]


def _damaged_new() -> list[str]:
    return _damaged(ModelVersion.objects.exclude(pk__in=_whole))


def damaged_versions() -> list[str]:
    return _damaged(ModelVersion.objects.all())


def _damaged(versions: "django.db.models.QuerySet[ModelVersion]") -> list[str]:
    found = []
    for version in versions.only("number", "artifact_hash"):
        try:
            artifact.verify(version.folder)
            if artifact.artifact_hash(version.folder) != version.artifact_hash:
                found.append(f"{version}: other files than were trained")
        except (artifact.DamagedArtifact, OSError) as damage:
            found.append(f"{version}: {damage}")
        else:
            _whole.add(version.pk)
    return found


# --- at the end ---


def last_training_fails() -> list[str]:
    """After everything, what was asked for ends; and a training that nothing was done to makes its version."""
    if not wait_awake(lambda: open_run() is None, seconds=LONGEST_SECONDS):
        return ["a training never ended"]
    last = _ask(lambda: TrainingRun.objects.latest("pk") if TrainingRun.objects.exists() else None)
    if last and last.state == State.FINISHED:
        return []
    again = request()
    wait_awake(lambda: not is_open(again), seconds=LONGEST_SECONDS)
    made = _ask(lambda: ModelVersion.objects.filter(training_run=again).exists())
    return [] if made else [f"the last training made no version: {where(again)}"]


def is_open(run_id: int) -> bool:
    return _ask(lambda: TrainingRun.objects.get(pk=run_id).is_open)


def tasks_hang() -> list[str]:
    """The cluster's own queue works, not just what watches over it."""
    before = _ask(lambda: OrmQ.objects.count())
    for _task in range(4):
        async_task("apps.models.tasks.reap_trainings")
    done = wait_awake(lambda: _ask(lambda: OrmQ.objects.count()) <= before, seconds=30)
    return [] if done else ["the task cluster hands out no tasks"]
