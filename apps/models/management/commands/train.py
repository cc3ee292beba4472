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
from apps.models.services import recovery, training
from apps.models.tasks import train_beside
from apps.models.training_options import EFFORT, Choices

POLL_SECONDS = 0.5
SHOWN_PERCENT = 5


class Command(ReportingCommand):
    help = "Train a new model version on the catalogue, in the task cluster."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Choices()
        parser.add_argument("--wait", action="store_true", help="Show the stages and end with the training.")
        parser.add_argument("--seed", type=int, default=1, help="The same data and seed give the same model.")
        parser.add_argument("--note", default="", help="What this training is for.")
        parser.add_argument(
            "--held-out", type=int, default=usual.held_out_percent, help="Per cent of the items held out for judging."
        )
        parser.add_argument(
            "--thoroughness", choices=list(EFFORT), default=usual.thoroughness, help="How long it may try."
        )

    def report(
        self, *, wait: bool, seed: int, note: str, held_out: int, thoroughness: str, **options: Any
    ) -> dict[str, Any]:
        if not 0 <= seed <= SEED_MAX:
            raise Refusal(_("--seed is a number from 0 to %(most)d.") % {"most": SEED_MAX})
        chosen = {"held_out_percent": held_out, "thoroughness": thoroughness}
        run = training.request_training(seed=seed, note=note, requested_by=None, options=chosen)
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
        """Until the run ends. What no task cluster takes is run from here: the claim decides who does."""
        shown, here = "", threading.Thread()
        while run.is_open:
            recovery.reap()  # there may be no task cluster that does
            here = here if here.is_alive() else self._run_here() or here
            run.refresh_from_db()
            line = _line(run)
            if line != shown:
                self.say(line)
                shown = line
            time.sleep(POLL_SECONDS)
        if run.state != run.State.FINISHED:
            raise Refusal(run.failure or _("Training %(run)s was cancelled.") % {"run": run.pk})

    def _run_here(self) -> threading.Thread | None:
        first = training.take_next(waiting=training.UNSTARTED)
        if first is None:
            return None
        self.say(_("No task cluster took training %(run)s; it runs from this terminal.") % {"run": first.pk})
        return train_beside(first)


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
