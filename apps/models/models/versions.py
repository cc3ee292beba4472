"""Model versions. Review status, "active" and training state are three things, never one field."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.models.models.policies import GatePolicy
from apps.models.models.training import TrainingRun

NEVER_APPROVED = Q(approved_at__isnull=True)


def _person(label: Any) -> models.ForeignKey:  # type: ignore[type-arg]  # the type depends on AUTH_USER_MODEL
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _moment(label: Any) -> models.DateTimeField:  # type: ignore[type-arg]
    return models.DateTimeField(label, null=True, blank=True)


def _not_both(first: str, second: str) -> Q:
    """The two fields hold two people, or one of them nobody."""
    return Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True}) | ~Q(**{first: F(second)})


class ModelVersion(models.Model):
    """One trained model.

    PostgreSQL holds by constraints and triggers (migrations 0006): at most one active, active implies approved;
    whoever approves neither trained nor submitted it, and at least one more person stands behind it; its gates passed
    or two people overrode them; what was frozen when it was submitted, and who decided, never changes afterwards.
    """

    class Review(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        RETIRED = "retired", _("retired")

    number = models.PositiveIntegerField(_("number"), unique=True)
    review_status = models.CharField(_("review"), max_length=9, choices=Review, default=Review.CANDIDATE)
    is_active = models.BooleanField(_("active"), default=False)
    training_run = models.OneToOneField(TrainingRun, models.PROTECT, related_name="version", verbose_name=_("training"))
    artifact_hash = models.CharField(_("artefact hash"), max_length=64)
    artifact_bytes = models.PositiveBigIntegerField(_("artefact, bytes"))
    metrics = models.JSONField(_("figures"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    trained_by = _person(_("trained by"))

    submitted_by = _person(_("submitted by"))
    submitted_at = _moment(_("submitted"))
    policy = models.ForeignKey(
        GatePolicy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy when submitted")
    )
    frozen_gates = models.JSONField(_("gates when submitted"), null=True, blank=True)
    frozen_evidence = models.JSONField(_("evidence when submitted"), null=True, blank=True)

    override_requested_by = _person(_("override requested by"))
    override_reason = models.TextField(_("reason of the override"), blank=True)
    override_granted_by = _person(_("override granted by"))
    gates_overridden = models.BooleanField(_("approved in spite of a failed gate"), default=False)

    first_approved_by = _person(_("first approved by"))
    decided_by = _person(_("decided by"))
    decided_at = _moment(_("decided"))
    approved_at = _moment(_("approved"))
    activated_at = _moment(_("activated"))

    automation_due = models.BooleanField(_("not yet looked at by the automation"), default=True)
    reminded_on = models.DateField(_("approvers reminded"), null=True, blank=True)
    pruned_at = _moment(_("files removed"))

    FROZEN = (
        "submitted_by",
        "submitted_at",
        "policy",
        "frozen_gates",
        "frozen_evidence",
        "override_requested_by",
        "override_granted_by",
        "first_approved_by",
        "reminded_on",
    )
    """What belongs to one submission, and goes when it is void."""

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
            ("override_gates", "Can ask for an override of failed gates, and grant one that another asked for"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="version_one_active"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(review_status="approved"), name="version_active_is_approved"
            ),
            models.CheckConstraint(
                condition=~Q(review_status="approved") | Q(approved_at__isnull=False),
                name="version_approved_since_some_time",
            ),
            models.CheckConstraint(
                condition=NEVER_APPROVED
                | Q(submitted_at__isnull=False, decided_by__isnull=False, frozen_gates__isnull=False)
                & (Q(trained_by__isnull=False) | Q(submitted_by__isnull=False) | Q(first_approved_by__isnull=False)),
                name="version_approved_has_two_people",
            ),
            models.CheckConstraint(
                condition=NEVER_APPROVED | _not_both("decided_by", "submitted_by"),
                name="version_approver_is_not_submitter",
            ),
            models.CheckConstraint(
                condition=NEVER_APPROVED | _not_both("decided_by", "trained_by"),
                name="version_approver_is_not_trainer",
            ),
            models.CheckConstraint(
                condition=(NEVER_APPROVED | _not_both("decided_by", "first_approved_by"))
                & _not_both("first_approved_by", "submitted_by")
                & _not_both("first_approved_by", "trained_by"),
                name="version_first_approver_is_another",
            ),
            models.CheckConstraint(
                condition=Q(override_requested_by__isnull=True) | ~Q(override_reason__regex=r"^\s*$"),
                name="version_override_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(override_granted_by__isnull=True)
                | Q(override_requested_by__isnull=False)
                & ~Q(override_granted_by=F("override_requested_by"))
                & _not_both("override_granted_by", "submitted_by")
                & _not_both("override_granted_by", "trained_by"),
                name="version_override_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(gates_overridden=False) | Q(override_granted_by__isnull=False),
                name="version_mark_of_override_has_people",
            ),
            models.CheckConstraint(
                condition=Q(pruned_at__isnull=True) | (NEVER_APPROVED & Q(review_status="retired")),
                name="version_approved_is_never_pruned",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("registry:version-detail", args=[self.number])

    @property
    def folder(self) -> Path:
        return Path(settings.ARTIFACTS_DIR) / f"version-{self.number:05d}"

    @property
    def failed_gates(self) -> list[str]:
        """Labels of the frozen gates that did not pass."""
        return [gate["label"] for gate in self.frozen_gates or [] if not gate["passed"]]

    @property
    def was_approved(self) -> bool:
        return self.approved_at is not None


class VersionEvent(models.Model):
    """What happened to a version, by whom and why. PostgreSQL refuses changes and deletions."""

    class Kind(models.TextChoices):
        TRAINED = "trained", _("trained")
        SUBMITTED = "submitted", _("submitted for review")
        VOIDED = "voided", _("submission void")
        OVERRIDE_REQUESTED = "override_requested", _("override of the gates requested")
        OVERRIDDEN = "overridden", _("gates overridden")
        FIRST_APPROVED = "first_approved", _("approved by the first of two")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        ACTIVATED = "activated", _("activated")
        ROLLED_BACK = "rolled_back", _("rolled back to")
        DEACTIVATED = "deactivated", _("taken out of use and retired")
        RETIRED = "retired", _("retired")
        PRUNED = "pruned", _("files removed")

    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="events", verbose_name=_("version"))
    kind = models.CharField(_("event"), max_length=20, choices=Kind)
    actor = _person(_("by"))
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version event")
        verbose_name_plural = _("version events")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.version} {self.get_kind_display()}"
