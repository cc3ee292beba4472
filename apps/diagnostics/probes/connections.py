"""How many of PostgreSQL's connections are taken?"""

from dataclasses import dataclass

from django.db import connection

from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, grade

ASK = """
SELECT count(*),
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
FROM pg_stat_activity WHERE backend_type = 'client backend'
"""


@dataclass(frozen=True)
class Connections:
    name = "connections"
    title = _("Database connections")
    timeout_seconds: float = 5.0
    watch_share: float = 0.7
    bad_share: float = 0.9

    def measure(self) -> Reading:
        with connection.cursor() as cursor:
            cursor.execute(ASK)
            used, limit = cursor.fetchone()
        return Reading(
            state=grade(used / limit, watch=self.watch_share, bad=self.bad_share),
            value=_("%(used)s of %(limit)s in use", used=used, limit=limit),
            threshold=_("fewer than %(share)s", share=units.percent(self.watch_share)),
            advice=_(
                "Run fewer web workers and tasks, or raise max_connections in postgresql.conf. "
                "SELECT * FROM pg_stat_activity shows who holds them."
            ),
        )
