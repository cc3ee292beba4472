"""What a version must reach, and what happens by itself; each change is a row of its own, wanted by two people."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.people.triggers import Logged


def _share(label: Any, default: float, help_text: Any) -> models.FloatField:  # type: ignore[type-arg]
    limits = [MinValueValidator(0.0), MaxValueValidator(1.0)]
    return models.FloatField(label, default=default, help_text=help_text, validators=limits)


def _count(label: Any, default: int, help_text: Any, *, least: int = 0) -> models.PositiveIntegerField:  # type: ignore[type-arg]
    limits = [MinValueValidator(least), MaxValueValidator(10_000_000)]
    return models.PositiveIntegerField(label, default=default, help_text=help_text, validators=limits)


def _person(label: Any) -> models.ForeignKey:  # type: ignore[type-arg]  # the type depends on AUTH_USER_MODEL
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class GatePolicy(models.Model):
    """Thresholds of the gates and what runs by itself.

    A row is proposed by one person and confirmed by another; it is never changed otherwise and never deleted, and
    PostgreSQL holds that. Each confirmed policy replaces the one before it, exactly once: the policy in force is the
    confirmed one that none has replaced, and there is always one, since the first came with the tables.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    number = models.PositiveIntegerField(_("number"), unique=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PROPOSED)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("replaces")
    )

    exact_drop_max = _share(
        _("Exact routings, most below the active version"), 0.02, _("A share: 0.02 is two points in a hundred.")
    )
    similarity_drop_max = _share(
        _("Similarity, most below the active version"), 0.02, _("Mean similarity of the sequences, as a share.")
    )
    class_items_min = _count(
        _("Held-out items from which a part class counts"), 30, _("Smaller classes are too noisy to judge."), least=1
    )
    class_drop_max = _share(
        _("Exact routings of a part class, most below the active version"), 0.1, _("Of each class that counts.")
    )
    coverage_min = _share(
        _("Coverage of the 80 % interval, least"), 0.65, _("True set-up and run times inside their interval.")
    )
    coverage_max = _share(_("Coverage of the 80 % interval, most"), 0.95, _("Above it intervals are too wide."))
    calibration_error_max = _share(
        _("Calibration error, most"), 0.1, _("Mean distance of confidence and share that was right.")
    )
    routed_items_min = _count(_("Routed items, least"), 100, _("Items with a routing that the training learned from."))
    data_age_days_max = _count(
        _("Age of the data, most days"), 90, _("Since the newest import that the training has seen.")
    )
    recall_min = _share(_("Recall of the index, least"), 0.99, _("True nearest items that the quick index finds."))
    training_memory_mb_max = _count(
        _("Memory of the training, most MB"), 16_000, _("The peak of its process."), least=1
    )
    artifact_mb_max = _count(
        _("Size of the files, most MB"),
        2_000,
        _("Web workers share them in memory: an estimate of what they take."),
        least=1,
    )
    field_drop_max = _share(
        _("Held-out exact routings, most below the active version's field accuracy"),
        0.05,
        _("Field accuracy is the share of accepted proposals that nobody had to change."),
    )

    submit_automatically = models.BooleanField(
        _("Submit a finished training whose gates pass"), default=False, help_text=_("People still approve it.")
    )
    reject_automatically = models.BooleanField(
        _("Reject a finished training that fails a gate"), default=False, help_text=_("With the reasons.")
    )
    review_days = _count(
        _("Days until a review is overdue"), 3, _("Approvers are reminded each day from then on."), least=1
    )
    prune_after_days = _count(
        _("Days after which unused versions lose their files"),
        90,
        _("Candidates and rejected versions only; never one that was approved. 0: never."),
    )
    prune_keep = _count(_("Newest unused versions that keep their files"), 10, _("However old they are."))

    comment = models.TextField(_("comment"))
    proposed_by = _person(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = _person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision = models.TextField(_("comment on the decision"), blank=True)

    THRESHOLDS = (
        "exact_drop_max",
        "similarity_drop_max",
        "class_items_min",
        "class_drop_max",
        "coverage_min",
        "coverage_max",
        "calibration_error_max",
        "routed_items_min",
        "data_age_days_max",
        "recall_min",
        "training_memory_mb_max",
        "artifact_mb_max",
        "field_drop_max",
    )
    AUTOMATION = ("submit_automatically", "reject_automatically", "review_days", "prune_after_days", "prune_keep")
    SETTINGS = THRESHOLDS + AUTOMATION

    class Meta:
        verbose_name = _("gate policy")
        verbose_name_plural = _("gate policies")
        ordering = ["-number"]
        triggers = [Logged("number")]
        permissions = [("decide_gatepolicy", "Can propose a gate policy, and confirm one that another proposed")]
        constraints = [
            models.UniqueConstraint(fields=["replaces"], condition=Q(status="confirmed"), name="policy_replaced_once"),
            models.CheckConstraint(
                condition=Q(number=1, status="confirmed", replaces__isnull=True)
                | Q(number__gt=1, replaces__isnull=False, proposed_by__isnull=False),
                name="policy_replaces_one",
            ),
            models.CheckConstraint(condition=Q(replaces__isnull=True) | Q(replaces__lt=F("id")), name="policy_newer"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(status="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="policy_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(status="confirmed") | ~Q(decided_by=F("proposed_by")),
                name="policy_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(comment__regex=r"^\s*$")
                & (Q(number=1) | Q(status="proposed") | ~Q(decision__regex=r"^\s*$")),
                name="policy_has_words",
            ),
            models.CheckConstraint(
                condition=Q(coverage_min__lte=F("coverage_max")), name="policy_coverage_bounds_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Policy %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("registry:policy-list")

    @property
    def values(self) -> Mapping[str, Any]:
        return {name: getattr(self, name) for name in self.SETTINGS}


def setting_field(name: str) -> "models.Field[Any, Any]":
    """The field of one of `GatePolicy.SETTINGS`."""
    return next(field for field in GatePolicy._meta.fields if field.name == name)
