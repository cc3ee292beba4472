"""What the probes keep for themselves."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.diagnostics.reading import State


class TaskHeartbeat(models.Model):
    """One row per task cluster's host, renewed each minute by a scheduled task: it proves the way from the
    schedule through the queue to a worker. In its own table, since django-q2 prunes its own."""

    host = models.CharField(_("host"), max_length=255, unique=True)
    beaten_at = models.DateTimeField(_("last heartbeat"), db_default=Now())

    class Meta:
        verbose_name = _("task heartbeat")
        verbose_name_plural = _("task heartbeats")
        default_permissions = ()
        permissions = [("view_diagnostics", "Can see the diagnostics board")]

    def __str__(self) -> str:
        return self.host


class ProbeState(models.Model):
    """One row per probe: its last reading, and since when it has been in that state."""

    name = models.CharField(_("probe"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=14, choices=State)
    since = models.DateTimeField(_("since"))
    reading = models.JSONField(_("reading"))
    measured_at = models.DateTimeField(_("measured"))

    class Meta:
        verbose_name = _("probe state")
        verbose_name_plural = _("probe states")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
