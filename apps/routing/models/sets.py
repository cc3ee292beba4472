"""Runs of steps that planners keep under a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.people.triggers import Logged
from apps.routing.models.proposals import person


class OperationSet(models.Model):
    """`steps` are the fields of apps/routing/editing/draft.py that a planner fills in, by code, in order."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    steps = models.JSONField(_("steps"))
    created_by = person(_("created by"), optional=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("operation set")
        verbose_name_plural = _("operation sets")
        triggers = [Logged("name")]
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="operation_set_has_a_name"),
            models.CheckConstraint(condition=~Q(steps=[]), name="operation_set_has_steps"),
        ]

    def __str__(self) -> str:
        return self.name
