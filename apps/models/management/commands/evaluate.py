"""manage.py evaluate: a version's figures on held-out items, beside the baselines."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.commands import ReportingCommand
from apps.catalog.errors import Refusal
from apps.models.figures import comparison
from apps.models.models import ModelVersion


class Command(ReportingCommand):
    help = "Show a version's figures on items that its training had not seen, beside simple methods."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--version", type=int, help="Its number; default: the active one, or the newest.")

    def report(self, *, version: int | None, **options: Any) -> dict[str, Any]:
        chosen = ModelVersion.objects.filter(number=version).first() if version is not None else active_or_newest()
        if chosen is None:
            raise Refusal(_("There is no such model version; give the number of one that stands under Models."))
        return {"version": chosen.number, "comparison": comparison(chosen.metrics), "metrics": chosen.metrics}

    def summary(self, report: dict[str, Any]) -> str:
        lines = [_("Version %(version)s, items that its training had not seen:") % report]
        for row in report["comparison"]:
            lines.append(f"  {row['label']:<42} {_share(row['exact']):>8} {_share(row['similarity']):>10}")
        return "\n".join(lines)


def active_or_newest() -> ModelVersion | None:
    return ModelVersion.objects.order_by("-is_active", "-number").first()


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
