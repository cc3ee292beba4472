"""Do tasks run? The heartbeat is itself a scheduled task: it proves schedule, queue and worker at once."""

from dataclasses import dataclass

from django.utils import timezone

from apps.catalog.words import Words
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.models import TaskHeartbeat
from apps.diagnostics.reading import Reading, State, grade

ADVICE = _(
    "Start the task cluster (manage.py qcluster, or its service), or restart it where it says it runs: "
    "trainings and imports wait for it."
)


@dataclass(frozen=True)
class TaskCluster:
    name = "task_cluster"
    title = _("Task cluster")
    timeout_seconds: float = 5.0
    watch_seconds: float = 3 * units.MINUTE
    bad_seconds: float = 5 * units.MINUTE

    def measure(self) -> Reading:
        newest = TaskHeartbeat.objects.order_by("-beaten_at").first()
        if newest is None:
            return self._reading(State.BAD, _("has never run here"))
        age = max(0.0, (timezone.now() - newest.beaten_at).total_seconds())
        value = _("last heartbeat %(time)s ago, from %(host)s", time=units.duration(age), host=newest.host)
        return self._reading(grade(age, watch=self.watch_seconds, bad=self.bad_seconds), value)

    def _reading(self, state: State, value: Words) -> Reading:
        return Reading(
            state=state,
            value=value,
            threshold=_("a heartbeat within %(time)s", time=units.duration(self.watch_seconds)),
            advice=ADVICE,
        )
