"""What pages and services read about versions and trainings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from apps.catalog.models import Attribute, Item
from apps.models.ml.plant import Kind, Query
from apps.models.models import ModelVersion, TrainingRun, VersionEvent


def version_with_people() -> QuerySet[ModelVersion]:
    people = (
        "trained_by",
        "submitted_by",
        "first_approved_by",
        "decided_by",
        "override_requested_by",
        "override_granted_by",
        "policy",
    )
    return ModelVersion.objects.select_related("training_run", *people).defer("training_run__log")


def active_version() -> ModelVersion | None:
    """Without its figures, which are large."""
    return ModelVersion.objects.defer("metrics", "frozen_gates", "frozen_evidence").filter(is_active=True).first()


def version_events(version: ModelVersion) -> QuerySet[VersionEvent]:
    return version.events.select_related("actor")


def open_trainings() -> QuerySet[TrainingRun]:
    return TrainingRun.objects.filter(state__in=TrainingRun.OPEN_STATES).order_by("id")


def recent_trainings(limit: int = 20) -> QuerySet[TrainingRun]:
    runs = TrainingRun.objects.select_related("requested_by", "version")
    return runs.defer("log", "version__metrics", "version__frozen_gates", "version__frozen_evidence")[:limit]


def queue_place(run: TrainingRun) -> int:
    """1 for the training that starts next, 0 for one that does not wait."""
    waiting = TrainingRun.objects.filter(state=TrainingRun.State.QUEUED, pk__lte=run.pk)
    return waiting.count() if run.state == run.State.QUEUED else 0


def running_training() -> TrainingRun | None:
    return TrainingRun.objects.filter(state=TrainingRun.State.RUNNING).defer("log").first()


def learning_attributes() -> list[Attribute]:
    """What the next training learns from."""
    return list(Attribute.objects.filter(used_for_learning=True))


def trained_attributes(columns: Mapping[str, Kind]) -> list[Attribute]:
    """What a trained model reads, `columns` being its keys and kinds.

    Only names, units and order are today's: a setting that was changed since changes no version. Never saved.
    """
    known = {attribute.key: attribute for attribute in Attribute.objects.filter(key__in=columns)}
    attributes = [known.get(key) or Attribute(key=key, label=key) for key in columns]
    for attribute in attributes:
        attribute.kind = columns[attribute.key]
    return sorted(attributes, key=lambda attribute: (attribute.position, attribute.key))


def query_for_item(item: Item, attributes: Iterable[Attribute]) -> Query:
    """The item as a question to a model that reads these attributes."""
    return Query(
        code=item.code,
        name=item.name,
        part_class=item.part_class,
        drawing=item.drawing,
        attributes={a.key: item.attributes.get(a.key) for a in attributes},
    )


def figure(version: ModelVersion | None, *path: str) -> Any:
    """One of the version's figures by its path in the metrics, None where it was not measured."""
    value: Any = version.metrics if version else None
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
