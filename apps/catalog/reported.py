"""What the shop floor reported for an item: the newest reports of each operation, drawn beside the standard."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from apps.catalog.models import Item, RoutingStep, WorkResult
from apps.catalog.plots import Plot, plot

RESULTS_PER_OPERATION = 60
COLUMNS = (
    "sequence", "operation__code", "operation__name", "resource__code", "quantity", "bad_quantity",
    "setup_minutes", "run_minutes", "reported_on",
)  # fmt: skip

Key = tuple[int, str]


class Result(NamedTuple):
    """A report, in the order of COLUMNS, and how many its operation has."""

    sequence: int
    operation: str
    operation_name: str
    resource: str | None
    quantity: float
    bad_quantity: float | None
    setup_minutes: float | None
    run_minutes: float | None
    reported_on: date | None
    reports: int

    @property
    def key(self) -> Key:
        return self.sequence, self.operation


@dataclass(frozen=True)
class Measure:
    """Set-up or run: its standard and its reports."""

    standard: float | None
    plot: Plot


@dataclass(frozen=True)
class OperationResults:
    sequence: int
    operation: str
    operation_name: str
    reports: int
    shown: int
    first: date | None
    last: date | None
    setup: Measure
    run: Measure


def results_of(item: Item) -> list[Result]:
    """The newest reports of each operation, one query."""
    operation = [F("sequence"), F("operation_id")]
    newest_first = [F("reported_on").desc(nulls_last=True), F("id").desc()]
    rows = (
        WorkResult.objects.filter(item=item)
        .annotate(
            newest=Window(RowNumber(), partition_by=operation, order_by=newest_first),
            reports=Window(Count("id"), partition_by=operation),
        )
        .filter(newest__lte=RESULTS_PER_OPERATION)
        .values_list(*COLUMNS, "reports")
    )
    return [Result(*row) for row in rows]


def newest(results: Iterable[Result], count: int) -> list[Result]:
    return sorted(results, key=lambda result: result.reported_on or date.min, reverse=True)[:count]


def by_operation(results: Sequence[Result], steps: Iterable[RoutingStep]) -> list[OperationResults]:
    """One entry per operation, all drawn over the same days."""
    days = [result.reported_on for result in results if result.reported_on] or [date.min]
    standards = _standards(steps)
    groups: defaultdict[Key, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.key].append(result)
    return [_operation(group, standards, (min(days), max(days))) for _, group in sorted(groups.items())]


def _standards(steps: Iterable[RoutingStep]) -> Mapping[Key | str, RoutingStep]:
    """The routing's step of an operation: by sequence and operation, else by operation."""
    steps = list(steps)
    by_code: dict[Key | str, RoutingStep] = {step.operation.code: step for step in steps}
    return by_code | {(step.sequence, step.operation.code): step for step in steps}


def _operation(
    group: list[Result], standards: Mapping[Key | str, RoutingStep], days: tuple[date, date]
) -> OperationResults:
    result = group[0]
    step = standards.get(result.key) or standards.get(result.operation)
    dated = [each.reported_on for each in group if each.reported_on]
    return OperationResults(
        sequence=result.sequence,
        operation=result.operation,
        operation_name=result.operation_name,
        reports=result.reports,
        shown=len(group),
        first=min(dated, default=None),
        last=max(dated, default=None),
        setup=_measure([(r.reported_on, r.setup_minutes) for r in group], step.setup_minutes if step else None, days),
        run=_measure([(r.reported_on, r.run_minutes) for r in group], step.run_minutes if step else None, days),
    )


def _measure(
    values: list[tuple[date | None, float | None]], standard: float | None, days: tuple[date, date]
) -> Measure:
    reports = [(day or days[0], minutes) for day, minutes in values if minutes is not None]
    return Measure(standard, plot(reports, standard, *days))
