"""Answers queries with a model: one immutable object that many threads may use at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.models.ml import artifact
from apps.models.ml.evidence import drivers, similar_items
from apps.models.ml.features import stack
from apps.models.ml.model import Model
from apps.models.ml.plant import Query
from apps.models.ml.prediction import PredictedRouting, Prediction
from apps.models.ml.ranking import Asked, Candidates, chances, find_candidates
from apps.models.ml.routings import Ints
from apps.models.ml.siblings import sibling_rows
from apps.models.ml.steps import StepBuilder

Places = NDArray[np.int64]
Floats = NDArray[np.float32]
_BLOCK = 256


@dataclass(frozen=True)
class Ranked:
    """Candidates with their chances, and the columns of the best ones, best first."""

    candidates: Candidates
    chance: Floats
    order: Places
    confidence: Floats


@dataclass(frozen=True)
class Predictor:
    """A model ready to answer."""

    model: Model

    @classmethod
    def load(cls, folder: Path, threads: int = 1, *, native: bool = False) -> "Predictor":
        """The predictor of an artefact; raises DamagedArtifact before any of a bad file is used."""
        return cls(artifact.load(folder, threads=threads, native=native))

    def predict(self, query: Query, *, alternatives: int = 3, similar: int = 10) -> Prediction:
        """The ranked routings of one item with all their evidence."""
        asked = self.ask([query])
        ranked = self.rank(asked, alternatives)
        return Prediction(
            routings=self._built(asked, ranked)[0],
            similar_items=similar_items(self.model, query, ranked.candidates, similar),
            drivers=drivers(self.model, query, asked, ranked.candidates, ranked.chance[0]),
        )

    def predict_many(self, queries: Sequence[Query], *, alternatives: int = 1) -> list[Prediction]:
        """The ranked routings of many items, without similar items and drivers, for throughput."""
        answers: list[Prediction] = []
        for i in range(0, len(queries), _BLOCK):
            asked = self.ask(queries[i : i + _BLOCK])
            answers.extend(Prediction(found, (), ()) for found in self.routings(asked, alternatives))
        return answers

    def ask(self, queries: Sequence[Query]) -> Asked:
        model = self.model
        values = [_class_of(query, model.classes.attribute) for query in queries]
        siblings = [self._siblings(query) for query in queries]
        return Asked(
            features=stack([model.encoder.encode(q) for q in queries]),
            said=sibling_rows(model.book, model.known.routing, siblings, model.encoder.size),
            part_class=model.classes.numbers(values),
            siblings=siblings,
        )

    def _siblings(self, query: Query) -> Ints:
        """Routed items of the same drawing, other than the asked item itself."""
        found = self.model.drawings.items(query.drawing)
        own = _code_key(query.code)
        return np.array([s for s in found.tolist() if _code_key(self.model.known.codes[s]) != own], np.int32)

    def rank(self, asked: Asked, alternatives: int) -> Ranked:
        blend = self.model.blend
        candidates = find_candidates(self.model, asked, use_raw=blend.uses_raw)
        chance = chances(candidates, np.array(blend.weights))
        count = max(1, min(alternatives, chance.shape[1]))
        order = np.argsort(-chance, axis=1, kind="stable")
        order = order[:, :1] if count == 1 else self._different(candidates, order, count)
        best = np.take_along_axis(chance, order, axis=1)
        return Ranked(candidates, chance, order, self._confidence(best))

    def _different(self, candidates: Candidates, order: Places, count: int) -> Places:
        """The best candidates that differ in an operation: the same ones in another order are no other way of
        making it. Where there are too few, empty candidates follow."""
        chosen = np.zeros((len(order), count), np.int64)
        for item, places in enumerate(order):
            ways: dict[tuple[int, ...], int] = {}
            for place in places.tolist():
                routing = int(candidates.routing[item, place])
                if routing >= 0:
                    ways.setdefault(tuple(sorted(candidates.sequence(self.model.book, routing))), place)
                if len(ways) == count:
                    break
            found = list(ways.values())
            chosen[item] = found + [int(places[-1])] * (count - len(found))
        return chosen

    def sequences(self, ranked: Ranked) -> list[tuple[int, ...]]:
        """Operations of each item's first routing."""
        first = np.take_along_axis(ranked.candidates.routing, ranked.order[:, :1], axis=1)[:, 0]
        return [ranked.candidates.sequence(self.model.book, int(routing)) for routing in first]

    def _confidence(self, best: Floats) -> Floats:
        """The first's chance as calibrated; the others share what it leaves in proportion."""
        blend = self.model.blend
        first = np.interp(best[:, 0], blend.chance_from, blend.chance_to)
        others = best[:, 1:].astype(np.float64)
        # Rounded, a chance near 1 leaves less than the others have.
        left = np.maximum(1 - best[:, :1], others.sum(axis=1, keepdims=True)).clip(min=1e-9)
        shares = np.minimum(others / left * (1 - first[:, None]), first[:, None])
        return np.column_stack([first, shares]).astype(np.float32)

    def routings(self, asked: Asked, alternatives: int) -> list[tuple[PredictedRouting, ...]]:
        """The ranked routings of a batch that was encoded already."""
        return self._built(asked, self.rank(asked, alternatives))

    def _built(self, asked: Asked, ranked: Ranked) -> list[tuple[PredictedRouting, ...]]:
        return self._builder.routings(asked, ranked.candidates, ranked.chance, ranked.order, ranked.confidence)

    @cached_property
    def _builder(self) -> StepBuilder:
        return StepBuilder(self.model)


def _code_key(code: str) -> str:
    return code.strip().upper()


def _class_of(query: Query, attribute: str) -> object:
    if not attribute:
        return query.part_class
    given: Mapping[str, object] = query.attributes or {}
    return given.get(attribute, "")
