"""A training as a job: the row decides, the task queue only wakes it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SEED_MAX = 2**31 - 1  # of PostgreSQL's integer


class TrainingRun(models.Model):
    """`token` counts the claims of this run: whoever holds an older one may write no more."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN_STATES = (State.QUEUED, State.RUNNING)

    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    stage = models.CharField(_("stage"), max_length=100, blank=True)
    progress = models.FloatField(_("progress"), default=0)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    note = models.TextField(_("note"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    token = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_requested = models.BooleanField(_("cancel requested"), default=False)
    failure = models.TextField(_("failure"), blank=True)
    log = models.TextField(_("log"), blank=True)
    peak_memory_mb = models.PositiveIntegerField(_("peak memory, MB"), null=True, blank=True)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="running"), name="training_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(progress__gte=0, progress__lte=1), name="training_progress_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Training %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        return reverse("registry:training-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def percent(self) -> int:
        return round(self.progress * 100)
