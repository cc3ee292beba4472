"""A small network from an item's features to many outputs (training only; serving is NumPy).

Sparse 0/1 features → one hidden layer → one output per factor or per time. What the outputs mean is
the loss's business (:mod:`losses`). Optimiser: Adam (Kingma & Ba, 2015), rows of the first layer being
updated only when seen, with a cosine learning rate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.models.ml.features import Rows

Floats = NDArray[np.float32]
Tick = Callable[[float], None]
"""Called with the share done of this training, 0 to 1; may raise Cancelled."""
_DENSE_FROM = 0.03
"""Share of ones from which plain matrix products beat sparse ones (measured on two cores)."""


@dataclass(frozen=True)
class NetworkOptions:
    """Size and pace of the training.

    An item is shown 60 times in a plant of a thousand, and fewer times the more items there are, within
    `least_epochs` and `most_epochs`: small plants need more passes, large ones more samples altogether, and cost
    stays near linear.
    """

    hidden: int = 192
    batch: int = 512
    effort: float = 1.0
    least_epochs: int = 2
    most_epochs: int = 60
    rate: float = 3e-3
    decay: float = 1e-4
    dropout: float = 0.3


@dataclass(frozen=True)
class Layers:
    """First layer (features, hidden), second layer (hidden, outputs) and their biases."""

    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    def all(self) -> list[Floats]:
        return [self.first, self.first_bias, self.second, self.second_bias]


class Loss(Protocol):
    """What the outputs are to become; `start` is their bias before training."""

    @property
    def start(self) -> Floats: ...

    def gradient(self, outputs: Floats, rows: NDArray[np.int64]) -> Floats:
        """Derivative of the mean loss of these items by their outputs, shape (rows, outputs)."""
        ...


def as_csr(rows: Rows, size: int) -> sparse.csr_array:
    data = np.ones(len(rows.indices), np.float32)
    # SciPy widens the indices to the type of the pointers, and 8 bytes for each would be a waste.
    ptr = rows.indptr.astype(np.int32) if len(data) < 2**31 else rows.indptr
    return sparse.csr_array((data, rows.indices, ptr), shape=(len(rows), size))


class Adam:
    """Moments for some weights; `update` moves the given rows of weight k against its gradient."""

    def __init__(self, weights: list[Floats], decay: float = 0.0) -> None:
        self.weights = weights
        self.moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
        self.decay = decay
        self.steps = 0

    def update(self, k: int, gradient: Floats, rate: float, rows: NDArray[np.int64] | None = None) -> None:
        """Moves (the given rows of) weight k; the gradient is used up."""
        scale = np.float32(rate * np.sqrt(1 - 0.99**self.steps) / (1 - 0.9**self.steps))
        keep = np.float32(1 - rate * self.decay)
        (first, second), weight = self.moments[k], self.weights[k]
        if rows is None:
            _move(weight, first, second, gradient, scale, keep)
            return
        parts = weight[rows], first[rows], second[rows]
        _move(*parts, gradient, scale, keep)
        weight[rows], first[rows], second[rows] = parts


def _move(weight: Floats, first: Floats, second: Floats, gradient: Floats, scale: np.float32, keep: np.float32) -> None:
    """Adam's formula in place: the arrays are large, and every temporary one would cost as much as a product."""
    first *= np.float32(0.9)
    first += np.float32(0.1) * gradient
    gradient *= gradient
    gradient *= np.float32(0.01)
    second *= np.float32(0.99)
    second += gradient
    np.sqrt(second, out=gradient)
    gradient += np.float32(1e-8)
    np.divide(first, gradient, out=gradient)
    gradient *= scale
    weight *= keep
    weight -= gradient


def train_network(features: sparse.csr_array, loss: Loss, options: NetworkOptions, seed: int, tick: Tick) -> Layers:
    """Layers after a fixed number of epochs over the items (rows) of `features`."""
    items, size = features.shape
    dense = features.nnz > _DENSE_FROM * items * size
    rng = np.random.default_rng(seed)
    epochs = round(np.clip(options.effort * 60 * (1_000 / items) ** 0.8, options.least_epochs, options.most_epochs))
    layers = _start(rng, features.shape[1], loss.start, options.hidden)
    layers.first[features.sum(axis=0) == 0] = 0  # what no item has says nothing
    adam = Adam(layers.all(), options.decay)
    # Few items need small batches, or there would be too few updates.
    batches = max(1, round(items / min(options.batch, max(32, items // 40))))
    for epoch in range(epochs):
        for b, rows in enumerate(np.array_split(rng.permutation(items), batches)):
            done = (epoch * batches + b) / (epochs * batches)
            batch = features[rows].toarray() if dense else features[rows]
            _step(layers, adam, batch, loss, rows, options.dropout, _rate(options.rate, done), rng)
            if b % 16 == 0:
                tick(done)
    return layers


def _rate(highest: float, done: float) -> float:
    return highest * min(1.0, 20 * done + 0.05) * 0.5 * (1 + float(np.cos(np.pi * done)))


def _start(rng: np.random.Generator, size: int, bias: Floats, hidden: int) -> Layers:
    first = rng.normal(0, 0.06, (size, hidden)).astype(np.float32)
    second = rng.normal(0, 0.5 / np.sqrt(hidden), (hidden, len(bias))).astype(np.float32)
    return Layers(first, np.zeros(hidden, np.float32), second, bias.copy())


def _step(
    layers: Layers,
    adam: Adam,
    features: sparse.csr_array | Floats,
    loss: Loss,
    rows: NDArray[np.int64],
    dropout: float,
    rate: float,
    rng: np.random.Generator,
) -> None:
    hidden: Floats = features @ layers.first + layers.first_bias
    keep = (hidden > 0) & (rng.random(hidden.shape, dtype=np.float32) >= dropout)
    gate = keep.astype(np.float32) / np.float32(1 - dropout)
    hidden = hidden * gate
    wrong = loss.gradient(hidden @ layers.second + layers.second_bias, rows)
    back: Floats = (wrong @ layers.second.T) * gate
    adam.steps += 1
    seen, gradient = _input_gradient(features, back)
    adam.update(0, gradient, rate, seen)
    adam.update(1, back.sum(0), rate)
    adam.update(2, hidden.T @ wrong, rate)
    adam.update(3, wrong.sum(0), rate)


def _input_gradient(features: sparse.csr_array | Floats, back: Floats) -> tuple[NDArray[np.int64] | None, Floats]:
    """Gradient of the first layer, only for the features that occur in the batch; all if it is dense."""
    if isinstance(features, np.ndarray):
        return None, features.T @ back
    columns = features.tocsc()
    seen = np.flatnonzero(np.diff(columns.indptr))
    ptr = columns.indptr[np.append(seen, features.shape[1])]
    compact = sparse.csr_array((columns.data, columns.indices, ptr), shape=(len(seen), features.shape[0]))
    return seen, compact @ back


def layers_outputs(features: sparse.csr_array, layers: Layers) -> Floats:
    """What the layers say of these items, shape (items, outputs)."""
    hidden = np.maximum(features @ layers.first + layers.first_bias, 0)
    outputs: Floats = hidden @ layers.second + layers.second_bias
    return outputs
