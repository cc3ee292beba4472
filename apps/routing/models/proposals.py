"""A proposed routing and its steps. What was predicted is frozen; what the planner makes of it are the steps."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Item, Operation, Resource, Vendor
from apps.catalog.models.coded import CODE_LENGTH
from apps.models.models import ModelVersion
from apps.people.triggers import Logged

KEY_LENGTH = 12
NOT_NEGATIVE = ("setup_minutes", "run_minutes", "lead_time_days", "price")


def person(label: Any, *, optional: bool = True) -> models.ForeignKey:  # type: ignore[type-arg]  # AUTH_USER_MODEL
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=optional, blank=optional, related_name="+", verbose_name=label
    )


class Proposal(models.Model):
    """The item's fields are kept as they were asked with: it need not be in the catalogue, and may change there.

    PostgreSQL holds: a decided proposal names who and when, a rejected one why; the prediction never changes, and
    steps change in a draft only.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACCEPTED = "accepted", _("accepted")
        EXPORTED = "exported", _("exported")
        REJECTED = "rejected", _("rejected")

    item = models.ForeignKey(
        Item, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name=_("item")
    )
    item_code = models.CharField(_("item code"), max_length=CODE_LENGTH, blank=True)
    name = models.CharField(_("name"), max_length=255, blank=True)
    part_class = models.CharField(_("part class"), max_length=CODE_LENGTH, blank=True)
    drawing = models.CharField(_("drawing"), max_length=CODE_LENGTH, blank=True)
    drawing_revision = models.CharField(_("drawing revision"), max_length=16, blank=True)
    drawing_sheet = models.CharField(_("drawing sheet"), max_length=16, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="proposals", verbose_name=_("model version"))
    prediction = models.JSONField(_("prediction"))
    taken_rank = models.PositiveSmallIntegerField(_("alternative"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    note = models.TextField(_("note"), blank=True)
    reason = models.TextField(_("reason of the rejection"), blank=True)
    created_by = person(_("created by"), optional=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_by = person(_("changed by"), optional=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    exported_at = models.DateTimeField(_("exported"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        triggers = [Logged("item_code", left_out=("prediction", "revision", "changed_at", "changed_by_id"))]
        ordering = ["-id"]
        permissions = [("decide_proposal", "Can accept, reject and reopen proposals")]
        indexes = [
            models.Index(fields=["state", "id"], name="proposal_by_state"),
            models.Index(fields=["part_class", "id"], name="proposal_by_class"),
            models.Index(fields=["item_code"], name="proposal_by_item_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(state="draft"), decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(~Q(reason=""), state="rejected") | Q(~Q(state="rejected"), reason=""),
                name="proposal_rejected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="exported", exported_at__isnull=False)
                | Q(~Q(state="exported"), exported_at__isnull=True),
                name="proposal_exported_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.item_code or self.name}"

    def get_absolute_url(self) -> str:
        return reverse("routing:proposal-detail", args=[self.pk])


class ProposalStep(models.Model):
    """One operation as the planner has it. `rank` and `place` name the step of the frozen prediction that it comes
    from, and so what was predicted for it; both are NULL where nothing was. `key` stays when the order changes."""

    class Source(models.TextChoices):
        PREDICTION = "prediction", _("prediction")
        SUGGESTION = "suggestion", _("suggestion")
        PLANNER = "planner", _("planner")
        SET = "set", _("operation set")

    proposal = models.ForeignKey(
        Proposal,
        models.CASCADE,
        related_name="steps",
        verbose_name=_("proposal"),
        db_index=False,  # proposal_step_sequence_once begins with it
    )
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    sequence = models.PositiveIntegerField(_("sequence"))
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="+", verbose_name=_("operation"))
    resource = models.ForeignKey(
        Resource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resource")
    )
    outsourced = models.BooleanField(_("outsourced"), default=False)
    vendor = models.ForeignKey(
        Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vendor")
    )
    setup_minutes = models.FloatField(_("set-up, minutes"), null=True, blank=True)
    run_minutes = models.FloatField(_("run per piece, minutes"), null=True, blank=True)
    price = models.DecimalField(_("price per piece"), max_digits=16, decimal_places=4, null=True, blank=True)
    lead_time_days = models.FloatField(_("lead time, days"), null=True, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PLANNER)
    rank = models.PositiveSmallIntegerField(_("alternative"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(_("place in the prediction"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of proposals")
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "sequence"],
                name="proposal_step_sequence_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["proposal", "key"], name="proposal_step_key_once"),
            models.CheckConstraint(
                condition=Q(outsourced=True) | Q(vendor__isnull=True, price__isnull=True, lead_time_days__isnull=True),
                name="proposal_step_in_house_buys_nothing",
            ),
            models.CheckConstraint(
                condition=Q(outsourced=False) | Q(resource__isnull=True),
                name="proposal_step_outsourced_has_no_resource",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, place__isnull=True) | Q(rank__isnull=False, place__isnull=False),
                name="proposal_step_predicted_has_a_place",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
                    name=f"proposal_step_{field}_not_negative",
                )
                for field in NOT_NEGATIVE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.operation}"
