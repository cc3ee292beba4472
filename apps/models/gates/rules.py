"""The gates, one function each: evidence in, verdict out. A figure that was not measured does not pass."""

import math
from typing import Any

from django.utils.translation import gettext as _

from apps.models.gates.evidence import Evidence
from apps.models.gates.results import GateResult, at_least, at_most, number, percent, points

BASELINES = ("class_most_frequent", "nearest_neighbour", "ten_neighbour_vote")
MB = 1e6


def artefact_intact(seen: Evidence) -> GateResult:
    return GateResult(
        key="artefact_intact",
        label=_("Files"),
        value=seen.damage or _("intact"),
        threshold=_("as stored by the training"),
        passed=not seen.damage,
        meaning=_("Changed or damaged files are never served."),
    )


def exact_no_worse(seen: Evidence) -> GateResult:
    return _no_worse(
        seen,
        "exact_no_worse",
        _("Exact routings against the active version"),
        (seen.comparison.exact, seen.comparison.active_exact),
        seen.policy.exact_drop_max,
    )


def similarity_no_worse(seen: Evidence) -> GateResult:
    return _no_worse(
        seen,
        "similarity_no_worse",
        _("Similarity against the active version"),
        (seen.comparison.similarity, seen.comparison.active_similarity),
        seen.policy.similarity_drop_max,
    )


def _no_worse(
    seen: Evidence, key: str, label: str, pair: tuple[float | None, float | None], drop_max: float
) -> GateResult:
    ours, theirs = pair
    return GateResult(
        key=key,
        label=label,
        value=_value_beside(ours, theirs, seen.comparison.basis),
        threshold=_("at most %(drop)s less") % {"drop": points(drop_max)},
        passed=seen.comparison.basis == "none" or _within(ours, theirs, drop_max),
        meaning=basis_words(seen),
    )


def _value_beside(ours: float | None, theirs: float | None, basis: str) -> str:
    if basis == "none":
        return percent(ours) if ours is not None else _("nothing to compare with")
    return _("%(ours)s beside %(theirs)s") % {"ours": percent(ours), "theirs": percent(theirs)}


def _within(ours: float | None, theirs: float | None, drop_max: float) -> bool:
    return ours is not None and theirs is not None and ours >= theirs - drop_max - 1e-9


def basis_words(seen: Evidence) -> str:
    """Which items a comparison with the active version rests on."""
    comparison = seen.comparison
    if comparison.basis == "none":
        return _("No version is active yet, so there is none to be worse than.")
    if comparison.basis == "common":
        return _("On %(items)d items that both held out and whose routing has not changed; active is %(number)s.") % {
            "items": comparison.items,
            "number": comparison.active_version,
        }
    return _(
        "Too few items were held out by both: each version stands for its own held-out items; active is %(number)s."
    ) % {"number": comparison.active_version}


def no_class_worse(seen: Evidence) -> GateResult:
    policy = seen.policy
    judged = [row for row in seen.comparison.classes if row.items >= policy.class_items_min]
    worse = [row for row in judged if not _within(row.exact, row.active_exact, policy.class_drop_max)]
    named = ", ".join(f"{r.part_class or '–'} {percent(r.exact)} ({percent(r.active_exact)})" for r in worse)
    return GateResult(
        key="no_class_worse",
        label=_("Each part class against the active version"),
        value=named or _("%(count)d classes judged, none worse") % {"count": len(judged)},
        threshold=_("at most %(drop)s less, from %(items)d held-out items on")
        % {"drop": points(policy.class_drop_max), "items": policy.class_items_min},
        passed=not worse,
        meaning=_("A better mean must not hide a kind of part that became worse."),
    )


def no_worse_than_simple_methods(seen: Evidence) -> GateResult:
    """Exact matches on held-out items, at most two standard errors below the best baseline."""
    exact, items = seen.figure("held_out", "exact"), seen.figure("held_out", "items")
    baselines = [seen.figure("baselines", name, "exact") for name in BASELINES]
    best = max((b for b in baselines if b is not None), default=None)
    least = None if best is None or not items else best - 2 * math.sqrt(best * (1 - best) / items)
    return GateResult(
        key="no_worse_than_simple_methods",
        label=_("Exact routings on held-out items"),
        value=percent(exact),
        threshold=_("at least %(share)s (best simple method %(best)s, less two standard errors)")
        % {"share": percent(least), "best": percent(best)},
        passed=exact is not None and least is not None and exact >= least,
        meaning=_("A model that a simple copy beats is not worth its complexity."),
    )


def setup_coverage(seen: Evidence) -> GateResult:
    return _coverage(seen, "setup_coverage", _("Set-up times inside the 80 % interval"), "setup_coverage_80")


def run_coverage(seen: Evidence) -> GateResult:
    return _coverage(seen, "run_coverage", _("Run times inside the 80 % interval"), "run_coverage_80")


def _coverage(seen: Evidence, key: str, label: str, name: str) -> GateResult:
    """A plant without times has nothing to cover: the figure is there and says None."""
    share, policy = seen.figure("held_out", name), seen.policy
    no_times = share is None and name in (seen.figure("held_out") or {})
    return GateResult(
        key=key,
        label=label,
        value=_("no times in the data") if no_times else percent(share),
        threshold=_("%(low)s to %(high)s")
        % {"low": percent(policy.coverage_min), "high": percent(policy.coverage_max)},
        passed=no_times or (share is not None and policy.coverage_min <= share <= policy.coverage_max),
        meaning=_("Planners read the interval as 8 of 10; too narrow misleads, too wide says nothing."),
    )


def calibrated(seen: Evidence) -> GateResult:
    error, chance = seen.figure("held_out", "expected_calibration_error"), _error_by_chance(seen)
    limit = seen.policy.calibration_error_max
    return GateResult(
        key="calibrated",
        label=_("Calibration error"),
        value=percent(error),
        threshold=_("at most %(limit)s, and %(chance)s that chance makes of so few items")
        % {"limit": percent(limit), "chance": percent(chance)},
        passed=error is not None and error <= limit + chance,
        meaning=_("Of predictions that are 70 % sure, 70 in 100 should be right."),
    )


def _error_by_chance(seen: Evidence) -> float:
    """The calibration error that a perfectly calibrated model of these confidences shows on average: the mean
    distance of a share of n from its expectation c is about sqrt(2 c (1 − c) ÷ (π n))."""
    bins: list[dict[str, Any]] = seen.figure("held_out", "calibration") or []
    items = sum(b["items"] for b in bins)
    spread = (
        b["items"] * math.sqrt(2 * b["confidence"] * (1 - b["confidence"]) / (math.pi * b["items"])) for b in bins
    )
    return sum(spread) / items if items else 0.0


def enough_data(seen: Evidence) -> GateResult:
    items, least = seen.figure("training", "items"), seen.policy.routed_items_min
    return GateResult(
        key="enough_data",
        label=_("Routed items"),
        value=number(items, _("items")),
        threshold=at_least(number(least, _("items"))),
        passed=items is not None and items >= least,
        meaning=_("Few examples make figures that say little."),
    )


def fresh_data(seen: Evidence) -> GateResult:
    days = (seen.now - seen.data_at).days if seen.data_at else None
    most = seen.policy.data_age_days_max
    return GateResult(
        key="fresh_data",
        label=_("Age of the data"),
        value=_("no import seen") if days is None else number(days, _("days")),
        threshold=at_most(number(most, _("days"))),
        passed=days is not None and days <= most,
        meaning=_("Since the newest import that the training has seen."),
    )


def index_finds_neighbours(seen: Evidence) -> GateResult:
    recall, least = seen.figure("recall_at_10"), seen.policy.recall_min
    return GateResult(
        key="index_finds_neighbours",
        label=_("Recall of the index"),
        value=percent(recall),
        threshold=at_least(percent(least)),
        passed=recall is not None and recall >= least,
        meaning=_("The share of true nearest items that the quick index finds."),
    )


def memory_of_training(seen: Evidence) -> GateResult:
    peak, most = seen.peak_memory_mb, seen.policy.training_memory_mb_max
    return GateResult(
        key="memory_of_training",
        label=_("Memory of the training"),
        value=number(peak, "MB"),
        threshold=at_most(number(most, "MB")),
        passed=peak is not None and peak <= most,
        meaning=_("The peak of its process: the next training on this machine needs as much."),
    )


def size_of_files(seen: Evidence) -> GateResult:
    size, most = seen.version.artifact_bytes / MB, seen.policy.artifact_mb_max
    return GateResult(
        key="size_of_files",
        label=_("Memory when serving"),
        value=_("about %(size)s") % {"size": f"{size:,.1f} MB"},
        threshold=at_most(number(most, "MB")),
        passed=size <= most,
        meaning=_("The files are mapped, and all web workers share them: their size is what serving takes."),
    )


def keeps_field_accuracy(seen: Evidence) -> GateResult:
    exact, field, most = seen.figure("held_out", "exact"), seen.field_accuracy, seen.policy.field_drop_max
    unknown = field is None
    return GateResult(
        key="keeps_field_accuracy",
        label=_("Against the active version's field accuracy"),
        value=_("not measured yet") if unknown else _value_beside(exact, field, "own"),
        threshold=_("at most %(drop)s less") % {"drop": points(most)},
        passed=unknown or _within(exact, field, most),
        meaning=_("What planners accepted without a change counts more than any held-out figure."),
    )
