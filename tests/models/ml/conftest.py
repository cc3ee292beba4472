"""One small trained plant for all tests of the learning core."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from apps.models.ml.plant import Plant
from apps.models.ml.predictor import Predictor
from apps.models.ml.training import train_model
from tests.models.ml.plants import make_plant


@dataclass(frozen=True)
class Trained:
    plant: Plant
    folder: Path
    metrics: dict[str, Any]
    reports: list[tuple[str, float]]
    predictor: Predictor


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    plant, folder = make_plant(600), tmp_path_factory.mktemp("model")
    reports: list[tuple[str, float]] = []
    metrics = train_model(
        plant, folder, seed=7, progress=lambda stage, share: reports.append((stage, share)), threads=2
    )
    return Trained(plant, folder, metrics, reports, Predictor.load(folder))
