"""The array types of the demo plant, and the one trick that replaces its loops.

Nothing in this package imports Django: a plant can be made by a script alone.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Texts = NDArray[Any]
"""Object arrays of str: shared references, so a repeated text costs a pointer."""


def texts(values: Any) -> Texts:
    """An object array of str, whatever the lengths of the texts."""
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def starts_of(lengths: Ints) -> Ints:
    """Where each run begins when runs of these lengths stand one after another."""
    return np.cumsum(lengths, dtype=np.int64) - lengths


def spread(starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """All positions of all runs, and for each the number of its run.

    spread([5, 0], [2, 3]) is ([5, 6, 0, 1, 2], [0, 0, 1, 1, 1]).
    """
    run = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    within = np.arange(len(run), dtype=np.int64) - np.repeat(starts_of(lengths), lengths)
    return starts[run] + within, run
