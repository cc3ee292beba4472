"""Did tasks fail in the last day?"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django_q.models import Failure

from apps.catalog.words import NOTHING
from apps.catalog.words import say as _
from apps.diagnostics.reading import Reading, grade


@dataclass(frozen=True)
class TaskFailures:
    name = "task_failures"
    title = _("Failed tasks")
    timeout_seconds: float = 5.0
    watch_count: int = 1
    bad_count: int = 10

    def measure(self) -> Reading:
        since = timezone.now() - timedelta(days=1)
        failures = Failure.objects.filter(stopped__gte=since).order_by().values_list("func")
        counts = dict(failures.annotate(count=Count("id")).order_by("-count"))
        total = sum(counts.values())
        most = ", ".join(f"{func.rsplit('.', 1)[-1]} × {count}" for func, count in list(counts.items())[:3])
        return Reading(
            state=grade(total, watch=self.watch_count, bad=self.bad_count),
            value=_("%(count)s in the last day", count=total),
            threshold=_("no failures"),
            advice=_("Read why under Admin, Tasks, Failed tasks; mend the cause, then delete them there."),
            detail=_("most often: %(names)s", names=most) if most else NOTHING,
        )
