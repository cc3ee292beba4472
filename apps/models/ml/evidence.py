"""Why a routing was proposed: the items like it, and the attributes that it hangs on."""

import numpy as np
from numpy.typing import NDArray

from apps.models.ml.features import NAME, PART_CLASS
from apps.models.ml.model import Model
from apps.models.ml.plant import Query
from apps.models.ml.prediction import Driver, SimilarItem
from apps.models.ml.ranking import Asked, Candidates, softmax
from apps.models.ml.siblings import DRAWING
from apps.models.ml.text import as_text, clean
from apps.models.ml.without import signals_without_each

_MOST_DRIVERS = 8
_RIVALS = 12
_MOST_DIFFERENCES = 6


def asked_values(query: Query) -> dict[str, str]:
    """The query's values as text, "" left out."""
    values = {NAME: query.name, PART_CLASS: query.part_class, DRAWING: query.drawing}
    values.update({key: as_text(value) for key, value in (query.attributes or {}).items()})
    return {key: value for key, value in values.items() if value}


def similar_items(model: Model, query: Query, candidates: Candidates, count: int) -> tuple[SimilarItem, ...]:
    """The nearest routed items with what differs."""
    places, cosines = candidates.neighbours[0, :count], candidates.cosines[0, :count]
    differences = _differences(model, places, asked_values(query))
    found = []
    for place, cosine, different in zip(places.tolist(), cosines.tolist(), differences, strict=True):
        sequence = model.book.sequence(int(model.known.routing[place]))
        found.append(
            SimilarItem(
                code=model.known.codes[place],
                similarity=min(max(cosine, 0.0), 1.0),
                operations=tuple(model.operations[o] for o in sequence),
                differences=tuple(different),
            )
        )
    return tuple(found)


def _differences(model: Model, places: NDArray[np.int64], asked: dict[str, str]) -> list[list[tuple[str, str, str]]]:
    """For each of the items the first values that differ: (attribute, its value, the asked value)."""
    shown, different = model.shown, [list[tuple[str, str, str]]() for _ in places]
    for key, codes in zip(shown.keys, shown.codes[places].T.tolist(), strict=True):
        open_ = [i for i, found in enumerate(different) if len(found) < _MOST_DIFFERENCES]
        wanted = asked.get(key, "")
        cleaned = clean(wanted)
        for item in open_:
            own, own_cleaned = shown.text(codes[item])
            if own_cleaned != cleaned:
                different[item].append((key, own, wanted))
    return different


def drivers(
    model: Model, query: Query, asked: Asked, candidates: Candidates, chance: NDArray[np.float32]
) -> tuple[Driver, ...]:
    """Attributes whose absence would make the first routing less likely, by how much less.

    For every attribute the model is asked again without it (exact, not sampled); its share is the fall of the
    routing's log-likelihood among the likeliest candidates, out of the falls of all attributes together.
    chance (candidates,) is that of the first item's.
    """
    likeliest = np.argsort(-chance, kind="stable")[:_RIVALS]
    few = candidates.of_first(likeliest)
    attributes, signals = signals_without_each(model, asked, few)
    signals = np.concatenate([signals, few.signals])
    routing = np.repeat(few.routing, len(signals), axis=0)
    likelihood = np.log(softmax(signals, routing, np.array(model.blend.weights))[:, 0] + np.float32(1e-12))
    falls = (likelihood[-1] - likelihood[:-1]).clip(min=0)
    total, values = falls.sum(), asked_values(query)
    names = [model.attributes[a] for a in attributes]
    ranked = sorted(zip((-falls).tolist(), names, strict=True))[:_MOST_DRIVERS]
    return tuple(Driver(name, values.get(name, ""), float(-fall / total)) for fall, name in ranked if -fall > 1e-6)
