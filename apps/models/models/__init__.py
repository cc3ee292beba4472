"""Trainings, the versions they made, and what people decided about them."""

from apps.models.models.training import TrainingOccasion, TrainingRun, TrainingSchedule
from apps.models.models.versions import ModelVersion, VersionEvent

__all__ = ["ModelVersion", "TrainingOccasion", "TrainingRun", "TrainingSchedule", "VersionEvent"]
