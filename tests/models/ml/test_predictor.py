"""What a planner gets for an item."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from apps.models.ml.plant import Query
from tests.models.ml.conftest import Trained
from tests.models.ml.plants import query, true_operations


def test_an_item_retrieves_itself(trained: Trained) -> None:
    for i in range(0, 600, 29):
        nearest = trained.predictor.predict(query(trained.plant, i)).similar_items[0]
        assert nearest.similarity == pytest.approx(1, abs=1e-5)
        codes = [s.code for s in trained.predictor.predict(query(trained.plant, i), similar=30).similar_items]
        assert f"P{i:05d}" in codes


def test_most_routings_are_right(trained: Trained) -> None:
    first = trained.predictor.predict_many([query(trained.plant, i) for i in range(600)])
    found = [tuple(step.operation for step in answer.routings[0].steps) for answer in first]
    assert np.mean([found[i] == true_operations(trained.plant, i) for i in range(600)]) > 0.95


def test_a_new_item_follows_the_rules(trained: Trained) -> None:
    asked = Query(
        name="SHAFT OD150 NICKEL COAT",
        part_class="SHAFT",
        attributes={"size": 150.0, "material": "STEEL", "coating": "NICKEL"},
    )
    routing = trained.predictor.predict(asked).routings[0]
    assert [step.operation for step in routing.steps] == [
        "SAW", "TURN", "WASH", "COAT", "WASH", "GRIND", "INSPECT", "PACK",
    ]  # fmt: skip
    by_name = {step.operation: step for step in routing.steps}
    assert by_name["TURN"].resource == "LATHE-L"
    coat = by_name["COAT"]
    assert (coat.outsourced, coat.vendor, coat.lead_time_days) == (True, "NICKEL LTD", 7.0)
    assert coat.price == pytest.approx(6.0, rel=0.2)
    run = by_name["TURN"].run_minutes
    assert run is not None
    assert run.p10 < run.median < run.p90
    assert run.median == pytest.approx(2 * (1 + 150 / 40), rel=0.2)
    assert [step.sequence for step in routing.steps] == list(range(10, 90, 10))


def test_bigger_parts_take_longer(trained: Trained) -> None:
    def turning(size: float) -> float:
        asked = Query(name=f"SHAFT OD{size:.0f}", part_class="SHAFT", attributes={"size": size, "material": "BRASS"})
        step = next(s for s in trained.predictor.predict(asked).routings[0].steps if s.operation == "TURN")
        assert step.run_minutes is not None
        return step.run_minutes.median

    assert turning(20) < turning(100) < turning(190)


def test_confidence_and_order_of_alternatives(trained: Trained) -> None:
    for i in range(0, 600, 37):
        routings = trained.predictor.predict(query(trained.plant, i), alternatives=4).routings
        sure = [routing.confidence for routing in routings]
        assert sure == sorted(sure, reverse=True)
        assert 0 < sum(sure) <= 1 + 1e-6
        assert len({tuple(s.operation for s in routing.steps) for routing in routings}) == len(routings)
        for routing in routings:
            assert all(routing.confidence - 1e-6 <= step.confidence <= 1 for step in routing.steps)


def test_evidence(trained: Trained) -> None:
    answer = trained.predictor.predict(query(trained.plant, 4), similar=5)
    assert len(answer.similar_items) == 5
    assert 0 < sum(driver.share for driver in answer.drivers) <= 1 + 1e-6
    step = answer.routings[0].steps[0]
    assert step.source_items
    assert step.result_count > 0
    assert all(key in ("name", "part class", "size", "material", "coating") for key, *_ in
               (d for item in answer.similar_items for d in item.differences))  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        Query(),
        Query(attributes={}),
        Query(name="축 50mm", part_class="???", attributes={"unheard of": "x", "size": "a lot"}),
        Query(name="x" * 100_000, attributes={"size": float("nan"), "material": None}),
        Query(attributes={"size": float("inf"), "material": 7.0}),
    ],
    ids=["nothing", "no attributes", "unknown attributes", "huge and NaN", "wrong kinds"],
)
def test_anything_may_be_asked(trained: Trained, asked: Query) -> None:
    answer = trained.predictor.predict(asked)
    assert answer.routings
    assert answer.routings[0].steps


def test_one_by_one_and_many_agree(trained: Trained) -> None:
    asked = [query(trained.plant, i) for i in range(40)]
    many = trained.predictor.predict_many(asked, alternatives=2)
    for single, batched in zip(asked, many, strict=True):
        alone = trained.predictor.predict(single, alternatives=2).routings
        assert [r.steps[0].operation for r in alone] == [r.steps[0].operation for r in batched.routings]
        assert alone[0].confidence == pytest.approx(batched.routings[0].confidence, abs=1e-4)


def test_many_of_nothing(trained: Trained) -> None:
    assert trained.predictor.predict_many([]) == []


def test_threads_may_share_a_predictor(trained: Trained) -> None:
    asked = [query(trained.plant, i % 50) for i in range(200)]
    alone = [trained.predictor.predict(q) for q in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(trained.predictor.predict, asked)) == alone


def test_predicting_imports_no_training_library(trained: Trained) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from apps.models.ml.plant import Query\n"
        "from apps.models.ml.predictor import Predictor\n"
        "Predictor.load(Path(sys.argv[1])).predict(Query(name='SHAFT'))\n"
        "print([m for m in ('sklearn', 'scipy', 'pandas', 'joblib', 'django') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(trained.folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
