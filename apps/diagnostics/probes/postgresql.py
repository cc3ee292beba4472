"""Does PostgreSQL answer, and how quickly?"""

import time
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection

from apps.catalog.erp.redaction import redact
from apps.catalog.words import Words
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State, grade

ASK = "SELECT current_setting('server_version'), pg_database_size(current_database())"


@dataclass(frozen=True)
class PostgreSQL:
    name = "postgresql"
    title = _("PostgreSQL")
    timeout_seconds: float = 5.0
    watch_seconds: float = 0.25
    bad_seconds: float = 2.0

    def measure(self) -> Reading:
        try:
            connection.ensure_connection()
            started = time.perf_counter()
            version, database_bytes = _ask()
            seconds = time.perf_counter() - started
        except (OperationalError, InterfaceError) as error:
            return _unreachable(error)
        return Reading(
            state=grade(seconds, watch=self.watch_seconds, bad=self.bad_seconds),
            value=_(
                "version %(version)s, answers in %(time)s, holds %(size)s",
                version=version.split()[0],
                time=units.duration(seconds),
                size=units.size(database_bytes),
            ),
            threshold=_("answers within %(time)s", time=units.duration(self.watch_seconds)),
            advice=_("Look at the server's load and disks, and at the probe Longest transaction."),
            detail=_place(),
        )


def _ask() -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        version, size = cursor.fetchone()
    return str(version), int(size)


def _place() -> Words:
    settings = connection.settings_dict
    return _(
        "database %(database)s on %(host)s, port %(port)s",
        database=str(settings["NAME"]),
        host=str(settings["HOST"] or "localhost"),
        port=str(settings["PORT"] or 5432),
    )


def _unreachable(error: Exception) -> Reading:
    lines = str(error).strip().splitlines()
    return Reading(
        state=State.BAD,
        value=_("does not answer"),
        threshold=_("answers"),
        advice=_(
            "Start the server (systemctl start postgresql), and check host, port, user and password in "
            "DATABASE_URL. It says: %(error)s",
            error=redact(lines[0] if lines else "", str(connection.settings_dict["PASSWORD"])),
        ),
        detail=_place(),
    )
