"""Things that the ERP names by a code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_LENGTH = 64


def code_key(code: str) -> str:
    """The form in which codes are compared: trimmed, upper case."""
    return code.strip().upper()


class Coded(models.Model):
    """`code` is shown as the plant writes it; `code_key` is compared, and unique."""

    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    code_key = models.CharField(max_length=CODE_LENGTH * 3, unique=True, editable=False)  # ß grows in upper case
    name = models.CharField(_("name"), max_length=255, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    def save(self, *args: object, **kwargs: object) -> None:
        self.code_key = code_key(self.code)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed on
