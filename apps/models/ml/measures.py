"""The best known minutes and prices of every step, out of standards and what the shop floor reported.

Reported rows are wrong by 0, 10 or 60 times now and then, so rows far from their reference are left
out; recent ones weigh more; the standard counts like two recent reports.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.plant import Plant, Steps

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]
MEASURES = ("setup", "run", "price")
HALF_LIFE_DAYS = 730.0
STANDARD_WEIGHT = 2.0
FARTHEST = np.log(5.0)


@dataclass(frozen=True)
class Measured:
    """logs (measures, steps): natural logarithms, NaN where unknown; zero (measures, steps): known to be 0.

    results (steps,): shop-floor results behind each step.
    """

    logs: Doubles
    zero: NDArray[np.bool_]
    results: NDArray[np.int64]

    def take(self, mask: NDArray[np.bool_]) -> "Measured":
        """Only what belongs to the steps that the mask keeps; all of it without a copy."""
        if mask.all():
            return self
        return Measured(self.logs[:, mask], self.zero[:, mask], self.results[mask])


def measure(plant: Plant) -> Measured:
    steps, results, bought = plant.steps, plant.results, plant.purchases
    operations, vendors = max(len(plant.operations), 1), max(len(plant.vendors), 1)
    step_key = steps.item.astype(np.int64) * operations + steps.operation
    result_key = results.item.astype(np.int64) * operations + results.operation
    age = _age(results.day)
    setup = _combine(
        _logs(steps.setup_minutes), step_key, steps.operation, result_key, _logs(results.setup_minutes), age
    )
    run = _combine(_logs(steps.run_minutes), step_key, steps.operation, result_key, _logs(results.run_minutes), age)
    buy_key = steps.item.astype(np.int64) * vendors + steps.vendor
    buy_key[steps.vendor < 0] = -1
    order_key = bought.item.astype(np.int64) * vendors + bought.vendor
    price = _combine(_logs(steps.price), buy_key, steps.operation, order_key, _logs(bought.price), _age(bought.day))
    zero = np.stack([steps.setup_minutes == 0, steps.run_minutes == 0, steps.price == 0])
    logs = np.stack([setup, run, price])
    return Measured(logs, zero & np.isnan(logs), _count(step_key, result_key))


def _logs(values: Doubles) -> Doubles:
    logs = np.full(len(values), np.nan)
    usable = np.isfinite(values) & (values > 0)
    logs[usable] = np.log(values[usable])
    return logs


def _age(days: NDArray[np.int32]) -> Doubles:
    """Weight by age, 1 for the newest; an unknown day counts as two half-lives old."""
    newest = days.max(initial=0)
    weight = 0.5 ** ((newest - days) / HALF_LIFE_DAYS)
    return np.where(days < 0, 0.25, weight)


def _count(step_key: Places, result_key: Places) -> Places:
    ordered = np.sort(result_key)
    return np.searchsorted(ordered, step_key, "right") - np.searchsorted(ordered, step_key, "left")


def _combine(
    standard: Doubles, step_key: Places, operation: NDArray[np.int32], key: Places, logs: Doubles, weight: Doubles
) -> Doubles:
    """Weighted mean of the standard and the believable reports of each step, NaN where neither is there."""
    keys, place = np.unique(step_key, return_inverse=True)
    at = np.searchsorted(keys, key).clip(max=max(len(keys) - 1, 0))
    usable = (keys[at] == key) & np.isfinite(logs) & (key >= 0) if len(keys) else np.zeros(0, np.bool_)
    at, logs, weight = at[usable], logs[usable], weight[usable]
    reference = _reference(standard, place, operation, len(keys), at, logs)
    good = np.abs(logs - reference[at]) < FARTHEST
    total = np.bincount(at[good], weight[good] * logs[good], minlength=len(keys))
    amount = np.bincount(at[good], weight[good], minlength=len(keys))
    known = np.isfinite(standard)
    total = total[place] + np.where(known, STANDARD_WEIGHT * standard, 0)
    amount = amount[place] + np.where(known, STANDARD_WEIGHT, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(amount > 0, total / amount, np.nan)


def _reference(
    standard: Doubles, place: Places, operation: NDArray[np.int32], keys: int, at: Places, logs: Doubles
) -> Doubles:
    """What a report is compared with: the standard, else the median of the step's or the operation's reports."""
    reference = np.full(keys, np.nan)
    reference[place] = standard
    key_operation = np.zeros(keys, np.int64)
    key_operation[place] = operation
    middle, count = group_median(at, logs, keys)
    reference = np.where(np.isnan(reference) & (count >= 3), middle, reference)
    overall, _ = group_median(key_operation[at], logs, int(key_operation.max(initial=0)) + 1)
    return np.where(np.isnan(reference), overall[key_operation], reference)


def group_median(group: Places, values: Doubles, groups: int) -> tuple[Doubles, Places]:
    """Lower median of each group, NaN where empty, and the group sizes."""
    order = np.lexsort((values, group))
    count = np.bincount(group, minlength=groups)
    start = np.cumsum(count) - count
    middle = np.full(groups, np.nan)
    some = count > 0
    middle[some] = values[order[(start + (count - 1) // 2)[some]]]
    return middle, count


def take_steps(steps: Steps, mask: NDArray[np.bool_]) -> Steps:
    """Only the steps that the mask keeps; all of them without a copy."""
    if mask.all():
        return steps
    return Steps(**{name: getattr(steps, name)[mask] for name in steps.__dataclass_fields__})
