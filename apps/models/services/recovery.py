"""What is done about trainings whose process was killed, hung, or never began. All of it may be done twice.

A killed training starts again by itself once; the second time it fails, with the reason on its page.
"""

import shutil
import signal
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.models.ml import artifact
from apps.models.models import ModelVersion, TrainingRun
from apps.models.services import training
from apps.models.services.training import State, added_to_log


def reap() -> None:
    """End what is lost, remove what it left."""
    end_lost_runs()
    end_overlong_runs()
    remove_stale_folders()


def end_lost_runs() -> None:
    if not postgres_has_just_started():
        _give_back(
            TrainingRun.objects.filter(state=State.RUNNING, lease_until__lt=timezone.now()),
            _("Its process stopped answering: it was killed with the task cluster, or the machine stood still."),
        )


def postgres_has_just_started() -> bool:
    """Nobody could renew a lease while PostgreSQL was away: its processes get a moment to do so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - pg_postmaster_start_time()")
        age: timedelta = cursor.fetchone()[0]
    return age < training.lease() / 3


def _give_back(runs: QuerySet[TrainingRun], reason: str) -> int:
    """Queue them again, and fail those that were tried often enough. Returns how many there were."""
    again = runs.filter(token__lt=TrainingRun.ATTEMPTS_MAX).update(
        state=State.QUEUED,
        stage="",
        progress=0,
        started_at=None,
        lease_until=None,
        process_id=None,
        memory_mb=None,
        taken_at=None,
        log=added_to_log(_("%(reason)s It starts again.") % {"reason": reason}),
    )
    failed = runs.filter(token__gte=TrainingRun.ATTEMPTS_MAX).update(
        state=State.FAILED,
        finished_at=timezone.now(),
        failure=_("%(reason)s It was tried %(times)d times; start it again once the cause is known.")
        % {"reason": reason, "times": TrainingRun.ATTEMPTS_MAX},
    )
    return again + failed


def end_overlong_runs() -> None:
    """The process of such a run ends as that of a cancelled one does."""
    seconds = settings.TRAINING_SECONDS_MAX
    TrainingRun.objects.filter(state=State.RUNNING, started_at__lt=timezone.now() - timedelta(seconds=seconds)).update(
        state=State.FAILED,
        finished_at=timezone.now(),
        failure=_("The training took longer than %(hours)g hours, the most it may, and was stopped.")
        % {"hours": seconds / 3600},
    )


def process_ended(*, run_id: int, token: int, process_id: int, exit_code: int) -> None:
    """What the end of a training's process means for its run, where the process itself could not say.

    token: the run's before the process was started. Exit codes are those of `subprocess`: negative for a signal.
    """
    claimed = TrainingRun.objects.filter(pk=run_id, state=State.RUNNING, process_id=process_id)
    if not _give_back(claimed, _reason_of(exit_code)) and exit_code:
        _count_unbegun(TrainingRun.objects.filter(pk=run_id, state=State.QUEUED, token=token), exit_code)


def _reason_of(exit_code: int) -> str:
    if exit_code == -signal.SIGKILL:
        return _("The system killed its process while the task cluster lived on: most likely memory ran out.")
    if exit_code < 0:
        return _("Its process was ended by the signal %(name)s.") % {"name": signal.Signals(-exit_code).name}
    return _("Its process ended with exit code %(code)d.") % {"code": exit_code}


def _count_unbegun(queued: QuerySet[TrainingRun], exit_code: int) -> None:
    """A process that ends before it could claim its run is an attempt too; it would be woken for ever."""
    reason = _(
        "The process that was to train ended before it began, with exit code %(code)d; "
        "the log of the task cluster has its own words."
    ) % {"code": exit_code}
    last = TrainingRun.ATTEMPTS_MAX - 1
    queued.filter(token__gte=last).update(
        state=State.FAILED, token=F("token") + 1, finished_at=timezone.now(), failure=reason
    )
    queued.filter(token__lt=last).update(token=F("token") + 1, taken_at=None, log=added_to_log(reason))


def remove_stale_folders() -> None:
    """What an attempt left that is no longer running.

    The folders are looked up before the rows: what is new since then is not looked at.
    """
    half_built = set(Path(settings.ARTIFACTS_DIR).glob(f"{training.BUILDING_PREFIX}*"))
    running = {training.building_folder(run) for run in TrainingRun.objects.filter(state=State.RUNNING)}
    for folder in half_built - running:
        _remove_unpublished(folder / "version" / artifact.MANIFEST)
        shutil.rmtree(folder, ignore_errors=True)


def _remove_unpublished(manifest: Path) -> None:
    """The folder of a version whose row was never committed: it holds the very files of the attempt that made it."""
    if not manifest.exists():
        return
    owned = {version.folder for version in ModelVersion.objects.only("number")}
    for folder in set(manifest.parents[2].glob("version-*")) - owned:
        if (folder / artifact.MANIFEST).exists() and manifest.samefile(folder / artifact.MANIFEST):
            shutil.rmtree(folder, ignore_errors=True)
