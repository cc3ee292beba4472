"""How old is what the plant told us?"""

from dataclasses import dataclass

from django.utils import timezone

from apps.catalog.models import ImportRun
from apps.catalog.words import NOTHING, Words, plain
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State, grade

LOAD = _("Load the catalogue: manage.py load_catalog FOLDER.")


@dataclass(frozen=True)
class DataFreshness:
    name = "data_freshness"
    title = _("Catalogue data")
    timeout_seconds: float = 5.0
    watch_seconds: float = 7 * units.DAY
    bad_seconds: float = 31 * units.DAY

    def measure(self) -> Reading:
        last = ImportRun.objects.exclude(state=ImportRun.State.RUNNING).first()
        good = ImportRun.objects.filter(state=ImportRun.State.FINISHED, finished_at__isnull=False).first()
        if good is None or good.finished_at is None:
            return self._reading(State.WATCH, _("nothing was ever loaded"), LOAD)
        age = (timezone.now() - good.finished_at).total_seconds()
        state = grade(age, watch=self.watch_seconds, bad=self.bad_seconds)
        value = _("loaded %(time)s ago", time=units.duration(age))
        if last and last.state == ImportRun.State.FAILED:
            failure = _("the last load failed: %(failure)s", failure=last.failure.strip()[:300])
            return self._reading(min(state, State.WATCH, key=lambda s: s.rank), value, LOAD, failure)
        return self._reading(state, value, LOAD, plain(good.source))

    def _reading(self, state: State, value: Words, advice: Words, detail: Words = NOTHING) -> Reading:
        threshold = _("less than %(time)s ago", time=units.duration(self.watch_seconds))
        return Reading(state=state, value=value, threshold=threshold, advice=advice, detail=detail)
