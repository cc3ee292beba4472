"""Is there an active model version, and are its files as they were stored?"""

from dataclasses import dataclass

from apps.catalog.models import Item
from apps.catalog.words import Words, plain
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State
from apps.models.ml import artifact
from apps.models.models import ModelVersion
from apps.models.selectors import active_version, open_trainings

THRESHOLD = _("one active, files intact")
NEXT_STEPS = {
    ModelVersion.Review.APPROVED: _("Version %(number)s is approved: activate it under Models."),
    ModelVersion.Review.IN_REVIEW: _("Version %(number)s waits for a second person's decision under Models."),
    ModelVersion.Review.CANDIDATE: _("Look at version %(number)s under Models and submit it for review."),
}


@dataclass(frozen=True)
class ActiveVersion:
    name = "active_version"
    title = _("Active version")
    timeout_seconds: float = 30.0

    def measure(self) -> Reading:
        version = active_version()
        if version is None:
            return Reading(state=State.WATCH, value=_("none is active"), threshold=THRESHOLD, advice=_next_step())
        damage = _damage(version)
        if damage:
            return _damaged(version, damage)
        return Reading(
            state=State.GOOD,
            value=_(
                "version %(number)s, %(size)s, files intact",
                number=version.number,
                size=units.size(version.artifact_bytes),
            ),
            threshold=THRESHOLD,
        )


def _damage(version: ModelVersion) -> str:
    """What is wrong with the files, "" where nothing is."""
    try:
        artifact.verify(version.folder)
        intact = artifact.artifact_hash(version.folder) == version.artifact_hash
    except (artifact.DamagedArtifact, OSError) as damage:
        return str(damage).rstrip(".")
    return "" if intact else "manifest.json is not the one that was stored"


def _damaged(version: ModelVersion, damage: str) -> Reading:
    return Reading(
        state=State.BAD,
        value=_("the files of version %(number)s are missing or damaged", number=version.number),
        threshold=THRESHOLD,
        advice=_(
            "Restore %(folder)s from the backup, or roll back to an earlier version under Models.",
            folder=str(version.folder),
        ),
        detail=plain(damage),
    )


def _next_step() -> Words:
    for status, text in NEXT_STEPS.items():
        version = ModelVersion.objects.filter(review_status=status).first()
        if version:
            return text.fill(number=version.number)
    if open_trainings().exists():
        return _("A training is under way; submit its version for review when it is done.")
    if Item.objects.filter(has_routing=True).exists():
        return _("Train a version under Models, Train, or with manage.py train --wait.")
    return _("Load items and routings with manage.py load_catalog FOLDER, then train a version.")
