"""All that the gates look at, gathered first, so that they decide in plain Python."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.models import review_selectors, selectors
from apps.models.files import damage_of
from apps.models.gates.comparison import Comparison, compare
from apps.models.models import GatePolicy, ModelVersion


@dataclass(frozen=True)
class Evidence:
    """`damage`: what is wrong with the files, "" where nothing is. `data_at`: the newest import that the training
    has seen. `field_accuracy`: of the active version, None until it is measured."""

    version: ModelVersion
    policy: GatePolicy
    comparison: Comparison
    damage: str
    now: datetime
    data_at: datetime | None
    peak_memory_mb: int | None
    field_accuracy: float | None

    def figure(self, *path: str) -> Any:
        return selectors.figure(self.version, *path)

    def as_json(self) -> dict[str, Any]:
        """What is frozen beside the gates' verdicts."""
        return {
            "policy": self.policy.number,
            "artifact_hash": self.version.artifact_hash,
            "comparison": self.comparison.as_json(),
        }


def gather(version: ModelVersion, policy: GatePolicy) -> Evidence:
    active = review_selectors.active_version_with_figures()
    return Evidence(
        version=version,
        policy=policy,
        comparison=compare(version, active if active and active.pk != version.pk else None),
        damage=damage_of(version),
        now=timezone.now(),
        data_at=review_selectors.newest_import_before(version.training_run.started_at or version.created_at),
        peak_memory_mb=version.training_run.peak_memory_mb,
        field_accuracy=review_selectors.field_accuracy(active),
    )
