"""What a plant asks of a routing, edited in the admin."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Operation
from apps.catalog.models.coded import CODE_LENGTH
from apps.people.triggers import Logged

BOUNDS = ("setup_min", "setup_max", "run_min", "run_max")


def _minutes(label: object) -> models.FloatField:  # type: ignore[type-arg]
    return models.FloatField(label, null=True, blank=True)  # type: ignore[arg-type]  # a lazy text


class RoutingRule(models.Model):
    """Which fields a kind needs is held by PostgreSQL; the admin's form says the same in words."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first operation has to be")
        LAST = "last", _("last operation has to be")
        PRECEDES = "precedes", _("operation has to come before the other")
        MAX_STEPS = "max_steps", _("no more steps than")
        FORBIDDEN = "forbidden", _("operation and the other never in one routing")
        TIMES = "times", _("times of the operation between")

    class Severity(models.TextChoices):
        NOTE = "note", _("is noted")
        BLOCKS = "blocks", _("blocks acceptance")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    severity = models.CharField(_("a violation"), max_length=6, choices=Severity, default=Severity.NOTE)
    part_class = models.CharField(
        _("part class"), max_length=CODE_LENGTH, blank=True, help_text=_("Empty: the rule is for every class.")
    )
    operation = models.ForeignKey(
        Operation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("operation")
    )
    other = models.ForeignKey(
        Operation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other operation")
    )
    steps = models.PositiveSmallIntegerField(_("steps"), null=True, blank=True)
    setup_min = _minutes(_("set-up at least, minutes"))
    setup_max = _minutes(_("set-up at most, minutes"))
    run_min = _minutes(_("run at least, minutes a piece"))
    run_max = _minutes(_("run at most, minutes a piece"))
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        triggers = [Logged("kind")]
        ordering = ["part_class", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="max_steps") | Q(operation__isnull=False), name="rule_names_its_operation"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["precedes", "forbidden"]) | Q(Q(other__isnull=False), ~Q(other=F("operation"))),
                name="rule_names_its_other_operation",
            ),
            models.CheckConstraint(
                condition=~Q(kind="max_steps") | Q(steps__isnull=False, steps__gte=1), name="rule_names_its_steps"
            ),
            models.CheckConstraint(
                condition=~Q(kind="times")
                | Q(setup_min__isnull=False)
                | Q(setup_max__isnull=False)
                | Q(run_min__isnull=False)
                | Q(run_max__isnull=False),
                name="rule_names_its_bounds",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.get_kind_display(), self.operation or "", self.steps or "") if part)
