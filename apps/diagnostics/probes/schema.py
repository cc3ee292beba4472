"""Does the database have the tables that this code needs?"""

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.catalog.words import NOTHING
from apps.catalog.words import say as _
from apps.diagnostics.reading import Reading, State


@dataclass(frozen=True)
class Schema:
    name = "migrations"
    title = _("Migrations")
    timeout_seconds: float = 10.0

    def measure(self) -> Reading:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, backwards in plan[:3])
        return Reading(
            state=State.BAD if plan else State.GOOD,
            value=_("%(count)s not applied", count=len(plan)) if plan else _("all applied"),
            threshold=_("all applied"),
            advice=_("Run manage.py migrate, then start the web and task processes again."),
            detail=_("the first: %(names)s", names=names) if plan else NOTHING,
        )
