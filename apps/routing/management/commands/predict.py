"""manage.py predict ITEMS.csv --out OUT.csv: predicted routings of many items, one row per step."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.catalog.errors import Refusal
from apps.models.serving import load_for_many
from apps.routing.batch import predict_file, rejected_file

ALTERNATIVES_MAX = 10


class Command(ReportingCommand):
    help = "Predict the routings of a file of items; item_code alone asks for items of the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("items", type=Path, help="A CSV file in the form of items.csv.")
        parser.add_argument("--out", type=Path, required=True, help="Where the predicted CSV is written.")
        parser.add_argument("--version", type=int, help="A model version's number; default: the active one.")
        parser.add_argument("--alternatives", type=int, default=1, help="How many routings per item, best first.")

    def report(
        self, *, items: Path, out: Path, version: int | None, alternatives: int, **options: Any
    ) -> dict[str, Any]:
        if not 1 <= alternatives <= ALTERNATIVES_MAX:
            raise Refusal(_("--alternatives is a number from 1 to %(most)d.") % {"most": ALTERNATIVES_MAX})
        started = time.monotonic()
        served = load_for_many(version)
        try:
            done = predict_file(items, out, served, alternatives=alternatives)
        except OSError as fault:  # the items were read once before anything is written
            raise Refusal(
                _("%(out)s cannot be written: %(why)s.") % {"out": out, "why": fault.strerror or fault}
            ) from fault
        return {**done.as_json(), "out": str(out), "seconds": round(time.monotonic() - started, 2)}

    def summary(self, report: dict[str, Any]) -> str:
        lines = [
            _("%(items)d items predicted by model version %(version)d: %(rows)d rows in %(out)s, %(seconds)s s.")
            % report
        ]
        if report["unknown_columns"]:
            lines.append(_("Columns that no attribute is named after: %s.") % ", ".join(report["unknown_columns"]))
        if report["left_out"]:
            file = rejected_file(Path(report["out"]))
            lines.append(_("Left out: %(n)d, listed in %(file)s.") % {"n": report["left_out"], "file": file})
            lines += [_("  line %(line)d: %(reason)s") % fault for fault in report["first_left_out"]]
        return "\n".join(lines)
