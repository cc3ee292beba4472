"""One code path turns items and queries into features."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.models.ml.features import Encoder, EncoderOptions, learn_encoder
from apps.models.ml.plant import Query
from tests.models.ml.plants import make_plant, query

PLANT = make_plant(200)
ENCODER = learn_encoder(PLANT.items, np.arange(200), EncoderOptions())
VALUES = st.one_of(st.none(), st.text(max_size=50), st.floats(), st.integers(-(10**30), 10**30).map(float))


def test_item_and_query_have_the_same_features() -> None:
    rows = ENCODER.encode_items(PLANT.items, np.arange(200))
    for i in range(200):
        assert np.array_equal(rows.row(i), ENCODER.encode(query(PLANT, i)))


def test_encoding_does_not_depend_on_what_was_asked_before() -> None:
    fresh = Encoder(ENCODER.columns, ENCODER.tokens, ENCODER.thresholds, ENCODER.starts)
    for i in (5, 3, 5):
        assert np.array_equal(fresh.encode(query(PLANT, i)), ENCODER.encode(query(PLANT, i)))


def test_thermometer_rises_with_the_number() -> None:
    def lit(size: float) -> set[int]:
        return set(ENCODER.encode(Query(attributes={"size": size})).tolist())

    assert lit(20) < lit(100) < lit(190)


def test_number_as_text_is_the_same_number() -> None:
    assert np.array_equal(
        ENCODER.encode(Query(attributes={"size": "50.5"})), ENCODER.encode(Query(attributes={"size": 50.5}))
    )


def test_missing_has_a_feature_of_its_own() -> None:
    missing = set(ENCODER.encode(Query()).tolist())
    given_size = set(ENCODER.encode(Query(attributes={"size": 50.0})).tolist())
    assert missing - given_size


def test_every_feature_has_one_owner() -> None:
    assert set(ENCODER.owner().tolist()) <= set(range(len(ENCODER.attributes)))
    assert len(ENCODER.owner()) == ENCODER.size


@pytest.mark.parametrize("value", ["9" * 5000, "nan", "inf", "-inf", "\x00", "½", "١٢", "🙂" * 3000])
def test_strange_values(value: str) -> None:
    ids = ENCODER.encode(Query(name=value, part_class=value, attributes={"size": value, "material": value}))
    assert np.array_equal(ids, np.unique(ids))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=20), st.dictionaries(st.text(max_size=5), VALUES, max_size=4), VALUES)
def test_any_query_is_encoded(name: str, part_class: str, others: dict[str, object], size: object) -> None:
    attributes = {**others, "size": size, "material": size}
    ids = ENCODER.encode(Query(name=name, part_class=part_class, attributes=attributes))  # type: ignore[arg-type]
    assert np.array_equal(ids, np.unique(ids))
    assert not len(ids) or (ids[0] >= 0 and ids[-1] < ENCODER.size)
