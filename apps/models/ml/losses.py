"""What the networks are trained for: the factors of routings, and the times of operations."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.models.ml.network import Floats


def sigmoid(x: Floats) -> Floats:
    # tanh never overflows, unlike exp.
    share: Floats = np.float32(0.5) * (np.tanh(np.float32(0.5) * x) + np.float32(1))
    return share


class FactorLoss:
    """Cross-entropy of the presence of every factor; factors (items, outputs) is 0/1."""

    def __init__(self, factors: sparse.csr_array) -> None:
        self.factors = factors

    @property
    def start(self) -> Floats:
        share = np.asarray(self.factors.mean(axis=0)).ravel().clip(1e-4, 1 - 1e-4)
        odds: Floats = np.log(share / (1 - share)).astype(np.float32)
        return odds

    def gradient(self, outputs: Floats, rows: NDArray[np.int64]) -> Floats:
        wrong = sigmoid(outputs)
        part = self.factors[rows]
        wrong[np.repeat(np.arange(len(rows)), np.diff(part.indptr)), part.indices] -= 1
        wrong /= np.float32(len(rows))
        return wrong


class TimeLoss:
    """Squared error, clipped like Huber's, of standardised log minutes where an item has them.

    targets: (items, outputs) with an entry for each known time, already centred per output.
    """

    def __init__(self, targets: sparse.csr_array, clip: float = 2.0) -> None:
        self.targets, self.clip = targets, clip
        self.known = targets.copy()
        self.known.data = np.ones_like(targets.data)

    @property
    def start(self) -> Floats:
        return np.zeros(self.targets.shape[1], np.float32)

    def gradient(self, outputs: Floats, rows: NDArray[np.int64]) -> Floats:
        known = self.known[rows].toarray()
        wrong = (outputs - self.targets[rows].toarray()).clip(-self.clip, self.clip) * known
        mean: Floats = (wrong / np.float32(len(rows))).astype(np.float32)
        return mean
