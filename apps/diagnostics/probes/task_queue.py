"""Does work wait too long for a worker?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django_q.models import OrmQ

from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, grade, worst


@dataclass(frozen=True)
class TaskQueue:
    name = "task_queue"
    title = _("Task queue")
    timeout_seconds: float = 5.0
    watch_seconds: float = 2 * units.MINUTE
    bad_seconds: float = 15 * units.MINUTE
    watch_length: int = 100
    bad_length: int = 1000

    def measure(self) -> Reading:
        length, oldest_seconds = _waiting(timezone.now())
        return Reading(
            state=worst(
                [
                    grade(oldest_seconds, watch=self.watch_seconds, bad=self.bad_seconds),
                    grade(length, watch=self.watch_length, bad=self.bad_length),
                ]
            ),
            value=_(
                "%(length)s waiting, the oldest for %(time)s",
                length=length,
                time=units.duration(oldest_seconds),
            )
            if length
            else _("nothing waits"),
            threshold=_(
                "none longer than %(time)s, fewer than %(length)s",
                time=units.duration(self.watch_seconds),
                length=self.watch_length,
            ),
            advice=_("See whether the task cluster runs; if it does, give it more workers with TASK_WORKERS."),
        )


def _waiting(now: datetime) -> tuple[int, float]:
    """How many tasks no worker has claimed, and for how many seconds the oldest. The broker keeps the time of
    enqueuing in `lock` until a worker takes the task, and a time to come from then on."""
    found = OrmQ.objects.filter(lock__lte=now).aggregate(length=Count("id"), oldest=Min("lock"))
    return found["length"], (now - found["oldest"]).total_seconds() if found["length"] else 0.0
