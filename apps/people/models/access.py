"""Requests for access, and the brake on the forms that need no login."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.people.triggers import Logged

NAME_LENGTH = 150  # of Django's user names and first names


class AccessRequest(models.Model):
    """Somebody asks to be let in; their user exists already, and cannot log in before an administrator agrees."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_requests", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    email = models.EmailField(_("e-mail"), max_length=NAME_LENGTH)
    wanted_role = models.CharField(_("wanted role"), max_length=NAME_LENGTH)
    why = models.TextField(_("why"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    given_role = models.CharField(_("given role"), max_length=NAME_LENGTH, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        ordering = ["id"]
        default_permissions = ()
        permissions = [("decide_accessrequest", "Can approve or reject a request for access")]
        triggers = [Logged("email")]
        indexes = [models.Index(fields=["state", "id"], name="accessrequest_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="waiting"), name="accessrequest_one_waiting"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="accessrequest_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(given_role=""), name="accessrequest_approved_with_a_role"
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(note=""), name="accessrequest_rejected_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class RequestCount(models.Model):
    """How often an address sent a form that needs no login, by the hour."""

    address = models.GenericIPAddressField()
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["address", "hour"], name="requestcount_one_an_hour")]

    def __str__(self) -> str:
        return f"{self.address} {self.hour:%Y-%m-%d %H}: {self.count}"
