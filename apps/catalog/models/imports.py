"""Each load of the catalogue, and every row that it left out."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    class State(models.TextChoices):
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    profile = models.CharField(_("profile"), max_length=64)
    source = models.CharField(_("source"), max_length=1024)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    failure = models.TextField(_("failure"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        permissions = [("load_catalog", "Can load the catalogue from files")]

    def __str__(self) -> str:
        return f"{self.pk} {self.source}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:import-detail", args=[self.pk])


class RejectedRow(models.Model):
    """A row that was left out, or a single value of a row that was otherwise loaded."""

    class Scope(models.TextChoices):
        ROW = "row", _("row")
        VALUE = "value", _("value")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejected_rows", verbose_name=_("import"))
    scope = models.CharField(_("left out"), max_length=5, choices=Scope, default=Scope.ROW)
    file = models.CharField(_("file"), max_length=255)
    line = models.PositiveIntegerField(_("line"))
    reason = models.CharField(_("reason"), max_length=500)
    content = models.TextField(_("content"), blank=True)

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "id"], name="rejected_by_run")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.reason}"
