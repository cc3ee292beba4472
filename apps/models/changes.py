"""A figure against the same figure of another version: how much, and whether that is better."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HIGHER, LOWER, NEAR_80 = "higher", "lower", "near 80 %"
INTERVAL_SHARE = 0.8
"""What an interval promises to hold: coverage is best here, above as below it is worse."""
NOTICEABLE = 0.0005
"""Half of the last figure that is shown, in shares."""
WORDS: dict[str, str | Promise] = {"good": _("better"), "bad": _("worse"), "": _("the same")}


@dataclass(frozen=True)
class Change:
    """`points` are percentage points; `kind` is good, bad, or "" where there is no difference to see."""

    points: float
    kind: str

    @property
    def mark(self) -> str:
        return "=" if not self.kind else "▲" if self.points > 0 else "▼"

    @property
    def word(self) -> str | Promise:
        return WORDS[self.kind]

    @property
    def text(self) -> str:
        return f"{self.mark} {abs(self.points):.1f}"


def change(value: float | None, base: float | None, better: str = HIGHER) -> Change | None:
    """From `base` to `value`, both shares; None where one was not measured."""
    if value is None or base is None:
        return None
    gain = _gain(value, base, better)
    kind = "" if abs(value - base) < NOTICEABLE else "good" if gain > 0 else "bad" if gain < 0 else ""
    return Change(points=100 * (value - base), kind=kind)


def _gain(value: float, base: float, better: str) -> float:
    if better == NEAR_80:
        return abs(base - INTERVAL_SHARE) - abs(value - INTERVAL_SHARE)
    return base - value if better == LOWER else value - base
