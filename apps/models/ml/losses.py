"""What the networks are trained for: the factors of routings, and the times of operations."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.models.ml.network import Adam, Floats


def sigmoid(x: Floats) -> Floats:
    # tanh never overflows, unlike exp.
    share: Floats = np.float32(0.5) * (np.tanh(np.float32(0.5) * x) + np.float32(1))
    return share


class FactorLoss:
    """Presence of every factor, plus the choice among the known routings.

    The choice is a conditional random field over the known routings (Lafferty et al., 2001): a routing's
    score is the sum of its factors' logits plus its own bias, and the true one is to have the highest.

    factors: (items, outputs) 0/1. routing: (items,) row of the item's routing in `known`
    (routings, outputs), -1 where it is not among them.
    """

    def __init__(
        self,
        factors: sparse.csr_array,
        routing: NDArray[np.int64],
        known: sparse.csr_array,
        choice_weight: float = 1.0,
    ) -> None:
        self.factors, self.routing, self.known = factors, routing, known
        self.known_t = known.T.tocsr()
        self.choice_weight = choice_weight
        self.routing_bias = np.zeros(known.shape[0], np.float32)
        self._adam = Adam([self.routing_bias])

    @property
    def start(self) -> Floats:
        share = np.asarray(self.factors.mean(axis=0)).ravel().clip(1e-4, 1 - 1e-4)
        odds: Floats = np.log(share / (1 - share)).astype(np.float32)
        return odds

    def gradient(self, outputs: Floats, rows: NDArray[np.int64], rate: float) -> Floats:
        wrong = sigmoid(outputs) - self.factors[rows].toarray()
        if self.choice_weight:
            wrong += np.float32(self.choice_weight) * self._choice(outputs, self.routing[rows], rate)
        mean: Floats = wrong / np.float32(len(rows))
        return mean

    def _choice(self, outputs: Floats, routing: NDArray[np.int64], rate: float) -> Floats:
        scores = (self.known @ outputs.T).T + self.routing_bias
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        given = np.flatnonzero(routing >= 0)
        chance[given, routing[given]] -= 1
        chance[routing < 0] = 0
        self._adam.steps += 1
        self._adam.update(0, chance.sum(axis=0) / np.float32(len(routing)), rate)
        moved: Floats = (self.known_t @ np.ascontiguousarray(chance.T)).T
        return moved


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

    def gradient(self, outputs: Floats, rows: NDArray[np.int64], rate: float) -> Floats:
        known = self.known[rows].toarray()
        wrong = (outputs - self.targets[rows].toarray()).clip(-self.clip, self.clip) * known
        mean: Floats = (wrong / np.float32(len(rows))).astype(np.float32)
        return mean
