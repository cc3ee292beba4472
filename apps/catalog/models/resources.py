"""What is done, on what, and by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.catalog.models.coded import CODE_LENGTH, Coded


class Operation(Coded):
    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["code"]


class Resource(Coded):
    """A machine, or a pool of like machines."""

    work_centre = models.CharField(_("work centre"), max_length=CODE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["code"]


class Vendor(Coded):
    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["code"]
