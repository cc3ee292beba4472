"""What the page of two versions side by side shows; every difference is that of b against a."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.paging import address
from apps.models.changes import HIGHER, LOWER, NEAR_80, Change, change
from apps.models.gates import evaluate_gates
from apps.models.held_out_pairs import NEITHER, ONLY_A, ONLY_B, Common, in_common
from apps.models.ml.artifact import DamagedArtifact
from apps.models.ml.held_out import outcomes
from apps.models.models import ModelVersion
from apps.models.selectors import figure
from apps.models.training_data import COUNTS, DAYS, training_day

Context = dict[str, Any]
PAGE_SIZE = 25
SHARES: list[tuple[str | Promise, tuple[str, ...], str]] = [
    (gettext_lazy("Exact sequence"), ("held_out", "exact"), HIGHER),
    (gettext_lazy("Mean sequence similarity"), ("held_out", "similarity"), HIGHER),
    (gettext_lazy("Precision of operations"), ("held_out", "operation_precision"), HIGHER),
    (gettext_lazy("Recall of operations"), ("held_out", "operation_recall"), HIGHER),
    (gettext_lazy("Right resource"), ("held_out", "resource_accuracy"), HIGHER),
    (gettext_lazy("Right vendor"), ("held_out", "vendor_accuracy"), HIGHER),
    (gettext_lazy("Run per piece, median error"), ("held_out", "run_median_ape"), LOWER),
    (gettext_lazy("Set-up, median error"), ("held_out", "setup_median_ape"), LOWER),
    (gettext_lazy("Run inside the 80 % interval"), ("held_out", "run_coverage_80"), NEAR_80),
    (gettext_lazy("Set-up inside the 80 % interval"), ("held_out", "setup_coverage_80"), NEAR_80),
    (gettext_lazy("Expected calibration error"), ("held_out", "expected_calibration_error"), LOWER),
    (gettext_lazy("Exact on the newest items"), ("by_time", "exact"), HIGHER),
    (gettext_lazy("Recall of the index at 10"), ("recall_at_10",), HIGHER),
]
ONE_RIGHT = (ONLY_A, ONLY_B)
VERDICTS: dict[str, tuple[str, ...]] = {
    "": ONE_RIGHT,
    ONLY_A: (ONLY_A,),
    ONLY_B: (ONLY_B,),
    NEITHER: (NEITHER,),
}


@dataclass(frozen=True)
class Share:
    """A share of both versions, and the change from a to b."""

    label: str | Promise
    a: float | None
    b: float | None
    change: Change | None


def compare_page(a: ModelVersion, b: ModelVersion, query: QueryDict) -> Context:
    return {
        "a": a,
        "b": b,
        "swapped_url": f"?a={b.number}&b={a.number}",
        "figures": [_share(label, figure(a, *path), figure(b, *path), better) for label, path, better in SHARES],
        "classes": list(class_rows(a.metrics, b.metrics)),
        "gates": gate_rows(_gates(a), _gates(b)),
        "data": data_rows(a, b),
        "attributes": attribute_rows(a, b),
        "importance": importance_rows(a, b),
        **differences(a, b, query),
    }


def _share(label: str | Promise, a: float | None, b: float | None, better: str = HIGHER) -> Share:
    return Share(label, a, b, change(b, a, better))


def class_rows(a: dict[str, Any], b: dict[str, Any]) -> Iterator[Context]:
    """Every part class of either, the largest of b first."""
    of_a, of_b = (_by(metrics.get("by_class"), "part_class") for metrics in (a, b))
    for name in dict.fromkeys([*of_b, *of_a]):
        row_a, row_b = of_a.get(name, {}), of_b.get(name, {})
        yield {
            "part_class": name,
            "items_a": row_a.get("items"),
            "items_b": row_b.get("items"),
            "exact": _share(name, row_a.get("exact"), row_b.get("exact")),
            "similarity": _share(name, row_a.get("similarity"), row_b.get("similarity")),
        }


def _by(rows: Any, key: str) -> dict[str, dict[str, Any]]:
    return {str(row.get(key)): row for row in rows or [] if isinstance(row, dict)}


def _gates(version: ModelVersion) -> list[dict[str, Any]]:
    return evaluate_gates(version) if version.frozen_gates is None else version.frozen_gates


def gate_rows(a: list[dict[str, Any]], b: list[dict[str, Any]]) -> list[Context]:
    of_a, of_b = _by(a, "key"), _by(b, "key")
    keys = dict.fromkeys([*of_b, *of_a])
    return [{"label": (of_b.get(k) or of_a[k]).get("label", k), "a": of_a.get(k), "b": of_b.get(k)} for k in keys]


def data_rows(a: ModelVersion, b: ModelVersion) -> list[Context]:
    rows = [{"label": label, "a": figure(a, "training", key), "b": figure(b, "training", key)} for label, key in COUNTS]
    for row in rows:
        known = row["a"] is not None and row["b"] is not None
        row["more"] = row["b"] - row["a"] if known else None
    days = [{"label": label, "a": training_day(a, key), "b": training_day(b, key), "more": None} for label, key in DAYS]
    return rows + [row for row in days if row["a"] or row["b"]]


def attribute_rows(a: ModelVersion, b: ModelVersion) -> Context:
    of_a, of_b = (set(figure(version, "attributes") or {}) for version in (a, b))
    return {"both": sorted(of_a & of_b), "only_a": sorted(of_a - of_b), "only_b": sorted(of_b - of_a)}


def importance_rows(a: ModelVersion, b: ModelVersion) -> list[Share]:
    """What each attribute is worth: exact routings lost without it. No change is better or worse than another."""
    of_a, of_b = (_by(version.metrics.get("importance"), "attribute") for version in (a, b))
    return [
        Share(name, of_a.get(name, {}).get("exact_loss"), of_b.get(name, {}).get("exact_loss"), None)
        for name in dict.fromkeys([*of_b, *of_a])
    ]


def differences(a: ModelVersion, b: ModelVersion, query: QueryDict) -> Context:
    """What only one of them has right, as the filters of the address say; or why that cannot be said."""
    try:
        kept_a, kept_b = outcomes(a.folder), outcomes(b.folder)
    except DamagedArtifact as damage:
        return {"no_items": str(damage)}
    older = [version for version, kept in ((a, kept_a), (b, kept_b)) if kept is None]
    if older:
        return {"no_items": _older(older)}
    return _chosen(in_common(kept_a or (), kept_b or ()), query)


def _older(versions: Iterable[ModelVersion]) -> str:
    return _("%(versions)s was trained before single outcomes were kept. Train anew to compare item by item.") % {
        "versions": ", ".join(map(str, versions))
    }


def _chosen(common: Common, query: QueryDict) -> Context:
    which, part_class = query.get("which", ""), query.get("part_class")
    which = which if which in VERDICTS else ""
    part_class = part_class if part_class and part_class in {row.part_class for row in common.classes} else None
    pairs = common.chosen(VERDICTS[which], part_class)
    page = Paginator(pairs, PAGE_SIZE).get_page(query.get("page"))
    return {
        "common": common,
        "on_common": _share(_("Exact sequence, on the same items"), common.exact_a, common.exact_b),
        "which": which,
        "part_class": part_class,
        "tabs": list(_tabs(common, which, query)),
        "pairs": page.object_list,
        "page": {
            "count_text": _items(len(pairs)),
            "first_url": _to(query, 1) if page.number > 1 else "",
            "previous_url": _to(query, page.number - 1) if page.has_previous() else "",
            "next_url": _to(query, page.number + 1) if page.has_next() else "",
        },
    }


def _tabs(common: Common, which: str, query: QueryDict) -> Iterator[Context]:
    labels = {
        "": _("Only one is right"),
        ONLY_A: _("Only %(a)s") % {"a": query.get("a")},
        ONLY_B: _("Only %(b)s") % {"b": query.get("b")},
        NEITHER: _("Both wrong, differently"),
    }
    for key, label in labels.items():
        count = len(common.chosen(VERDICTS[key], None))
        yield {"label": label, "count": count, "url": address(query, which=key, page=""), "current": key == which}


def _items(count: int) -> str:
    return _("1 item") if count == 1 else _("%(count)d items") % {"count": count}


def _to(query: QueryDict, number: int) -> str:
    return address(query, page=str(number))
