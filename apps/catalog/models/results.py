"""What the shop floor reported and what was bought."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.catalog.models.coded import CODE_LENGTH
from apps.catalog.models.items import Item
from apps.catalog.models.resources import Operation, Resource, Vendor


class WorkResult(models.Model):
    """One report of one operation. Set-up is for the lot, run is per piece. Rows have no key in the ERP:
    `row_hash` is made from all of their values, so that loading a file twice adds nothing."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="results", verbose_name=_("item"))
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="+", verbose_name=_("operation"))
    resource = models.ForeignKey(
        Resource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resource")
    )
    routing_code = models.CharField(_("routing"), max_length=CODE_LENGTH, blank=True)
    sequence = models.PositiveIntegerField(_("sequence"))
    quantity = models.FloatField(_("quantity"))
    bad_quantity = models.FloatField(_("bad quantity"), null=True, blank=True)
    setup_minutes = models.FloatField(_("set-up, minutes"), null=True, blank=True)
    run_minutes = models.FloatField(_("run per piece, minutes"), null=True, blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    row_hash = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("work result")
        verbose_name_plural = _("work results")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="result_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.sequence} {self.operation}"


class PurchaseOrder(models.Model):
    """One order line for work done outside. `row_hash` as in WorkResult."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="purchase_orders", verbose_name=_("item"))
    vendor = models.ForeignKey(
        Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vendor")
    )
    number = models.CharField(_("number"), max_length=CODE_LENGTH)
    quantity = models.FloatField(_("quantity"), null=True, blank=True)
    unit_price = models.DecimalField(_("unit price"), max_digits=16, decimal_places=4, null=True, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    row_hash = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")

    def __str__(self) -> str:
        return self.number
