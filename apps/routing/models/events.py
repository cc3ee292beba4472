"""What happened to a proposal: its history, and what undo and redo are made from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.routing.models.proposals import Proposal, person


class ProposalEvent(models.Model):
    """PostgreSQL refuses changes and deletions. Every event makes one revision, so two people cannot make the same.

    `before` and `after` hold what the change touched, in the form of apps/routing/editing/deltas.py.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        EDITED = "edited", _("changed")
        UNDONE = "undone", _("undone")
        REDONE = "redone", _("done again")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        REOPENED = "reopened", _("reopened")
        EXPORTED = "exported", _("exported")

    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        related_name="events",
        verbose_name=_("proposal"),
        db_index=False,  # proposal_event_one_per_revision begins with it
    )
    revision = models.PositiveIntegerField(_("revision"))
    kind = models.CharField(_("event"), max_length=8, choices=Kind)
    of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of the change")
    )
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    actor = person(_("by"), optional=False)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("event of a proposal")
        verbose_name_plural = _("events of proposals")
        ordering = ["proposal", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "revision"], name="proposal_event_one_per_revision"),
            models.CheckConstraint(
                condition=Q(kind__in=["undone", "redone"], of__isnull=False)
                | Q(~Q(kind__in=["undone", "redone"]), of__isnull=True),
                name="proposal_event_undoes_a_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.get_kind_display()}"
