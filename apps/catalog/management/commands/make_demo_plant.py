"""manage.py make_demo_plant: an ERP export of a made-up plant, to try everything with and to judge predictions by."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.catalog.demo_plant import FolderInUse, NoItems, make_plant
from apps.catalog.errors import Refusal


class Command(ReportingCommand):
    help = "Write the ERP export of a made-up plant into FOLDER: the ERP's views, generic CSV, and the truth."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="New, empty, or written by an earlier run.")
        parser.add_argument("--items", type=int, default=3000, metavar="N", help="How many items (3000).")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="Same seed, same bytes (1).")

    def report(self, *args: Any, **options: Any) -> dict[str, Any]:
        folder, items, seed = options["folder"], options["items"], options["seed"]
        started = time.monotonic()
        try:
            rows = make_plant(folder, items=items, seed=seed, progress=self.say)
        except (NoItems, FolderInUse, OSError) as problem:
            raise Refusal(_sentence(problem, folder)) from problem
        seconds = round(time.monotonic() - started, 1)
        return {"folder": str(folder), "items": items, "seed": seed, "seconds": seconds, "rows": rows}

    def summary(self, report: dict[str, Any]) -> str:
        rows = [f"{count:>12,}  {name}" for name, count in report["rows"].items()]
        ending = _("%(items)s items, seed %(seed)s, in %(folder)s after %(seconds)s s.") % report
        return "\n".join([*rows, ending])


def _sentence(problem: Exception, folder: Path) -> str:
    match problem:
        case NoItems():
            return _("A plant needs --items of at least 1 and a --seed of at least 0.")
        case FolderInUse():
            words = _("%(folder)s holds %(name)s, which no demo plant has written; choose a new or an empty folder.")
            return words % {"folder": folder, "name": problem.args[1]}
    why = getattr(problem, "strerror", None) or problem
    return _("The demo plant could not be written to %(folder)s: %(why)s.") % {"folder": folder, "why": why}
