"""What a gate says: its value and limit in words, and the verdict."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class GateResult:
    """`value` and `threshold` in words, with the verdict and why it matters."""

    key: str
    label: str
    value: str
    threshold: str
    passed: bool
    meaning: str


def percent(share: float | None) -> str:
    return _("not measured") if share is None else f"{share * 100:.1f} %"


def points(share: float) -> str:
    """A difference of shares: 0.02 as 2.0 points."""
    return _("%(points)s points") % {"points": f"{share * 100:.1f}"}


def number(value: float | None, unit: str) -> str:
    return _("not measured") if value is None else f"{value:,.0f} {unit}"


def at_least(words: str) -> str:
    return _("at least %(limit)s") % {"limit": words}


def at_most(words: str) -> str:
    return _("at most %(limit)s") % {"limit": words}
