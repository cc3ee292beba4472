"""A training from request to version. The run's row decides everything; queue and processes only carry it.

queued → running → finished | failed | cancelled, and back to queued once where a process was killed
(:mod:`recovery`). A process claims a run by compare-and-set and holds it by a lease that its heartbeat
renews; the token counts the attempts, so that a process which lost its lease can write nothing more.
"""

import os
import shutil
import traceback
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from apps.catalog.errors import Refusal
from apps.catalog.models import Item
from apps.models.ml import artifact
from apps.models.ml.plant import Cancelled, TooLittleData
from apps.models.models import ModelVersion, TrainingRun, VersionEvent
from apps.models.patience import patiently, replace_broken_connection
from apps.models.services.automation import after_training
from apps.models.services.review import log
from apps.models.training_options import Choices

State = TrainingRun.State
HEARTBEAT_SECONDS = 1.0
UNSTARTED = timedelta(seconds=6)
"""What the task cluster has not started for so long is started by whoever sees it."""
STARTING = timedelta(seconds=20)
"""What a process may take until it claims its run, on a busy machine."""
ROUTED_ITEMS_MIN = 20
START_TASK = "apps.models.tasks.start_training"
BUILDING_PREFIX = ".building-"

Train = Callable[[Path], dict[str, object]]
"""Trains into the folder and returns the metrics."""


class LostLease(Exception):
    """The run is no longer this process's: cancelled, taken over, or ended from outside."""


def lease() -> timedelta:
    return timedelta(seconds=settings.TRAINING_LEASE_SECONDS)


def patience_seconds() -> float:
    """How long a training waits for a PostgreSQL that is away."""
    return 2 * lease().total_seconds()


def request_training(
    *, seed: int, note: str, requested_by: User | None, options: Mapping[str, Any] | None = None
) -> TrainingRun:
    """Queue a training and wake the task cluster.

    Raises PermissionDenied for people without the permission, and Refusal where there is nothing to learn
    or an option is not understood.
    """
    if requested_by and not requested_by.has_perm("registry.train_modelversion"):
        raise PermissionDenied(_("You may not train: it needs the permission registry.train_modelversion."))
    chosen = Choices.of(options or {})
    check_enough_to_learn()
    with transaction.atomic():
        run = TrainingRun.objects.create(
            seed=seed, note=note.strip(), requested_by=requested_by, options=chosen.as_json()
        )
        wake(run.pk)
    return run


def check_enough_to_learn() -> None:
    routed = Item.objects.filter(has_routing=True)[:ROUTED_ITEMS_MIN].count()
    if routed < ROUTED_ITEMS_MIN:
        raise Refusal(
            _(
                "The catalogue has %(routed)d items with a routing, and a training needs at least %(needed)d. "
                "Load items and routings first, with manage.py load_catalog FOLDER."
            )
            % {"routed": routed, "needed": ROUTED_ITEMS_MIN}
        )


def wake(run_id: int) -> None:
    """Ask the task cluster to start a run, once the transaction around this is through."""
    transaction.on_commit(lambda: async_task(START_TASK, run_id, group="training"))


def wake_next() -> None:
    waiting = first_in_line()
    if waiting:
        wake(waiting.pk)


def first_in_line() -> TrainingRun | None:
    """The queued run whose turn it is, None while another is running."""
    first = TrainingRun.objects.filter(state=State.QUEUED).order_by("id").first()
    return None if TrainingRun.objects.filter(state=State.RUNNING).exists() else first


def take_next(*, waiting: timedelta = timedelta(0)) -> TrainingRun | None:
    """The run that the asker is to start a process for; no one else is given it while the process may still be
    on its way to claim it.

    waiting: only a run that was requested so long ago.
    """
    first, now = first_in_line(), timezone.now()
    if first is None or first.requested_at > now - waiting:
        return None
    free = Q(taken_at=None) | Q(taken_at__lt=now - STARTING)
    taken = TrainingRun.objects.filter(free, pk=first.pk, state=State.QUEUED).update(taken_at=now)
    return first if taken else None


def cancel(*, run: TrainingRun, user: User) -> bool:
    """Take the run away, at once: its process finds out within a heartbeat and ends, and can write nothing more.

    False where it had ended before.
    """
    if not user.has_perm("registry.train_modelversion"):
        raise PermissionDenied(_("You may not cancel a training: it needs the permission registry.train_modelversion."))
    with transaction.atomic():
        cancelled = TrainingRun.objects.filter(pk=run.pk, state__in=TrainingRun.OPEN_STATES).update(
            state=State.CANCELLED,
            finished_at=timezone.now(),
            log=added_to_log(_("Cancelled by %(name)s.") % {"name": user.get_username()}),
        )
        wake_next()
    return bool(cancelled)


def added_to_log(line: str) -> Concat:
    return Concat(F("log"), Value(f"{timezone.localtime():%H:%M:%S} {line}\n"))


def claim(run_id: int) -> TrainingRun | None:
    """Take a queued run, or None where it is not to be had: taken, ended, or another one is running."""
    now = timezone.now()
    try:
        with transaction.atomic():
            claimed = TrainingRun.objects.filter(pk=run_id, state=State.QUEUED).update(
                state=State.RUNNING,
                token=F("token") + 1,
                process_id=os.getpid(),
                started_at=now,
                heartbeat_at=now,
                lease_until=now + lease(),
            )
    except IntegrityError:  # one runs already: training_one_at_a_time
        return None
    return TrainingRun.objects.get(pk=run_id) if claimed else None


def _held(run: TrainingRun) -> QuerySet[TrainingRun]:
    """The run's row while it is ours."""
    return TrainingRun.objects.filter(pk=run.pk, state=State.RUNNING, token=run.token)


def renew_lease(run: TrainingRun, *, memory_mb: int | None = None, peak_memory_mb: int | None = None) -> bool:
    """False where the run has finished. Raises LostLease where it is no longer ours."""
    replace_broken_connection()
    now = timezone.now()
    if _held(run).update(
        heartbeat_at=now, lease_until=now + lease(), memory_mb=memory_mb, peak_memory_mb=peak_memory_mb
    ):
        return True
    if TrainingRun.objects.filter(pk=run.pk, state=State.FINISHED, token=run.token).exists():
        return False
    raise LostLease


def report_progress(run: TrainingRun, stage: str, share: float) -> None:
    """Write the stage down; raises LostLease where the run is no longer ours."""
    replace_broken_connection()
    line = f"{timezone.localtime():%H:%M:%S} {stage}\n" if stage != run.stage else ""
    run.stage, run.progress, run.log = stage, share, run.log + line
    if not _held(run).update(stage=stage, progress=min(max(share, 0.0), 1.0), log=run.log):
        raise LostLease


def execute(run: TrainingRun, train: Train) -> None:
    """Train a claimed run to its end, whatever that is; the outcome stands in its row."""
    workshop = building_folder(run)
    folder = workshop / "version"
    try:
        shutil.rmtree(workshop, ignore_errors=True)
        folder.mkdir(parents=True)
        metrics = train(folder)
        publish(run, folder, metrics)
    except LostLease:
        pass  # whoever took it away wrote the outcome
    except (Cancelled, KeyboardInterrupt):
        _end(run, State.CANCELLED, "")
    except (TooLittleData, Refusal) as reason:
        _end(run, State.FAILED, str(reason))
    except Exception as fault:
        run.log += traceback.format_exc()
        _end(run, State.FAILED, _("The training stopped on a fault of its own: %(fault)s") % {"fault": fault})
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _end(run: TrainingRun, state: str, failure: str) -> None:
    outcome = {"state": state, "failure": failure, "log": run.log, "finished_at": timezone.now()}
    patiently(lambda: _held(run).update(**outcome), seconds=patience_seconds())


def building_folder(run: TrainingRun) -> Path:
    """All that an attempt writes before it is published, temporary files included."""
    return Path(settings.ARTIFACTS_DIR) / f"{BUILDING_PREFIX}{run.pk}-{run.token}"


def publish(run: TrainingRun, folder: Path, metrics: dict[str, object]) -> ModelVersion:
    """Make the finished folder a version; waits for a PostgreSQL that is away."""
    artifact.verify(folder)
    version = patiently(lambda: _publish(run, folder, metrics), seconds=patience_seconds())
    after_training(version)
    return version


def _publish(run: TrainingRun, folder: Path, metrics: dict[str, object]) -> ModelVersion:
    """Row, event and folder become true together.

    May be done twice: the files are linked, not moved, and a try whose commit went through unheard is recognised.
    A folder with the new number and without a row can only be left from a crash before a commit.
    """
    with transaction.atomic():
        row = TrainingRun.objects.select_for_update().get(pk=run.pk)
        if row.token != run.token or row.state not in (State.RUNNING, State.FINISHED):
            raise LostLease
        if row.state == State.FINISHED:
            return row.version
        version = _new_version(run, folder, metrics)
        log(version, VersionEvent.Kind.TRAINED, run.requested_by, run.note)
        _held(run).update(state=State.FINISHED, progress=1.0, finished_at=timezone.now(), log=run.log)
        shutil.rmtree(version.folder, ignore_errors=True)
        _linked(folder).rename(version.folder)
    return version


def _linked(folder: Path) -> Path:
    """The same files beside the folder once more."""
    links = folder.with_name("linked")
    shutil.rmtree(links, ignore_errors=True)
    shutil.copytree(folder, links, copy_function=_link)
    return links


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # not every file system has links
        shutil.copy2(source, target)


def _new_version(run: TrainingRun, folder: Path, metrics: dict[str, object]) -> ModelVersion:
    last = ModelVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return ModelVersion.objects.create(
        number=last + 1,
        training_run=run,
        artifact_hash=artifact.artifact_hash(folder),
        artifact_bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        metrics=metrics,
        trained_by=run.requested_by,
    )
