"""Set-up, run time and price of predicted steps (NumPy only)."""

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import Rows
from apps.models.ml.model import Times
from apps.models.ml.prediction import Interval

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
SETUP, RUN, PRICE = 0, 1, 2
_NOTHING = Interval(0.0, 0.0, 0.0)


def time_outputs(times: Times, features: Rows) -> Floats:
    """Standardised log times, shape (items, measures x operations)."""
    return times.network.outputs(times.network.hidden(features))


def centre_logs(times: Times, outputs: Floats, row: Places, operation: Places, way: Places, measure: int) -> Floats:
    """Expected log minutes (or price) of steps of items `row` of `outputs`, shape (steps,)."""
    operations = times.level.shape[1]
    standard = outputs[row, measure * operations + operation].clip(-4, 4)
    level, spread = times.level[measure, operation], times.spread[measure, operation]
    logs: Floats = level + spread * standard + times.way_shift[measure, way]
    return logs


def intervals(
    times: Times, outputs: Floats, row: Places, operation: Places, way: Places, measure: int
) -> list[Interval | None]:
    """One interval per step; None where the plant never gave such a figure, zeros where it is always 0."""
    centre = centre_logs(times, outputs, row, operation, way, measure)
    bounds = np.stack([times.low[measure, operation], np.zeros_like(centre), times.high[measure, operation]])
    p10, median, p90 = np.exp((centre + bounds).clip(-20, 20)).astype(np.float64).tolist()
    unknown, zero = times.unknown[measure, way].tolist(), times.zero[measure, way].tolist()
    return [
        None if unknown[i] else _NOTHING if zero[i] else Interval(p10[i], median[i], p90[i]) for i in range(len(median))
    ]
