"""Where a step comes from: the items that speak for it, with what their routings and their results say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from apps.catalog.models import RoutingStep, WorkResult
from apps.models.ml.prediction import PredictedStep
from apps.routing.editing.draft import sequence_of
from apps.routing.editing.frozen import predicted_step
from apps.routing.proposals.page import Sheet

ITEMS = 10
RESULTS_MAX = 2_000


@dataclass(frozen=True)
class Reported:
    """Results of one item for the operation; medians in minutes, None where nothing was reported."""

    count: int = 0
    setup_minutes: float | None = None
    run_minutes: float | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class SourceItem:
    code: str
    resource: str
    setup_minutes: float | None
    run_minutes: float | None
    reported: Reported


def step_evidence(sheet: Sheet, key: str) -> dict[str, Any]:
    """Empty where nothing was predicted for the step, or where it is no longer there; two queries."""
    at = sheet.draft.position(key)
    step = None if at is None else predicted_step(sheet.prediction.routings, sheet.draft.lines[at])
    if at is None or step is None:
        return {"evidence": None}
    return {"evidence": {"sequence": sequence_of(at), "step": step, "items": _items(step)}}


def _items(step: PredictedStep) -> list[SourceItem]:
    codes = step.source_items[:ITEMS]
    steps = RoutingStep.objects.filter(
        routing__item__code__in=codes, routing__is_main=True, operation__code=step.operation
    ).select_related("resource", "vendor", "routing__item")
    standard = {row.routing.item.code: row for row in steps.order_by("-sequence")}
    reported = _reported(codes, step.operation)
    return [_item(code, standard.get(code), reported.get(code, Reported())) for code in codes]


def _item(code: str, row: RoutingStep | None, reported: Reported) -> SourceItem:
    place = (row.vendor if row.outsourced else row.resource) if row else None
    return SourceItem(
        code=code,
        resource=place.code if place else "",
        setup_minutes=row.setup_minutes if row else None,
        run_minutes=row.run_minutes if row else None,
        reported=reported,
    )


def _reported(codes: Iterable[str], operation: str) -> dict[str, Reported]:
    rows = WorkResult.objects.filter(item__code__in=codes, operation__code=operation).order_by("-id")
    by_item = defaultdict(list)
    for code, *values in rows.values_list("item__code", "setup_minutes", "run_minutes", "reported_on")[:RESULTS_MAX]:
        by_item[code].append(values)
    return {code: _summary(results) for code, results in by_item.items()}


def _summary(results: list[list[Any]]) -> Reported:
    setup, run, days = ([value for value in column if value is not None] for column in zip(*results, strict=True))
    return Reported(
        count=len(results),
        setup_minutes=median(setup) if setup else None,
        run_minutes=median(run) if run else None,
        last_on=max(days, default=None),
    )
