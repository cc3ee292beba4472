"""Learns where items are placed so that similar ones are neighbours (training only)."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import eigsh

from apps.models.ml.features import Rows
from apps.models.ml.model import Embedding, squash
from apps.models.ml.network import Layers, layers_outputs

Floats = NDArray[np.float32]
_BLOCK = 1_024
_AXES_SAMPLE = 4_096
_SKETCH = 16


def fit_embedding(features: sparse.csr_array, layers: Layers, idf: Floats, dimensions: int, seed: int) -> Embedding:
    """Axes from what the network says of (some) items; the sketch from chance alone.

    A random projection keeps cosines (Johnson & Lindenstrauss, 1984); idf weighs rare ones of the item's own features
    more; the others, which follow these, count nothing.
    """
    rng = np.random.default_rng(seed)
    rows = rng.choice(features.shape[0], min(_AXES_SAMPLE, features.shape[0]), replace=False)
    centre, axes = _principal_axes(squash(layers_outputs(features[rows], layers)), dimensions)
    signs = rng.integers(0, 2, (len(idf), _SKETCH)).astype(np.float32) * 2 - 1
    sketch = np.zeros((features.shape[1], _SKETCH), np.float32)  # siblings are no looks of the item's own
    sketch[: len(idf)] = signs * idf[:, None]
    return Embedding(centre, axes, sketch)


def embed(embedding: Embedding, features: sparse.csr_array, rows: Rows, layers: Layers) -> Floats:
    """Vectors of all items, in blocks: a large plant's outputs would not fit into memory at once."""
    blocks = []
    for start in range(0, len(rows), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(rows)))
        blocks.append(embedding.vectors(layers_outputs(features[block], layers), rows.block(block)))
    return np.concatenate(blocks)


def _principal_axes(some: Floats, dimensions: int) -> tuple[Floats, Floats]:
    """Mean and leading axes (outputs, dimensions)."""
    centre = some.mean(axis=0)
    spread = some - centre
    scatter = (spread.T @ spread).astype(np.float64)
    if dimensions < len(scatter) // 4:
        # A fixed start, so that runs agree; ascending as those of `eigh`.
        _, vectors = eigsh(scatter, dimensions, v0=np.ones(len(scatter)))
    else:
        _, vectors = np.linalg.eigh(scatter)
    axes = vectors[:, ::-1][:, :dimensions]
    # An axis has no direction of its own: the largest entry is made positive, so that runs agree.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return centre, np.ascontiguousarray(axes, np.float32)
