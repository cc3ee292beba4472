"""What a model would say of an item if one of its attributes were unknown.

Exact, and cheap: the network's hidden layer is a sum over features, so that an attribute is taken out of it by
subtraction; and of the trees only those change that compare a column of the attribute and find the other side.
"""

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import PART_CLASS, stack
from apps.models.ml.model import Model
from apps.models.ml.ranking import SIGNALS, Asked, Candidates, class_share
from apps.models.ml.siblings import DRAWING

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
NETWORK, TREES, CLASS_SHARE, SIBLINGS = map(SIGNALS.index, ("network", "trees", "class share", "siblings"))


def signals_without_each(model: Model, asked: Asked, found: Candidates) -> tuple[Places, Floats]:
    """The attributes that the first item has, and its candidates' signals without each of them.

    Shapes (attributes,) and (attributes, candidates, signals). The item's neighbours stay those that were found.
    Signals of the network and of the trees are right but for a term that all candidates share.
    """
    ids = asked.whole.row(0)
    attributes = np.unique(model.owner[ids]).astype(np.int64)
    used, has = _telling(found.factors[0])
    operations = used[used < model.book.operations]
    signals = np.repeat(found.signals[:1], len(attributes), axis=0)
    signals[:, :, NETWORK] = _outputs(model, ids, used) @ has
    logits = found.trees[:1, operations] + _shifts(model, asked, attributes, operations)
    signals[:, :, SIBLINGS][attributes == model.attributes.index(DRAWING)] = 0
    for k in np.flatnonzero(attributes == model.attributes.index(model.classes.attribute or PART_CLASS)).tolist():
        unknown = np.array([len(model.classes.names)])
        rest = stack([ids[model.owner[ids] != attributes[k]]])
        logits[k] = model.trees.logits(rest, unknown, only=operations)[0, operations]
        signals[k, :, CLASS_SHARE] = class_share(model, unknown, found.routing[:1])[0]
    signals[:, :, TREES] = logits @ has[: len(operations)]
    return attributes, signals


def _telling(factors: NDArray[np.int32]) -> tuple[Places, Floats]:
    """The factors of candidates (candidates, most factors) that not all of them have, and who has each as 0 or 1."""
    candidate, place = np.nonzero(factors >= 0)
    used, number, count = np.unique(factors[candidate, place], return_inverse=True, return_counts=True)
    has = np.zeros((len(used), len(factors)), np.float32)
    has[number, candidate] = 1
    tells = count < len(factors)
    return used[tells].astype(np.int64), has[tells]


def _outputs(model: Model, ids: NDArray[np.int32], used: Places) -> Floats:
    """The network's outputs `used` without each attribute, shape (attributes, used)."""
    network = model.network
    owner = model.owner[ids]
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    parts = np.add.reduceat(network.first[ids[order]], starts, axis=0)
    hidden = np.maximum(parts.sum(axis=0) - parts + network.first_bias, 0)
    outputs: Floats = hidden @ network.second[:, used]  # their bias is the same without any attribute
    return outputs + network.second_bias[used]


def _shifts(model: Model, asked: Asked, attributes: Places, operations: Places) -> Floats:
    """What the trees' log-odds of these operations gain without each attribute, shape (attributes, operations)."""
    values = model.trees.table(asked.whole, np.zeros(1, np.int64))[0]
    place = np.full(len(model.attributes) + 1, -1, np.int32)  # of each attribute; the last is that of no attribute
    place[attributes] = np.arange(len(attributes))
    groups = place[model.column_owner]
    return model.trees.shifts_without(values, groups, len(attributes), int(asked.part_class[0]), operations)[
        :, operations
    ]
