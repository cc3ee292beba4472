"""Does somebody hold a transaction open? It keeps dead rows alive and locks held."""

from dataclasses import dataclass

from django.db import connection

from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State, grade

ASK = """
SELECT extract(epoch FROM clock_timestamp() - xact_start)::float, pid, state FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
  AND backend_type = 'client backend'
ORDER BY xact_start LIMIT 1
"""


@dataclass(frozen=True)
class Transactions:
    name = "transactions"
    title = _("Longest transaction")
    timeout_seconds: float = 5.0
    watch_seconds: float = 5 * units.MINUTE
    bad_seconds: float = 30 * units.MINUTE

    def measure(self) -> Reading:
        threshold = _("shorter than %(time)s", time=units.duration(self.watch_seconds))
        with connection.cursor() as cursor:
            cursor.execute(ASK)
            longest = cursor.fetchone()
        if not longest:
            return Reading(state=State.GOOD, value=_("none open"), threshold=threshold)
        seconds, pid, activity = longest
        state = grade(seconds, watch=self.watch_seconds, bad=self.bad_seconds)
        return Reading(
            state=state,
            value=_("open for %(time)s", time=units.duration(seconds)),
            threshold=threshold,
            advice=_(
                "Look at what it does: SELECT * FROM pg_stat_activity WHERE pid = %(pid)s. "
                "If it is forgotten, end it: SELECT pg_terminate_backend(%(pid)s).",
                pid=str(pid),
            ),
            detail=_("PostgreSQL calls it “%(activity)s”", activity=activity),
        )
