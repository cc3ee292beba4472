"""One load of the catalogue: all of it, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic

from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from apps.catalog.errors import Refusal
from apps.catalog.importing import folder as folders
from apps.catalog.importing import runs
from apps.catalog.importing.csv_source import CsvSource, open_csv
from apps.catalog.importing.merging.tables import ALL
from apps.catalog.importing.profile import Profile
from apps.catalog.importing.reading import Reading
from apps.catalog.importing.records import ITEMS
from apps.catalog.importing.source import Source
from apps.catalog.importing.tally import Tally
from apps.catalog.importing.writing import Writing
from apps.catalog.models import ImportRun
from apps.catalog.stamp import read_stamp

Progress = Callable[[str], None]
REAL_PLANT = "production"
SETTINGS = {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",  # while Python reads
    "client_connection_check_interval": "2s",  # a killed load ends in the middle of a statement, and frees its lock
    "lock_timeout": "60s",
    "work_mem": "128MB",
    "maintenance_work_mem": "256MB",
    "gin_pending_list_limit": "1GB",  # merged once at the end instead of every 4 MB
}


def load_folder(
    *,
    folder: Path,
    profile: str | None = None,
    started_by: User | None = None,
    progress: Progress = lambda _line: None,
) -> ImportRun:
    """Load the CSV files of a folder. Raises Refusal; the catalogue is then as it was."""
    with runs.only_load():
        run = runs.start(profile=profile or "", source=str(folder), started_by=started_by)
        with runs.recorded(run):
            found = folders.look_into(folder, profile)
            run.profile = found.profile.name
            _refuse_demo_plant(folder)
            sources = _open(found, progress)
            notes = [*found.notes, *(note for source in sources.values() for note in source.notes)]
            _load(run, found.profile, sources, notes, progress)
    return run


def load_tables(
    *,
    profile: Profile,
    sources: Mapping[str, Source],
    origin: str,
    started_by: User | None = None,
    progress: Progress = lambda _line: None,
) -> ImportRun:
    """Load rows of any source, by the names of their records; see `records.RECORDS`."""
    with runs.only_load():
        run = runs.start(profile=profile.name, source=origin, started_by=started_by)
        with runs.recorded(run):
            _load(run, profile, sources, [], progress)
    return run


def _refuse_demo_plant(folder: Path) -> None:
    plant_of, database_of = folders.made_for(folder), read_stamp(connection)
    if plant_of not in ("", REAL_PLANT) and database_of == REAL_PLANT:
        raise Refusal(
            _("This folder holds a %(stamp)s plant, and the database belongs to a real one. Load it elsewhere.")
            % {"stamp": plant_of}
        )


def _open(found: folders.Folder, progress: Progress) -> dict[str, CsvSource]:
    """Every file is looked through before a row of any is read."""
    sources = {}
    for record, path in found.files.items():
        progress(_("Looking through %(file)s") % {"file": path.name})
        sources[record] = open_csv(path)
    return sources


def _load(
    run: ImportRun, profile: Profile, sources: Mapping[str, Source], notes: Sequence[str], progress: Progress
) -> None:
    tally = Tally(notes=list(notes))
    reading = Reading(run.pk, profile, sources, tally, progress)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _set_up(cursor)
            reading.read(cursor)
            _refuse_without_items(tally, sources)
            Writing(cursor, reading, tally, progress).write()
    except (IntegrityError, OperationalError) as collision:
        raise _collision(collision) from collision
    _analyze(progress)
    runs.finish(run, tally.as_json(), tally.notes)


def _collision(error: DatabaseError) -> Exception:
    if isinstance(error, IntegrityError) or isinstance(error.__cause__, LockNotAvailable):
        return Refusal(
            _("Somebody else is changing the catalogue (%(why)s). Nothing was loaded; load again.")
            % {"why": str(error).splitlines()[0]}
        )
    return error


def _set_up(cursor: CursorWrapper) -> None:
    for name, value in SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _refuse_without_items(tally: Tally, sources: Mapping[str, Source]) -> None:
    if ITEMS.name in sources and not tally.counts[ITEMS.name].read:
        raise Refusal(_("%(file)s has a header and no rows below it.") % {"file": sources[ITEMS.name].name})


def _analyze(progress: Progress) -> None:
    """So that PostgreSQL plans the pages' queries for what is there now."""
    begun = monotonic()
    with connection.cursor() as cursor:
        for table in ALL:
            cursor.execute(f"ANALYZE {table}")
    progress(_("Statistics: done in %(seconds).1f s") % {"seconds": monotonic() - begun})
