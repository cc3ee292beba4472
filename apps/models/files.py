"""Whether a version's files are still those that its training wrote."""

from django.utils.translation import gettext as _

from apps.models.ml import artifact
from apps.models.models import ModelVersion


def damage_of(version: ModelVersion) -> str:
    """What is wrong with the files, as a sentence; "" where they are as stored."""
    if version.pruned_at:
        return _("the files were removed, since nobody used the version")
    try:
        artifact.verify(version.folder)
        changed = artifact.artifact_hash(version.folder) != version.artifact_hash
    except (artifact.DamagedArtifact, OSError) as damage:
        return str(damage).rstrip(".")
    return _("other files than the training stored") if changed else ""
