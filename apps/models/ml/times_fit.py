"""Learns the times of operations (training only): a network, shifts per way, intervals from residuals.

The network predicts log minutes per operation from the item's features; squared loss with decay shrinks
it towards the operation's level where little is known. A way (machine or vendor) shifts the result by its
mean residual, shrunk by its number of steps. Intervals are split-conformal (Papadopoulos et al., 2002;
Lei et al., 2018): quantiles of residuals of items that the network has not seen, scaled per operation.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.models.ml.losses import TimeLoss
from apps.models.ml.measures import MEASURES, Measured, group_median
from apps.models.ml.model import Network, Times
from apps.models.ml.network import NetworkOptions, Tick, layers_outputs, train_network
from apps.models.ml.plant import Steps
from apps.models.ml.routings import Ways
from apps.models.ml.times import centre_logs

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
_SHRINK = 10.0
_BLOCK = 4_096


def fit_times(
    features: sparse.csr_array,
    steps: Steps,
    measured: Measured,
    row: Places,
    way: Places,
    ways: Ways,
    operations: int,
    options: NetworkOptions,
    seed: int,
    tick: Tick,
) -> Times:
    """Times of steps whose item is row `row` (steps,) of `features` and whose way is `way` (steps,)."""
    operation = steps.operation.astype(np.int64)
    level, spread = _levels(measured.logs, operation, operations)
    standard = (measured.logs - level[:, operation]) / spread[:, operation]
    targets = _targets(standard, row, operation, operations, features.shape[0])
    layers = train_network(features, TimeLoss(targets), options, seed, tick)
    times = Times(
        network=Network(layers.first, layers.first_bias, layers.second, layers.second_bias),
        level=level.astype(np.float32),
        spread=spread.astype(np.float32),
        way_shift=np.zeros((len(MEASURES), len(ways)), np.float32),
        low=np.full(level.shape, -0.5, np.float32),
        high=np.full(level.shape, 0.5, np.float32),
        zero=_mostly(measured.zero, np.isfinite(measured.logs), way, len(ways)),
        unknown=_never(measured, way, len(ways)),
        lead_days=_lead_days(steps, way, len(ways)),
    )
    off = np.concatenate(
        [
            residuals(
                times,
                layers_outputs(features[items], layers),
                measured.logs[:, own],
                row[own] - items.start,
                operation[own],
                way[own],
            )
            for items, own in _blocks(row, features.shape[0])
        ],
        axis=1,
    )
    return replace(times, way_shift=_way_shift(off, way, len(ways)))


def _blocks(row: Places, items: int) -> Iterator[tuple[slice, slice]]:
    """Items in blocks, each with its steps: a large plant's outputs would not fit into memory at once."""
    for start in range(0, items, _BLOCK):
        block = slice(start, min(start + _BLOCK, items))
        yield block, slice(*np.searchsorted(row, [block.start, block.stop]).tolist())


def _levels(logs: NDArray[np.float64], operation: Places, operations: int) -> tuple[NDArray[np.float64], ...]:
    """Median and robust spread per measure and operation, drawn towards those of all operations."""
    levels, spreads = np.zeros((len(logs), operations)), np.ones((len(logs), operations))
    for m, values in enumerate(logs):
        known = np.isfinite(values)
        if not known.any():
            continue
        middle = float(np.median(values[known]))
        own, count = group_median(operation[known], values[known], operations)
        levels[m] = (count * np.nan_to_num(own) + middle) / (count + 1)
        off = np.abs(values[known] - levels[m][operation[known]])
        mean_off = np.bincount(operation[known], off, minlength=operations)
        spreads[m] = 1.25 * (mean_off + 5 * off.mean()) / (count + 5)
    return levels, spreads.clip(min=0.05)


def _targets(
    standard: NDArray[np.float64], row: Places, operation: Places, operations: int, items: int
) -> sparse.csr_array:
    """Mean standardised log time per item, measure and operation, shape (items, measures x operations)."""
    known = np.isfinite(standard)
    columns = [m * operations + operation[known[m]] for m in range(len(standard))]
    rows = [row[known[m]] for m in range(len(standard))]
    width = len(standard) * operations
    key = np.concatenate(rows) * width + np.concatenate(columns)
    values = np.concatenate([standard[m][known[m]] for m in range(len(standard))])
    cells, place = np.unique(key, return_inverse=True)
    mean = (np.bincount(place, values) / np.bincount(place)).astype(np.float32) if len(key) else values
    return sparse.csr_array((mean, (cells // width, cells % width)), shape=(items, width), dtype=np.float32)


def residuals(
    times: Times, outputs: Floats, logs: NDArray[np.float64], row: Places, operation: Places, way: Places
) -> NDArray[np.float64]:
    """True minus expected log, shape (measures, steps), NaN where the truth is unknown."""
    return logs - centre_logs(times, outputs, row, operation, way)


def _way_shift(off: NDArray[np.float64], way: Places, ways: int) -> Floats:
    shift = np.zeros((len(off), ways), np.float32)
    for m, values in enumerate(off):
        known = np.isfinite(values)
        count = np.bincount(way[known], minlength=ways)
        shift[m] = np.bincount(way[known], values[known].clip(-1, 1), minlength=ways) / (count + _SHRINK)
    return shift


def _mostly(zero: NDArray[np.bool_], known: NDArray[np.bool_], way: Places, ways: int) -> NDArray[np.bool_]:
    zeros = np.stack([np.bincount(way, row, minlength=ways) for row in zero])
    others = np.stack([np.bincount(way, row, minlength=ways) for row in known])
    return zeros > others


def _never(measured: Measured, way: Places, ways: int) -> NDArray[np.bool_]:
    given = np.isfinite(measured.logs) | measured.zero
    return np.stack([np.bincount(way, row, minlength=ways) == 0 for row in given])


def _lead_days(steps: Steps, way: Places, ways: int) -> Floats:
    known = np.isfinite(steps.lead_time_days) & (steps.lead_time_days > 0)
    middle, _ = group_median(way[known], steps.lead_time_days[known], ways)
    return middle.astype(np.float32)


def conformal(off: NDArray[np.float64], operation: Places, operations: int) -> tuple[Floats, Floats]:
    """Bounds (measures, operations) that held 80 % of these unseen residuals.

    Each operation has its own scale, drawn towards the common one; the quantiles of the scaled residuals
    are common, with the finite-sample correction (n + 1).
    """
    low = np.full((len(off), operations), -0.7, np.float32)
    high = -low
    for m, values in enumerate(off):
        known = np.isfinite(values)
        if known.sum() < 10:
            continue
        size, where = np.abs(values[known]).clip(max=3), operation[known]
        count = np.bincount(where, minlength=operations)
        common = float(size.mean()) + 1e-3
        scale = (np.bincount(where, size, minlength=operations) + 10 * common) / (count + 10)
        scaled, n = values[known] / scale[where], int(known.sum())
        edge = min(1.0, 0.9 * (n + 1) / n)
        low[m] = min(np.quantile(scaled, 1 - edge), 0) * scale
        high[m] = max(np.quantile(scaled, edge), 0) * scale
    return low, high
