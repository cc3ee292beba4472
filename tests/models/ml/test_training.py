"""Training: figures, progress, refusals, repeatability."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from apps.models.ml import artifact
from apps.models.ml.fit import FitOptions
from apps.models.ml.learning import TrainingOptions
from apps.models.ml.network import NetworkOptions
from apps.models.ml.plant import Cancelled, Plant, TooLittleData
from apps.models.ml.predictor import Predictor
from apps.models.ml.training import train_model
from tests.models.ml.conftest import Trained
from tests.models.ml.plants import make_plant, query

QUICK = TrainingOptions(
    fit=FitOptions(
        network=NetworkOptions(hidden=32, most_epochs=15),
        times=NetworkOptions(hidden=16, most_epochs=10),
    )
)


def quiet(stage: str, share: float) -> None:
    """A progress that nobody watches."""


def test_beats_the_simple_methods(trained: Trained) -> None:
    own = trained.metrics["held_out"]["exact"]
    for name, figures in trained.metrics["baselines"].items():
        assert own >= figures["exact"], name
    assert own > trained.metrics["baselines"]["class_most_frequent"]["exact"] + 0.3


def test_metrics(trained: Trained) -> None:
    held_out = trained.metrics["held_out"]
    assert held_out["items"] > 100
    assert 0.7 < held_out["run_coverage_80"] < 0.9
    assert held_out["run_median_ape"] < 0.2
    assert held_out["resource_accuracy"] > 0.9
    assert held_out["vendor_accuracy"] == 1
    assert held_out["abstention"][-1] == {"share": 1.0, "exact": held_out["exact"]}
    assert sum(b["items"] for b in held_out["calibration"]) == held_out["items"]
    assert trained.metrics["by_time"]["items"] == 120
    assert trained.metrics["recall_at_10"] >= 0.99
    assert {row["part_class"] for row in trained.metrics["by_class"]} == {"SHAFT", "PLATE"}
    assert trained.metrics == artifact.metrics(trained.folder)
    json.dumps(trained.metrics, allow_nan=False)


def test_progress_rises_to_one(trained: Trained) -> None:
    shares = [share for _, share in trained.reports]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len({stage for stage, _ in trained.reports}) >= 5


def test_repeated_operations_survive(trained: Trained) -> None:
    coated = [q for i in range(600) if "COAT" in (q := query(trained.plant, i)).name]
    answers = trained.predictor.predict_many(coated)
    washes = [[s.operation for s in a.routings[0].steps].count("WASH") for a in answers]
    assert np.mean(np.array(washes) == 2) > 0.95


def test_same_seed_same_artefact(tmp_path: Path) -> None:
    plant, folders = make_plant(150), [tmp_path / name for name in ("a", "b", "c")]
    for folder, seed in zip(folders, (3, 3, 4), strict=True):
        folder.mkdir()
        train_model(plant, folder, seed=seed, progress=quiet, threads=2, options=QUICK)
    hashes = [artifact.artifact_hash(folder) for folder in folders]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("threads", [1, 2])
def test_cancelling_ends_the_training(tmp_path: Path, threads: int) -> None:
    def cancel(stage: str, share: float) -> None:
        if share > 0.05:
            raise Cancelled("Withdrawn.")

    with pytest.raises(Cancelled):
        train_model(make_plant(150), tmp_path, seed=1, progress=cancel, threads=threads, options=QUICK)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("items", [0, 1, 19])
def test_tiny_catalogue_is_refused(tmp_path: Path, items: int) -> None:
    with pytest.raises(TooLittleData, match=f"has {items} items.*at least 20"):
        train_model(first(make_plant(40), items), tmp_path, seed=1, progress=quiet, threads=1)


@pytest.mark.parametrize(
    ("plant", "reason"),
    [
        (first_20 := make_plant(20), "the smallest catalogue that is accepted"),
        (make_plant(120, columns=False), "names only"),
        (make_plant(120, text=False), "no text"),
        (make_plant(60, text=False, columns=False), "nothing to tell items apart"),
        (
            replace(first_20, steps=replace(first_20.steps, operation=np.zeros_like(first_20.steps.operation))),
            "one way",
        ),
    ],
    ids=["20 items", "names only", "no text", "no attributes", "one operation"],
)
def test_odd_plants_can_be_learned(tmp_path: Path, plant: Plant, reason: str) -> None:
    metrics = train_model(plant, tmp_path, seed=1, progress=quiet, threads=2, options=QUICK)
    answer = Predictor.load(tmp_path).predict(query(plant, 0))
    assert answer.routings[0].steps, reason
    json.dumps(metrics, allow_nan=False)


def first(plant: Plant, items: int) -> Plant:
    """Only the routings of the first items."""
    kept = plant.steps.item < items
    return replace(plant, steps=replace(plant.steps, **{k: v[kept] for k, v in vars(plant.steps).items()}))


def test_importance_tells_what_the_routings_hang_on(trained):
    worth = {row["attribute"]: row["exact_loss"] for row in trained.metrics["importance"]}
    assert set(worth) == {"name", "part class", "size", "material", "coating", "drawing"}
    assert worth["part class"] > worth["drawing"]
    losses = [row["similarity_loss"] for row in trained.metrics["importance"]]
    assert losses == sorted(losses, reverse=True)


def test_every_class_has_its_own_precision_and_recall(trained):
    for row in trained.metrics["by_class"]:
        assert 0 < row["operation_precision"] <= 1
        assert 0 < row["operation_recall"] <= 1
        assert 0 <= row["share_seen_routings"] <= 1
