"""A training as a job: the row decides, the task queue only wakes it. And what starts one by itself."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.people.triggers import Logged

SEED_MAX = 2**31 - 1  # of PostgreSQL's integer


class TrainingRun(models.Model):
    """`token` counts the attempts at this run: whoever holds an older one may write no more."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN_STATES = (State.QUEUED, State.RUNNING)
    ATTEMPTS_MAX = 2

    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    stage = models.CharField(_("stage"), max_length=100, blank=True)
    progress = models.FloatField(_("progress"), default=0)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    note = models.TextField(_("note"), blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
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
    process_id = models.PositiveIntegerField(null=True, blank=True, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    data_mark = models.CharField(max_length=64, blank=True, editable=False)
    failure = models.TextField(_("failure"), blank=True)
    log = models.TextField(_("log"), blank=True)
    memory_mb = models.PositiveIntegerField(_("memory, MB"), null=True, blank=True)
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
    def attempts(self) -> int:
        return self.token

    @property
    def percent(self) -> int:
        return round(self.progress * 100)


class TrainingSchedule(models.Model):
    """When trainings start by themselves. There is one row; `services.schedules` makes django-q2's rows from it."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    nightly = models.BooleanField(_("every night"), default=False)
    nightly_hour = models.PositiveSmallIntegerField(_("hour"), choices=HOURS, default=2)
    weekly = models.BooleanField(_("every week"), default=False)
    weekly_day = models.PositiveSmallIntegerField(_("day"), choices=Day, default=Day.SATURDAY)
    weekly_hour = models.PositiveSmallIntegerField(_("hour"), choices=HOURS, default=2)
    after_import = models.BooleanField(_("after each import"), default=False)
    last_import_seen = models.BigIntegerField(default=0, editable=False)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    options = models.JSONField(_("options"), default=dict, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("training schedule")
        verbose_name_plural = _("training schedules")
        default_permissions = ()
        triggers = [Logged("id", left_out=("last_import_seen", "changed_at", "changed_by_id"))]
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="training_schedule_is_one"),
            models.CheckConstraint(
                condition=models.Q(nightly_hour__lte=23, weekly_hour__lte=23, weekly_day__lte=6),
                name="training_schedule_is_on_the_clock",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Training schedule"))


class TrainingOccasion(models.Model):
    """Each time the schedule came round: the training that it asked for, or why it asked for none."""

    class Cause(models.TextChoices):
        NIGHTLY = "nightly", _("every night")
        WEEKLY = "weekly", _("every week")
        IMPORT = "import", _("after an import")

    cause = models.CharField(_("cause"), max_length=7, choices=Cause)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    run = models.ForeignKey(
        TrainingRun, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("training")
    )
    skipped = models.TextField(_("skipped, since"), blank=True)

    class Meta:
        verbose_name = _("scheduled training")
        verbose_name_plural = _("scheduled trainings")
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_cause_display()}"
