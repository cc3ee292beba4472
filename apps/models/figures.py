"""A version's metrics as rows for pages and commands. A figure that was not measured is None."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.models.models import ModelVersion
from apps.models.selectors import figure

Row = dict[str, Any]


def comparison(metrics: dict[str, Any]) -> list[Row]:
    """The version and the baselines on the same held-out items, and on the newest items where there is
    a second evaluation by time: label and shares."""
    by_time = metrics.get("by_time") or {}
    return [
        {
            "label": label,
            "exact": figures.get("exact"),
            "similarity": figures.get("similarity"),
            "by_time_exact": newest.get("exact"),
            "by_time_similarity": newest.get("similarity"),
        }
        for label, figures, newest in _methods(metrics, by_time)
    ]


def _methods(metrics: dict[str, Any], by_time: dict[str, Any]) -> list[tuple[str, Row, Row]]:
    baselines, newest = metrics.get("baselines") or {}, by_time.get("baselines") or {}
    labels = {
        "class_most_frequent": _("The class's most frequent routing"),
        "nearest_neighbour": _("Copy of the nearest neighbour"),
        "ten_neighbour_vote": _("Vote of 10 neighbours"),
    }
    version = (_("This version"), metrics.get("held_out") or {}, by_time)
    return [
        version,
        *((label, baselines.get(key) or {}, newest.get(key) or {}) for key, label in labels.items()),
    ]


def list_row(version: ModelVersion, active: ModelVersion | None) -> Row:
    """A version's main figures and their change against the active one."""
    exact, active_exact = figure(version, "held_out", "exact"), figure(active, "held_out", "exact")
    comparable = exact is not None and active_exact is not None and version != active
    return {
        "version": version,
        "exact": exact,
        "exact_change": exact - active_exact if comparable else None,
        "similarity": figure(version, "held_out", "similarity"),
        "run_error": figure(version, "held_out", "run_median_ape"),
        "run_coverage": figure(version, "held_out", "run_coverage_80"),
        "items": figure(version, "training", "items"),
    }


@dataclass(frozen=True)
class Figure:
    """One figure of the version's page; a share between 0 and 1."""

    label: str
    value: float | None
    help: str = ""


def figure_groups(metrics: dict[str, Any]) -> list[tuple[str, list[Figure]]]:
    held_out = metrics.get("held_out") or {}
    of = held_out.get
    return [
        (
            _("Operations"),
            [
                Figure(_("Exact sequence"), of("exact"), _("the predicted routing is the true one")),
                Figure(_("Mean sequence similarity"), of("similarity"), _("1 less the normalised edit distance")),
                Figure(_("Precision"), of("operation_precision")),
                Figure(_("Recall"), of("operation_recall")),
                Figure(_("F1"), of("operation_f1")),
                Figure(_("F1, mean over operations"), of("operation_f1_macro"), _("rare operations count as much")),
                Figure(_("Right resource"), of("resource_accuracy"), _("on steps that are right")),
                Figure(_("Right vendor"), of("vendor_accuracy"), _("on outsourced steps that are right")),
            ],
        ),
        (
            _("Times"),
            [
                Figure(_("Run per piece, median error"), of("run_median_ape")),
                Figure(_("Set-up, median error"), of("setup_median_ape")),
                Figure(_("Run inside the 80 % interval"), of("run_coverage_80")),
                Figure(_("Set-up inside the 80 % interval"), of("setup_coverage_80")),
            ],
        ),
        (
            _("Honesty"),
            [
                Figure(_("Expected calibration error"), of("expected_calibration_error")),
                Figure(_("Held-out routings that training had seen"), of("share_seen_routings")),
                Figure(_("Recall of the index at 10"), metrics.get("recall_at_10")),
            ],
        ),
    ]


PLOT_SIDE = 200.0


def calibration(metrics: dict[str, Any]) -> list[Row]:
    """Confidence against the share that was right, per bin with items, with its place in a square plot."""
    bins = (metrics.get("held_out") or {}).get("calibration") or []
    return [
        {
            **row,
            "x": row["confidence"] * PLOT_SIDE,
            "y": (1 - row["right"]) * PLOT_SIDE,
            "r": 3 + min(row["items"], 400) / 80,
        }
        for row in bins
        if row.get("items")
    ]


def abstention(metrics: dict[str, Any]) -> list[Row]:
    """How many of the surest predictions are exact, by the share of items predicted."""
    return (metrics.get("held_out") or {}).get("abstention") or []
