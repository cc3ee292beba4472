"""Does a training say that it runs although nothing works on it any more?"""

from dataclasses import dataclass

from django.utils import timezone

from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State, grade
from apps.models.models import TrainingRun


@dataclass(frozen=True)
class TrainingLease:
    name = "training_lease"
    title = _("Training")
    timeout_seconds: float = 5.0
    watch_seconds: float = 1.0
    bad_seconds: float = 5 * units.MINUTE

    def measure(self) -> Reading:
        threshold = _("a report within its lease")
        run = TrainingRun.objects.filter(state=TrainingRun.State.RUNNING).defer("log").first()
        if run is None:
            return Reading(state=State.GOOD, value=_("none is running"), threshold=threshold)
        late = (timezone.now() - run.lease_until).total_seconds() if run.lease_until else self.bad_seconds
        state = grade(late, watch=self.watch_seconds, bad=self.bad_seconds)
        value = (
            _("training %(number)s runs: %(share)s", number=run.pk, share=units.percent(run.progress))
            if state is State.GOOD
            else _("training %(number)s has been silent for too long", number=run.pk)
        )
        return Reading(
            state=state,
            value=value,
            threshold=threshold,
            advice=_(
                "Its process was killed, often for want of memory. It is marked as failed within a "
                "minute where the task cluster runs; then start it again under Models, Train."
            ),
        )
