"""Which environment a database belongs to."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EnvironmentStamp(models.Model):
    """One row, written by the first migration: a production site never opens a demo's database, nor the reverse."""

    environment = models.CharField(_("environment"), max_length=16)
    stamped_at = models.DateTimeField(_("stamped"), db_default=Now())

    class Meta:
        verbose_name = _("environment stamp")
        verbose_name_plural = _("environment stamps")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="stamp_only_one"),
        ]

    def __str__(self) -> str:
        return self.environment
