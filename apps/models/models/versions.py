"""Model versions. Review status, "active" and training state are three things, never one field."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.models.models.training import TrainingRun


def _person(label: Any) -> models.ForeignKey:  # type: ignore[type-arg]  # the type depends on AUTH_USER_MODEL
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class ModelVersion(models.Model):
    """One trained model. PostgreSQL holds: at most one active, active implies approved, and whoever
    approves neither trained nor submitted it."""

    class Review(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    number = models.PositiveIntegerField(_("number"), unique=True)
    review_status = models.CharField(_("review"), max_length=9, choices=Review, default=Review.CANDIDATE)
    is_active = models.BooleanField(_("active"), default=False)
    training_run = models.OneToOneField(TrainingRun, models.PROTECT, related_name="version", verbose_name=_("training"))
    artifact_hash = models.CharField(_("artefact hash"), max_length=64)
    artifact_bytes = models.PositiveBigIntegerField(_("artefact, bytes"))
    metrics = models.JSONField(_("figures"), default=dict)
    frozen_gates = models.JSONField(_("gates when submitted"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    trained_by = _person(_("trained by"))
    submitted_by = _person(_("submitted by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_by = _person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)

    class Meta:
        verbose_name = _("model version")
        verbose_name_plural = _("model versions")
        ordering = ["-number"]
        permissions = [
            ("train_modelversion", "Can train a model version"),
            ("submit_modelversion", "Can submit a model version for review"),
            ("review_modelversion", "Can approve or reject a model version"),
            ("activate_modelversion", "Can activate a model version and roll back"),
            ("predict_modelversion", "Can predict routings with the active version"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="version_one_active"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(review_status="approved"), name="version_active_is_approved"
            ),
            models.CheckConstraint(
                condition=~Q(review_status="approved")
                | Q(submitted_by__isnull=False, decided_by__isnull=False, frozen_gates__isnull=False),
                name="version_approved_has_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(review_status="approved") | ~Q(decided_by=F("submitted_by")),
                name="version_approver_is_not_submitter",
            ),
            models.CheckConstraint(
                condition=~Q(review_status="approved") | Q(trained_by__isnull=True) | ~Q(decided_by=F("trained_by")),
                name="version_approver_is_not_trainer",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("registry:version-detail", args=[self.number])

    @property
    def folder(self) -> Path:
        return Path(settings.ARTIFACTS_DIR) / f"version-{self.number:05d}"


class VersionEvent(models.Model):
    """What happened to a version, by whom and why. PostgreSQL refuses changes and deletions."""

    class Kind(models.TextChoices):
        TRAINED = "trained", _("trained")
        SUBMITTED = "submitted", _("submitted for review")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        ACTIVATED = "activated", _("activated")
        DEACTIVATED = "deactivated", _("deactivated")

    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="events", verbose_name=_("version"))
    kind = models.CharField(_("event"), max_length=11, choices=Kind)
    actor = _person(_("by"))
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version event")
        verbose_name_plural = _("version events")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.version} {self.get_kind_display()}"
