"""How an item is made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.catalog.models.coded import CODE_LENGTH
from apps.catalog.models.items import Item
from apps.catalog.models.resources import Operation, Resource, Vendor

NOT_NEGATIVE = (
    "setup_minutes",
    "run_minutes",
    "wait_minutes",
    "move_minutes",
    "queue_minutes",
    "lead_time_days",
    "price",
)


class Routing(models.Model):
    """One way of making an item; exactly the main one is learned from."""

    item = models.ForeignKey(
        Item,
        models.CASCADE,
        related_name="routings",
        verbose_name=_("item"),
        db_index=False,  # routing_code_once_per_item begins with it
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    description = models.CharField(_("description"), max_length=255, blank=True)
    is_main = models.BooleanField(_("main"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    created_on = models.DateField(_("created on"), null=True, blank=True)

    class Meta:
        verbose_name = _("routing")
        verbose_name_plural = _("routings")
        constraints = [
            models.UniqueConstraint(fields=["item", "code"], name="routing_code_once_per_item"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(is_main=True), name="routing_one_main_per_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.code}"


class RoutingStep(models.Model):
    """One operation of a routing. Set-up is per lot, run is per piece; NULL says unknown."""

    routing = models.ForeignKey(
        Routing,
        models.CASCADE,
        related_name="steps",
        verbose_name=_("routing"),
        db_index=False,  # step_sequence_once_per_routing begins with it
    )
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
    wait_minutes = models.FloatField(_("wait, minutes"), null=True, blank=True)
    move_minutes = models.FloatField(_("move, minutes"), null=True, blank=True)
    queue_minutes = models.FloatField(_("queue, minutes"), null=True, blank=True)
    lead_time_days = models.FloatField(_("lead time, days"), null=True, blank=True)
    price = models.DecimalField(_("price per piece"), max_digits=16, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("routing step")
        verbose_name_plural = _("routing steps")
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["routing", "sequence"], name="step_sequence_once_per_routing"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__gte": 0}),
                    name=f"step_{field}_not_negative",
                )
                for field in NOT_NEGATIVE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.operation}"
