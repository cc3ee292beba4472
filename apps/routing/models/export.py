"""The mapping of the export: which column of the ERP's tables gets which value, and who changed it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from apps.routing.export.cells import Kind
from apps.routing.export.columns import NAME_LENGTH, VALUE_LENGTH, Source
from apps.routing.export.rows import Sheet


class ExportColumn(models.Model):
    """A column of a sheet. `apps.routing.export.mapping` reads them, `apps.routing.export.changes` writes them."""

    sheet = models.CharField(_("sheet"), max_length=32, choices=Sheet)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("column"), max_length=NAME_LENGTH)
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.EMPTY)
    value = models.CharField(_("value"), max_length=VALUE_LENGTH, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.TEXT)

    class Meta:
        verbose_name = _("export column")
        verbose_name_plural = _("export columns")
        ordering = ["sheet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="export_position_once_per_sheet"),
            models.UniqueConstraint(F("sheet"), Upper("name"), name="export_name_once_per_sheet"),
            models.CheckConstraint(condition=Q(sheet__in=Sheet.values), name="export_sheet_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="export_kind_known"),
            models.CheckConstraint(
                condition=Q(source=Source.EMPTY, value="")
                | (Q(source__in=[Source.FIELD, Source.CONSTANT, Source.INPUT]) & ~Q(value="")),
                name="export_value_as_source_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}.{self.name}"


class MappingEvent(models.Model):
    """Who changed the mapping, when, and what."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    sheet = models.CharField(_("sheet"), max_length=32, choices=Sheet, blank=True)  # "": all of them
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))

    class Meta:
        verbose_name = _("change of the export mapping")
        verbose_name_plural = _("changes of the export mapping")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.sheet}"
