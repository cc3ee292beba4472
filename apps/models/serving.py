"""One predictor per process: loaded once, swapped without a restart when another version becomes active."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from threadpoolctl import threadpool_limits

from apps.catalog.errors import Refusal
from apps.models.ml import artifact
from apps.models.ml.plant import Kind
from apps.models.ml.predictor import Predictor
from apps.models.models import ModelVersion

CHECK_SECONDS = 0.5
"""A worker asks so often which version is active; what is left of the promised 2 s is for loading it."""
BLAS_THREADS = 1
"""A prediction's matrices are too small to share: a second BLAS thread makes it slower, several times on a busy
machine. Requests use the cores side by side instead."""


class NoActiveVersion(Refusal):
    """Nobody has activated a model version yet."""


class BrokenVersion(Refusal):
    """The active version's files are missing or damaged."""


@dataclass(frozen=True)
class ServedVersion:
    version_id: int
    version_number: int
    artifact_hash: str
    predictor: Predictor

    @property
    def columns(self) -> Mapping[str, Kind]:
        """The attributes that the version was trained on, with their kinds of then."""
        return self.predictor.model.encoder.columns


class Holder:
    """Holds the active version's predictor for all threads of this process.

    A request keeps the `ServedVersion` that it was given, so a swap never takes a model out of use under
    it. Only one thread loads; meanwhile the others go on with the one before, if there is one.
    """

    def __init__(self) -> None:
        self._served: ServedVersion | None = None
        self._checked_at = -CHECK_SECONDS
        self._loading = threading.Lock()

    def get(self) -> ServedVersion:
        served = self._served
        if served and time.monotonic() - self._checked_at < CHECK_SECONDS:
            return served
        if not self._loading.acquire(blocking=served is None) and served:
            return served
        try:
            return self._checked()
        finally:
            self._loading.release()

    def _checked(self) -> ServedVersion:
        """Asked under the lock: an answer from before it could put an older version back."""
        active = _active_version()
        if not (self._served and _is_same(self._served, active)):
            self._served = _load(active)
        self._checked_at = time.monotonic()
        return self._served


def _is_same(served: ServedVersion, version: ModelVersion) -> bool:
    return (served.version_id, served.artifact_hash) == (version.pk, version.artifact_hash)


def _active_version() -> ModelVersion:
    version = ModelVersion.objects.defer("metrics", "frozen_gates", "frozen_evidence").filter(is_active=True).first()
    if version is None:
        raise NoActiveVersion(
            _(
                "No model version is active. Train one, have it approved by a second person, "
                "and activate it under Models."
            )
        )
    return version


def load_for_many(number: int | None) -> ServedVersion:
    """A version by its number, or the active one, for a process that predicts many items and then ends.

    It takes more memory than the one of requests and is not kept. Raises Refusal where there is no such version.
    """
    version = _active_version() if number is None else ModelVersion.objects.filter(number=number).first()
    if version is None:
        raise Refusal(_("There is no model version %(number)s; see Models for the list.") % {"number": number})
    return _load(version, native=True)


def _load(version: ModelVersion, *, native: bool = False) -> ServedVersion:
    try:
        if artifact.artifact_hash(version.folder) != version.artifact_hash:
            raise artifact.DamagedArtifact("manifest.json is not the one that this version was stored with")
        predictor = Predictor.load(version.folder, native=native)
        threadpool_limits(BLAS_THREADS)
    except (artifact.DamagedArtifact, OSError) as damage:
        raise BrokenVersion(
            _(
                "The files of model version %(number)s are missing or damaged (%(damage)s). "
                "Restore %(folder)s from the backup, or roll back to an earlier version under Models."
            )
            % {"number": version.number, "damage": str(damage).rstrip("."), "folder": version.folder}
        ) from damage
    return ServedVersion(version.pk, version.number, version.artifact_hash, predictor)


@cache
def _holder() -> Holder:
    return Holder()


def active_predictor() -> ServedVersion:
    """The active version, ready to predict. Raises NoActiveVersion or BrokenVersion."""
    return _holder().get()
