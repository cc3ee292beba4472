"""Trainings, the versions they made, what these must reach, what people decided about them, and who is told."""

from apps.models.models.policies import GatePolicy
from apps.models.models.training import TrainingOccasion, TrainingRun, TrainingSchedule
from apps.models.models.versions import ModelVersion, VersionEvent
from apps.models.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "GatePolicy",
    "ModelVersion",
    "TrainingOccasion",
    "TrainingRun",
    "TrainingSchedule",
    "VersionEvent",
    "Webhook",
    "WebhookDelivery",
]
