"""What a version was trained on, by the names under which its figures keep it."""

from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.models.models import ModelVersion
from apps.models.selectors import figure

COUNTS: list[tuple[str | Promise, str]] = [
    (gettext_lazy("Items with a routing"), "items"),
    (gettext_lazy("Different routings"), "routings"),
    (gettext_lazy("Steps"), "steps"),
    (gettext_lazy("Operations"), "operations"),
    (gettext_lazy("Resources"), "resources"),
    (gettext_lazy("Work results"), "results"),
    (gettext_lazy("Purchase orders"), "purchases"),
]
DAYS: list[tuple[str | Promise, str]] = [
    (gettext_lazy("Oldest item"), "items_from_day"),
    (gettext_lazy("Newest item"), "items_to_day"),
    (gettext_lazy("Oldest result"), "results_from_day"),
    (gettext_lazy("Newest result"), "results_to_day"),
]


def training_day(version: ModelVersion, key: str) -> date | None:
    """A day of the training's data, which counts from 1970-01-01."""
    days = figure(version, "training", key)
    return date(1970, 1, 1) + timedelta(days=days) if isinstance(days, int) else None
