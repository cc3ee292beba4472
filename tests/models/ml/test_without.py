"""What a model says without an attribute, by subtraction, is what it says when it is asked without it."""

import numpy as np
import pytest

from apps.models.ml.features import PART_CLASS, stack
from apps.models.ml.model import Model
from apps.models.ml.ranking import SIGNALS, Asked, Candidates, class_share, find_candidates
from apps.models.ml.siblings import DRAWING
from apps.models.ml.without import signals_without_each
from tests.models.ml.conftest import Trained
from tests.models.ml.plants import query


def asked_without(model: Model, asked: Asked, attribute: int) -> Asked:
    """The first item with that attribute's features taken away, asked from the beginning."""
    own, said = asked.features.row(0), asked.said.row(0)
    name = model.attributes[attribute]
    is_class = name == (model.classes.attribute or PART_CLASS)
    return Asked(
        features=stack([own[model.owner[own] != attribute]]),
        said=stack([said[:0] if name == DRAWING else said]),
        part_class=np.array([len(model.classes.names)]) if is_class else asked.part_class,
        siblings=[asked.siblings[0][:0] if name == DRAWING else asked.siblings[0]],
    )


def by_hand(model: Model, asked: Asked, found: Candidates) -> dict[str, np.ndarray]:
    outputs = model.network.outputs(model.network.hidden(asked.whole))[0]
    logits = model.trees.logits(asked.whole, asked.part_class)[0]
    factors = [model.book.factors_of(found.sequence(model.book, r)) for r in found.routing[0].tolist()]
    return {
        "network": np.array([outputs[f].sum() for f in factors]),
        "trees": np.array([logits[f[f < model.book.operations]].sum() for f in factors]),
        "class share": class_share(model, asked.part_class, found.routing)[0],
    }


@pytest.mark.parametrize("item", [1, 4, 7, 12, 33])
def test_taking_away_is_asking_without(trained: Trained, item: int) -> None:
    model = trained.predictor.model
    asked = trained.predictor.ask([query(trained.plant, item)])
    every = find_candidates(model, asked, use_raw=False)
    found = every.of_first(np.flatnonzero(every.routing[0] >= 0))
    attributes, signals = signals_without_each(model, asked, found)
    assert len(attributes) >= 4
    for attribute, ours in zip(attributes.tolist(), signals, strict=True):
        for name, expected in by_hand(model, asked_without(model, asked, attribute), found).items():
            got = ours[:, SIGNALS.index(name)]
            np.testing.assert_allclose(got - got[0], expected - expected[0], atol=2e-4, err_msg=name)


def test_without_its_drawing_an_item_has_no_siblings(trained: Trained) -> None:
    model = trained.predictor.model
    asked = next(a for i in range(60) if len((a := trained.predictor.ask([query(trained.plant, i)])).siblings[0]))
    found = find_candidates(model, asked, use_raw=False)
    attributes, signals = signals_without_each(model, asked, found)
    drawing = attributes.tolist().index(model.attributes.index(DRAWING))
    siblings = SIGNALS.index("siblings")
    assert found.signals[0, :, siblings].any()
    assert not signals[drawing, :, siblings].any()
    assert (np.delete(signals[:, :, siblings], drawing, axis=0) == found.signals[0, :, siblings]).all()
