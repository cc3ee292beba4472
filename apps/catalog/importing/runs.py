"""The row that tells of a load, and the lock that lets one load run at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.catalog.models import ImportRun

LOCK = 0x524F5554  # any number that nothing else in the database locks: "ROUT"


@contextmanager
def only_load() -> Iterator[None]:
    """Holds the lock of all loads. It belongs to the session, so PostgreSQL frees it when the process is killed.

    Raises Refusal where another load holds it.
    """
    if not _try_lock():
        raise Refusal(_under_way())
    try:
        yield
    finally:
        if connection.connection is not None and not _is_lost():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _under_way() -> str:
    run = ImportRun.objects.filter(state=ImportRun.State.RUNNING).order_by("-id").first()
    if run is None:
        return _("Another load is under way. Try again when it has ended.")
    return _("Load %(number)s (%(source)s) has been under way since %(since)s. Try again when it has ended.") % {
        "number": run.pk,
        "source": run.source,
        "since": timezone.localtime(run.started_at).strftime("%Y-%m-%d %H:%M:%S"),
    }


def start(*, profile: str, source: str, started_by: User | None) -> ImportRun:
    """While the lock is held nothing else runs: what still says so was cut off."""
    ImportRun.objects.filter(state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.FAILED,
        finished_at=timezone.now(),
        failure=_("The load was cut off: its process ended. The catalogue stayed as it was."),
    )
    return ImportRun.objects.create(profile=profile, source=source[:1024], started_by=started_by)


@contextmanager
def recorded(run: ImportRun) -> Iterator[None]:
    """Whatever ends the load early stands in its row."""
    try:
        yield
    except BaseException as failure:
        _record_failure(run, failure)
        raise


def _record_failure(run: ImportRun, failure: BaseException) -> None:
    if _is_lost():
        connection.close()  # so that the next query opens another
    run.state = ImportRun.State.FAILED
    run.finished_at = timezone.now()
    run.failure = str(failure) if isinstance(failure, Refusal) else f"{type(failure).__name__}: {failure}".strip(": ")
    run.save(update_fields=["state", "finished_at", "failure", "profile", "notes"])


def _is_lost() -> bool:
    return connection.connection is not None and bool(connection.connection.closed)


def finish(run: ImportRun, counts: Mapping[str, Any], notes: Sequence[str]) -> None:
    run.state = ImportRun.State.FINISHED
    run.finished_at = timezone.now()
    run.counts = dict(counts)
    run.notes = list(notes)
    run.save(update_fields=["state", "finished_at", "profile", "counts", "notes"])
