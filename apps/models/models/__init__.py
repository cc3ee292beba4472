"""Trainings, the versions they made, what they must reach, and what people decided about them."""

from apps.models.models.policies import GatePolicy
from apps.models.models.training import TrainingRun
from apps.models.models.versions import ModelVersion, VersionEvent

__all__ = ["GatePolicy", "ModelVersion", "TrainingRun", "VersionEvent"]
