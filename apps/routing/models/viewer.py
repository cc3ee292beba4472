"""Where the plant shows its drawings."""

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.people.triggers import Logged

PLACES = re.compile(r"\{(number|revision|sheet)\}")
SAFE = re.compile(r"https?://[^\s/{}?#\\@]+(/[^\s\\]*)?", re.IGNORECASE)


def check_pattern(pattern: str) -> None:
    """http or https, a host that no drawing's number can change, and places that we can fill."""
    if not SAFE.fullmatch(pattern):
        raise ValidationError(
            _("Begin with http:// or https:// and the viewer's host, such as https://drawings.example.com/{number}.")
        )
    if "{number}" not in pattern or re.search("[{}]", PLACES.sub("", pattern)):
        raise ValidationError(_("Use {number}, and where the viewer knows them {revision} and {sheet}; nothing else."))


class DrawingViewer(models.Model):
    """One row. PostgreSQL holds that there is no second one and that it is a web address."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    url_pattern = models.CharField(
        gettext_lazy("address of a drawing"),
        max_length=500,
        validators=[check_pattern],
        help_text=gettext_lazy(
            "With {number}, {revision} and {sheet} in their places: "
            "https://drawings.example.com/view?no={number}&rev={revision}&sheet={sheet}"
        ),
    )

    class Meta:
        verbose_name = gettext_lazy("drawing viewer")
        verbose_name_plural = gettext_lazy("drawing viewer")
        triggers = [Logged("url_pattern")]
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="drawing_viewer_one_row"),
            models.CheckConstraint(
                condition=Q(url_pattern__iregex=r"^https?://[^[:space:]/{}?#@]+(/|$)"),
                name="drawing_viewer_web_address",
            ),
        ]

    def __str__(self) -> str:
        return self.url_pattern

    def address(self, *, number: str, revision: str = "", sheet: str = "") -> str:
        """The drawing's page; "" without a number. Values are encoded, so that they stay inside their places."""
        if not number:
            return ""
        values = {"number": number, "revision": revision, "sheet": sheet}
        return PLACES.sub(lambda place: quote(values[place[1]], safe=""), self.url_pattern)
