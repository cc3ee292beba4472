"""A version's metrics as rows for pages and commands. A figure that was not measured is None."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

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
