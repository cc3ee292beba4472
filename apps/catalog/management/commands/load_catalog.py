"""Load a plant's files into the catalogue."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.urls import NoReverseMatch, reverse

from apps.catalog.commands import ReportingCommand
from apps.catalog.importing.load import load_folder
from apps.catalog.importing.profiles import PROFILES
from apps.catalog.importing.summary import has_changed, reasons_of, summary_of
from apps.catalog.models import ImportRun


class Command(ReportingCommand):
    help = "Load items, routings, work results and purchase orders from a folder of .csv or .csv.gz files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder that holds the files.")
        parser.add_argument(
            "--profile", choices=[profile.name for profile in PROFILES], help="The form; else the files' names tell."
        )

    def report(self, *args: Any, folder: Path, profile: str | None, **options: Any) -> dict[str, Any]:
        run = load_folder(folder=folder, profile=profile, progress=self.say)
        return {
            "run": run.pk,
            "profile": run.profile,
            "source": run.source,
            "seconds": _seconds(run),
            "tables": run.counts,
            "reasons": reasons_of(run),
            "changed": has_changed(run),
            "notes": run.notes,
            "rejected_rows": _rejected_rows_page(run),
        }

    def summary(self, report: dict[str, Any]) -> str:
        return summary_of(report)


def _seconds(run: ImportRun) -> float:
    return round((run.finished_at - run.started_at).total_seconds(), 1) if run.finished_at else 0.0


def _rejected_rows_page(run: ImportRun) -> str:
    try:
        return reverse("catalog:rejected-rows", args=[run.pk])
    except NoReverseMatch:
        return f"/imports/{run.pk}/rejected.csv"
