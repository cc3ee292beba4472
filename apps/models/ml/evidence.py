"""Why a routing was proposed: the items like it, and the attributes that it hangs on."""

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import NAME, PART_CLASS
from apps.models.ml.model import Model
from apps.models.ml.plant import Query
from apps.models.ml.prediction import Driver, SimilarItem
from apps.models.ml.ranking import Asked, Candidates
from apps.models.ml.text import as_text, clean

_MOST_DRIVERS = 8
_MOST_DIFFERENCES = 6


def asked_values(query: Query) -> dict[str, str]:
    """The query's values as text, "" left out."""
    values = {NAME: query.name, PART_CLASS: query.part_class}
    values.update({key: as_text(value) for key, value in (query.attributes or {}).items()})
    return {key: value for key, value in values.items() if value}


def similar_items(model: Model, query: Query, candidates: Candidates, count: int) -> tuple[SimilarItem, ...]:
    """The nearest routed items with what differs."""
    values = asked_values(query)
    found = []
    for place, cosine in zip(candidates.neighbours[0, :count], candidates.cosines[0, :count], strict=True):
        sequence = model.book.sequence(int(model.known.routing[place]))
        found.append(
            SimilarItem(
                code=model.known.codes[place],
                similarity=float(min(max(cosine, 0.0), 1.0)),
                operations=tuple(model.operations[o] for o in sequence),
                differences=_differences(model, int(place), values),
            )
        )
    return tuple(found)


def _differences(model: Model, place: int, asked: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    shown, different = model.shown, []
    for k, key in enumerate(shown.keys):
        own, wanted = shown.texts[shown.codes[place, k]], asked.get(key, "")
        if clean(own) != clean(wanted):
            different.append((key, own, wanted))
    return tuple(different[:_MOST_DIFFERENCES])


def drivers(model: Model, query: Query, asked: Asked, candidates: Candidates, first: int) -> tuple[Driver, ...]:
    """Attributes whose absence would make the first routing less likely, by how much less.

    For every attribute the network is asked again without its features (exact, not sampled); its share
    is the fall of the routing's log-likelihood, out of the falls of all attributes together.
    """
    ids = asked.features.row(0)
    present, owner = np.unique(model.owner[ids], return_inverse=True)
    hidden = model.network.hidden_without(ids, owner, len(present))
    likelihood = _likelihood(model, model.network.outputs(hidden), candidates, first)
    falls = (likelihood[-1] - likelihood[:-1]).clip(min=0)
    total, values = falls.sum(), asked_values(query)
    names = [model.encoder.attributes[a] for a in present]
    ranked = sorted(zip((-falls).tolist(), names, strict=True))[:_MOST_DRIVERS]
    return tuple(Driver(name, values.get(name, ""), float(-fall / total)) for fall, name in ranked if -fall > 1e-6)


def _likelihood(model: Model, outputs: NDArray[np.float32], candidates: Candidates, first: int) -> NDArray[np.float32]:
    """Log-chance of the first among the candidates by the network, per row of `outputs`."""
    routing = candidates.routing[0][candidates.routing[0] >= 0]
    factors = model.factor_table[routing]
    picked = np.where(factors >= 0, outputs[:, factors.clip(min=0)], 0).sum(axis=2)
    scores = picked + model.full_bias[routing]
    at = int(np.flatnonzero(routing == candidates.routing[0, first])[0])
    highest = scores.max(axis=1)
    chance: NDArray[np.float32] = scores[:, at] - highest - np.log(np.exp(scores - highest[:, None]).sum(axis=1))
    return chance
