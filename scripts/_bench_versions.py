"""Inside the product: trained versions and the people who bring them into use."""

from typing import Any

from _static import collect_static
from django.contrib.auth.models import Group, User

from apps.catalog.errors import Refusal
from apps.catalog.models import Item
from apps.models.models import ModelVersion, TrainingRun
from apps.models.services.review import ACTIONS, perform
from apps.models.serving import active_predictor

PLANNER = "bench-planner"


def training(run: int) -> dict[str, Any]:
    """What a finished training took; items are those that it learned from."""
    row = TrainingRun.objects.select_related("version").get(pk=run)
    seconds = (row.finished_at - row.started_at).total_seconds() if row.started_at and row.finished_at else 0.0
    return {
        "items": Item.objects.filter(has_routing=True).count(),
        "seconds": seconds,
        "peak_memory_mb": row.peak_memory_mb or 0,
        "artifact_mb": row.version.artifact_bytes / 1e6,
    }


def active() -> dict[str, int] | None:
    """The version in use and how many items it knows; None where none can be used."""
    try:
        served = active_predictor()
    except Refusal:
        return None
    return {"number": served.version_number, "items": len(served.predictor.model.known.routing)}


def folder(number: int) -> str:
    return str(ModelVersion.objects.get(number=number).folder)


def activate(number: int, password: str) -> list[str]:
    """Bring a version into use as two people do, and make a planner who may ask it.

    Gives the labels of the gates that failed: two people override them, since speed is measured of any version.
    """
    trainer, approver = _person("bench-trainer", "trainer"), _person("bench-approver", "approver")
    second = _person("bench-second-approver", "approver")
    planner = _person(PLANNER, "planner")
    planner.set_password(password)
    planner.save()
    perform(action=ACTIONS["submit"], number=number, user=trainer, note="bench")
    failed = ModelVersion.objects.get(number=number).failed_gates
    if failed:
        perform(action=ACTIONS["request-override"], number=number, user=second, note="bench: speed of any version")
        perform(action=ACTIONS["grant-override"], number=number, user=approver, note="bench: speed of any version")
    perform(action=ACTIONS["approve"], number=number, user=approver, note="bench")
    perform(action=ACTIONS["activate"], number=number, user=approver, note="bench")
    return failed


def _person(name: str, group: str) -> User:
    user, _ = User.objects.get_or_create(username=name)
    user.groups.add(Group.objects.get(name=group))
    return user


def static() -> str:
    return collect_static(log="bench-static.log")
