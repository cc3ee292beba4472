"""manage.py train: queue a training; with --wait, show its stages until it ends."""

import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.catalog.errors import Refusal
from apps.models.models import TrainingRun
from apps.models.models.training import SEED_MAX
from apps.models.services import training
from apps.models.tasks import run_training_process

POLL_SECONDS = 0.5
UNCLAIMED_SECONDS = 6.0
SHOWN_PERCENT = 5


class Command(ReportingCommand):
    help = "Train a new model version on the catalogue, in the task cluster."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--wait", action="store_true", help="Show the stages and end with the training.")
        parser.add_argument("--seed", type=int, default=1, help="The same data and seed give the same model.")
        parser.add_argument("--note", default="", help="What this training is for.")

    def report(self, *, wait: bool, seed: int, note: str, **options: Any) -> dict[str, Any]:
        if not 0 <= seed <= SEED_MAX:
            raise Refusal(_("--seed is a number from 0 to %(most)d.") % {"most": SEED_MAX})
        run = training.request_training(seed=seed, note=note, requested_by=None)
        if wait:
            self._follow(run)
        return _report(run)

    def summary(self, report: dict[str, Any]) -> str:
        if report["version"]:
            return _("Version %(version)s is trained: exact routings on held-out items %(exact)s.") % {
                "version": report["version"],
                "exact": f"{report['exact'] * 100:.1f} %" if report["exact"] is not None else _("not measured"),
            }
        return _("Training %(run)s is queued; it starts when the task cluster takes it (manage.py qcluster).") % report

    def _follow(self, run: TrainingRun) -> None:
        """Until the run ends. Where no task cluster takes it, it is run from here: the claim decides who does."""
        queued_at, shown = time.monotonic(), ""
        here = threading.Thread(target=run_training_process, args=(run.pk,), daemon=True)
        while run.is_open:
            training.end_lost_runs()  # there may be no task cluster that does
            if time.monotonic() - queued_at > UNCLAIMED_SECONDS and training.claimable(run):
                self._run_here(run, here)
            run.refresh_from_db()
            line = _line(run)
            if line != shown:
                self.say(line)
                shown = line
            time.sleep(POLL_SECONDS)
        if run.state != run.State.FINISHED:
            raise Refusal(run.failure or _("Training %(run)s was cancelled.") % {"run": run.pk})

    def _run_here(self, run: TrainingRun, here: threading.Thread) -> None:
        if here.ident is None:
            self.say(_("No task cluster took the training; it runs from this terminal."))
            here.start()
        elif not here.is_alive():
            raise Refusal(
                _("The process for training %(run)s ended before it began; its own words stand above.")
                % {"run": run.pk}
            )


def _line(run: TrainingRun) -> str:
    if run.state == run.State.QUEUED:
        return _("Training %(run)s is queued.") % {"run": run.pk}
    return f"{run.percent // SHOWN_PERCENT * SHOWN_PERCENT:3d} %  {run.stage}"


def _report(run: TrainingRun) -> dict[str, Any]:
    version = getattr(run, "version", None)
    held_out = version.metrics.get("held_out") or {} if version else {}
    return {
        "run": run.pk,
        "state": run.state,
        "version": version.number if version else None,
        "exact": held_out.get("exact"),
        "similarity": held_out.get("similarity"),
    }
