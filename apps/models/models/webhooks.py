"""Where version events are sent, and each sending as a job: the row decides, the task queue only wakes it."""

import base64
import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.models.models.versions import VersionEvent
from apps.people.triggers import Logged

ATTEMPTS_MAX = 8
TEST_EVENT = "test"


def new_salt() -> str:
    return secrets.token_hex(16)


class Webhook(models.Model):
    """A receiver of version events.

    No secret is stored: it follows from the row's salt and SECRET_KEY, so that neither a copy of the database nor
    a page can give it away. It is shown once, when it is made.
    """

    url = models.CharField(_("address"), max_length=500, unique=True)
    events = ArrayField(models.CharField(max_length=40), verbose_name=_("events"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    secret_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["id"]
        default_permissions = ()
        triggers = [Logged("url", secret=("secret_salt",))]
        permissions = [("manage_webhooks", "Can say where version events are sent, and see and repeat sendings")]
        constraints = [
            models.CheckConstraint(condition=Q(url__regex=r"^https?://[^/?#]"), name="webhook_speaks_http"),
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("registry:webhook-detail", args=[self.pk])

    @property
    def secret(self) -> str:
        digest = salted_hmac("registry.webhook", self.secret_salt, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def wants(self, kind: str) -> bool:
        """No chosen event means every one, those of later releases too."""
        return not self.events or kind in self.events


class WebhookDelivery(models.Model):
    """One event to one receiver. `token` counts the claims: a sender that was overtaken can write no outcome."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    event = models.ForeignKey(
        VersionEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("event"),
    )
    kind = models.CharField(_("event"), max_length=40)
    body = models.TextField(_("body"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    attempts_max = models.PositiveIntegerField(default=ATTEMPTS_MAX, editable=False)
    response_code = models.PositiveIntegerField(_("answer"), null=True, blank=True)
    failure = models.TextField(_("failure"), blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    token = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once_per_event"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="delivery_leased_while_sent",
            ),
            models.CheckConstraint(condition=Q(attempts__lte=F("attempts_max")), name="delivery_attempts_are_bounded"),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "next_attempt_at"],
                condition=Q(state__in=("waiting", "sending")),
                name="delivery_open_idx",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.webhook}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.SENDING)
