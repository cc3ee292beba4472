"""The change log."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One change of one row: of an update only the fields that changed.

    The table is PostgreSQL's own (migration 0001): triggers write it, and nothing can change, delete or empty it.
    Django does not manage it, so `flush`, which empties tables, and the tests that use it leave it alone.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", _("made")
        UPDATE = "update", _("changed")
        DELETE = "delete", _("deleted")

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"))
    operation = models.TextField(_("operation"), choices=Operation)
    object_type = models.TextField(_("object type"))
    object_id = models.TextField()
    object_label = models.TextField(_("object"))
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    user_id = models.IntegerField(null=True)  # no foreign key: who left still did what they did
    who = models.TextField(_("who"))  # the person's name then; of raw SQL the database user's
    database_user = models.TextField()
    request = models.TextField(_("request"))
    reason = models.TextField(_("reason"))
    search = SearchVectorField()

    class Meta:
        managed = False
        db_table = "people_change"
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        default_permissions = ()
        permissions = [("view_changes", "Can see the change log")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}: {self.object_type} {self.object_label} {self.operation}"
