"""The item master and the plant's own attributes."""

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce, Collate, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.catalog.models.coded import CODE_LENGTH, Coded
from apps.people.triggers import Logged

ATTRIBUTE_KEY_LENGTH = 64

# What pages sort by. Code by code: whatever the database's language, and the order that finds a prefix too.
CODE_ORDER = Collate("code_key", "C")
CREATED_ORDER = Coalesce("created_on", models.Value(date.min))  # an unknown day is the oldest


class AttributeTexts(SearchVector):
    """The words of all texts in a JSON object, without its keys and numbers."""

    function = "jsonb_to_tsvector"
    template = "%(function)s('simple'::regconfig, %(expressions)s, '[\"string\"]'::jsonb)"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        return super(SearchVector, self).as_sql(compiler, connection, template=self.template)


class Attribute(models.Model):
    """One column of the item master; its value stands in `Item.attributes[key]`."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("number")
        CATEGORY = "category", _("category")
        TEXT = "text", _("text")

    key = models.CharField(_("key"), max_length=ATTRIBUTE_KEY_LENGTH, unique=True)
    label = models.CharField(_("label"), max_length=100)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    unit = models.CharField(_("unit"), max_length=16, blank=True)
    used_for_learning = models.BooleanField(
        _("used for learning"),
        default=True,
        help_text=_("Switch off what is only known once the routing is, such as costs derived from it."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "key"]
        triggers = [Logged("key")]

    def __str__(self) -> str:
        return self.label


class Item(Coded):
    """One row of the item master. Numbers in `attributes` are millimetres, or the attribute's own unit."""

    part_class = models.CharField(_("part class"), max_length=CODE_LENGTH, blank=True)
    drawing = models.CharField(_("drawing"), max_length=CODE_LENGTH, blank=True)
    drawing_revision = models.CharField(_("drawing revision"), max_length=16, blank=True)
    drawing_sheet = models.CharField(_("drawing sheet"), max_length=16, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    created_on = models.DateField(_("created on"), null=True, blank=True)
    has_routing = models.BooleanField(_("has a routing"), default=False, editable=False)
    updated_at = models.DateTimeField(_("updated"), db_default=Now(), editable=False)
    search = models.GeneratedField(
        expression=SearchVector("code", "name", "drawing", "part_class", config="simple")
        + AttributeTexts("attributes", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        indexes = [
            models.Index(CODE_ORDER, name="item_by_code"),
            models.Index(CREATED_ORDER.desc(), models.F("id").desc(), name="item_by_newest"),
            models.Index(fields=["name", "id"], name="item_by_name"),
            models.Index("part_class", CODE_ORDER, name="item_by_class_and_code"),
            models.Index(fields=["created_on", "id"], name="item_by_date"),
            models.Index(fields=["drawing"], name="item_by_drawing", condition=~models.Q(drawing="")),
            models.Index(fields=["created_on", "id"], name="item_unrouted", condition=models.Q(has_routing=False)),
            GinIndex(fields=["search"], name="item_search"),
            GinIndex(fields=["attributes"], name="item_attributes", opclasses=["jsonb_path_ops"]),
        ]

    def get_absolute_url(self) -> str:
        return reverse("catalog:item-detail", args=[self.code])
