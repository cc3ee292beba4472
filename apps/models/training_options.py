"""What a person may choose about a training, in a plant's words; `core_options` says what it means to the core."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.errors import Refusal

QUICK, NORMAL, THOROUGH = "quick", "normal", "thorough"
THOROUGHNESS = [
    (QUICK, gettext_lazy("Quick: half the passes and trees, to try something out")),
    (NORMAL, gettext_lazy("Normal")),
    (THOROUGH, gettext_lazy("Thorough: twice the passes and trees, takes about twice as long")),
]
EFFORT = {QUICK: 0.5, NORMAL: 1.0, THOROUGH: 2.0}
HELD_OUT_MIN, HELD_OUT_MAX = 10, 40


@dataclass(frozen=True)
class Choices:
    """Kept with the run as JSON; the defaults are what the figures of docs/method.md were measured with."""

    held_out_percent: int = 20
    thoroughness: str = NORMAL

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Choices":
        """Raises Refusal for what no training understands; what is left out has its default."""
        unknown = set(values) - set(asdict(cls()))
        if unknown:
            raise Refusal(_("A training has no option %(name)s.") % {"name": ", ".join(sorted(unknown))})
        choices = cls(**values)
        choices._check()
        return choices

    def _check(self) -> None:
        if self.thoroughness not in EFFORT:
            raise Refusal(_("Thoroughness is one of %(names)s.") % {"names": ", ".join(EFFORT)})
        if not HELD_OUT_MIN <= self.held_out_percent <= HELD_OUT_MAX:
            raise Refusal(
                _("Held out for judging are %(least)d to %(most)d %% of the items.")
                % {"least": HELD_OUT_MIN, "most": HELD_OUT_MAX}
            )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
