"""Set-up, run time and price of predicted steps (NumPy only)."""

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import Rows
from apps.models.ml.model import Times
from apps.models.ml.prediction import Interval

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
SETUP, RUN, PRICE = 0, 1, 2


def time_outputs(times: Times, features: Rows) -> Floats:
    """Standardised log times, shape (items, measures x operations)."""
    return times.network.outputs(times.network.hidden(features))


def centre_logs(times: Times, outputs: Floats, row: Places, operation: Places, way: Places) -> Floats:
    """Expected log minutes, and log price, of steps of items `row` of `outputs`, shape (measures, steps)."""
    measures, operations = times.level.shape
    column = operation + operations * np.arange(measures)[:, None]
    standard = np.minimum(np.maximum(outputs[row, column], -4), 4)
    logs: Floats = times.level[:, operation] + times.spread[:, operation] * standard + times.way_shift[:, way]
    return logs


def intervals(
    times: Times, outputs: Floats, row: Places, operation: Places, way: Places
) -> tuple[list[Interval | None], list[Interval | None], list[float | None]]:
    """Set-up, run time and price of each step; None where the plant never gave such a figure, 0 where it always is."""
    centre = centre_logs(times, outputs, row, operation, way)
    bounds = [centre + times.low[:, operation], centre, centre + times.high[:, operation]]
    figures = np.exp(np.minimum(np.maximum(bounds, -20), 20)).astype(np.float64)
    figures[:, times.zero[:, way]] = 0
    unknown = times.unknown[:, way].tolist()
    setup, run = (
        [None if u else Interval(*f) for u, *f in zip(unknown[m], *figures[:, m].tolist(), strict=True)]
        for m in (SETUP, RUN)
    )
    price = [None if u else p for u, p in zip(unknown[PRICE], figures[1, PRICE].tolist(), strict=True)]
    return setup, run, price
