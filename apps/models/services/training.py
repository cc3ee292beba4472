"""A training from request to version. The run's row decides everything; queue and processes only carry it.

queued → running → finished | failed | cancelled. A process claims a run by compare-and-set and holds it
by a lease that a heartbeat renews; the token counts the claims, so that a process which lost its lease
can write nothing more.
"""

import shutil
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from apps.catalog.errors import Refusal
from apps.catalog.models import Item
from apps.models.ml import artifact
from apps.models.ml.plant import Cancelled, TooLittleData
from apps.models.models import ModelVersion, TrainingRun, VersionEvent
from apps.models.services.automation import after_training
from apps.models.services.review import log

State = TrainingRun.State
LEASE = timedelta(seconds=30)
ROUTED_ITEMS_MIN = 20
START_TASK = "apps.models.tasks.start_training"
BUILDING_PREFIX = ".building-"

Train = Callable[[Path], dict[str, object]]
"""Trains into the folder and returns the metrics."""


class LostLease(Exception):
    """Another process has taken this run over, or it was ended from outside."""


def request_training(*, seed: int, note: str, requested_by: User | None) -> TrainingRun:
    """Queue a training and wake the task cluster.

    Raises PermissionDenied for people without the permission, and Refusal where there is nothing to learn.
    """
    if requested_by and not requested_by.has_perm("registry.train_modelversion"):
        raise PermissionDenied(_("You may not train: it needs the permission registry.train_modelversion."))
    check_enough_to_learn()
    with transaction.atomic():
        run = TrainingRun.objects.create(seed=seed, note=note.strip(), requested_by=requested_by)
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


def request_cancel(*, run: TrainingRun, user: User) -> None:
    """A queued run is cancelled at once; a running one at its next report of progress.

    In this order, so that a run which is claimed meanwhile is asked all the same.
    """
    if not user.has_perm("registry.train_modelversion"):
        raise PermissionDenied(_("You may not cancel a training: it needs the permission registry.train_modelversion."))
    TrainingRun.objects.filter(pk=run.pk, state=State.QUEUED).update(
        state=State.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    TrainingRun.objects.filter(pk=run.pk, state=State.RUNNING).update(cancel_requested=True)


def claim(run_id: int) -> TrainingRun | None:
    """Take a queued run, or None where it is not to be had: taken, ended, or another one is running."""
    now = timezone.now()
    try:
        with transaction.atomic():
            claimed = TrainingRun.objects.filter(pk=run_id, state=State.QUEUED).update(
                state=State.RUNNING,
                token=F("token") + 1,
                started_at=now,
                heartbeat_at=now,
                lease_until=now + LEASE,
            )
    except IntegrityError:  # one runs already: training_one_at_a_time
        return None
    return TrainingRun.objects.get(pk=run_id) if claimed else None


def is_queued(run_id: int) -> bool:
    return TrainingRun.objects.filter(pk=run_id, state=State.QUEUED).exists()


def claimable(run: TrainingRun) -> bool:
    """Whether the run is queued, first in the queue, and nothing else is running."""
    first = TrainingRun.objects.filter(state__in=TrainingRun.OPEN_STATES).order_by("id").first()
    return first is not None and first.pk == run.pk and first.state == State.QUEUED


def _held(run: TrainingRun) -> QuerySet[TrainingRun]:
    """The run's row while it is ours."""
    _replace_broken_connection()
    return TrainingRun.objects.filter(pk=run.pk, state=State.RUNNING, token=run.token)


def _replace_broken_connection() -> None:
    """Long stages pass between two queries, and PostgreSQL may have started again meanwhile."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def renew_lease(run: TrainingRun) -> None:
    """Raises LostLease where the run is no longer ours."""
    now = timezone.now()
    if not _held(run).update(heartbeat_at=now, lease_until=now + LEASE):
        raise LostLease


def report_progress(run: TrainingRun, stage: str, share: float) -> None:
    """Write the stage down; raises Cancelled where a person asked for it, LostLease where it is no longer ours."""
    held = _held(run).values_list("cancel_requested", flat=True).first()
    if held is None:
        raise LostLease
    if held:
        raise Cancelled
    line = f"{timezone.now():%H:%M:%S} {stage}\n" if stage != run.stage else ""
    run.stage, run.progress, run.log = stage, share, run.log + line
    _held(run).update(stage=stage, progress=min(max(share, 0.0), 1.0), log=run.log)


def execute(run: TrainingRun, train: Train) -> None:
    """Train a claimed run to its end, whatever that is; the outcome stands in its row."""
    folder = building_folder(run)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        metrics = train(folder)
        publish(run, folder, metrics)
    except LostLease:
        pass  # whoever took it over writes the outcome
    except (Cancelled, KeyboardInterrupt):
        _end(run, State.CANCELLED, "")
    except (TooLittleData, Refusal) as reason:
        _end(run, State.FAILED, str(reason))
    except Exception as fault:
        run.log += traceback.format_exc()
        _end(run, State.FAILED, _("The training stopped on a fault of its own: %(fault)s") % {"fault": fault})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _end(run: TrainingRun, state: str, failure: str) -> None:
    _held(run).update(state=state, failure=failure, log=run.log, finished_at=timezone.now())


def building_folder(run: TrainingRun) -> Path:
    return Path(settings.ARTIFACTS_DIR) / f"{BUILDING_PREFIX}{run.pk}-{run.token}"


def publish(run: TrainingRun, folder: Path, metrics: dict[str, object]) -> ModelVersion:
    """Make the finished folder a version: row, event and rename become true together.

    A folder with the new number and without a row can only be left from a crash between rename and commit.
    """
    artifact.verify(folder)
    _replace_broken_connection()
    with transaction.atomic():
        if not _held(run).select_for_update().exists():
            raise LostLease
        version = _new_version(run, folder, metrics)
        log(version, VersionEvent.Kind.TRAINED, run.requested_by, run.note)
        _held(run).update(state=State.FINISHED, progress=1.0, finished_at=timezone.now(), log=run.log)
        shutil.rmtree(version.folder, ignore_errors=True)
        folder.rename(version.folder)
    after_training(version)
    return version


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


def reap() -> None:
    """End runs whose process died, remove the folders they left, and wake the next queued run."""
    end_lost_runs()
    remove_stale_folders()
    wake_next()


def end_lost_runs() -> None:
    lost = TrainingRun.objects.filter(state=State.RUNNING, lease_until__lt=timezone.now())
    lost.update(
        state=State.FAILED,
        finished_at=timezone.now(),
        failure=_("The process that trained was killed or ran out of memory. Start the training again."),
    )


def fail_unstarted(run_id: int, exit_code: int) -> None:
    """End a run whose process ended before it could claim it; it would be woken for ever."""
    TrainingRun.objects.filter(pk=run_id, state=State.QUEUED).update(
        state=State.FAILED,
        finished_at=timezone.now(),
        failure=_(
            "The process that was to train ended before it began, with exit code %(code)d; "
            "the log of the task cluster has its own words."
        )
        % {"code": exit_code},
    )


def fail_overlong(run_id: int) -> None:
    """End a run whose process was stopped at the limit."""
    hours = settings.TRAINING_SECONDS_MAX / 3600
    TrainingRun.objects.filter(pk=run_id, state__in=TrainingRun.OPEN_STATES).update(
        state=State.FAILED,
        finished_at=timezone.now(),
        failure=_("The training took longer than %(hours)g hours, the most it may, and was stopped.")
        % {"hours": hours},
    )


def wake_next() -> None:
    waiting = TrainingRun.objects.filter(state=State.QUEUED).order_by("id").first()
    if waiting and not TrainingRun.objects.filter(state=State.RUNNING).exists():
        wake(waiting.pk)


def remove_stale_folders() -> None:
    """Half-built folders belong to a run that is still running, or to nobody."""
    running = {building_folder(run) for run in TrainingRun.objects.filter(state=State.RUNNING)}
    for folder in Path(settings.ARTIFACTS_DIR).glob(f"{BUILDING_PREFIX}*"):
        if folder not in running:
            shutil.rmtree(folder, ignore_errors=True)
