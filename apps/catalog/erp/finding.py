"""What a check says."""

from dataclasses import dataclass
from typing import Any, Literal

from apps.catalog.words import NOTHING, Words, plain

Verdict = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One step of the check, in one sentence; `mend` is what to type or change where it is wrong."""

    name: str
    verdict: Verdict
    sentence: Words
    mend: Words = NOTHING

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "verdict": self.verdict,
            "sentence": str(self.sentence),
            "mend": str(self.mend),
        }


def install(debian: str, red_hat: str) -> Words:
    """The two commands, with no words to translate."""
    return plain(f"Debian, Ubuntu: apt-get install {debian} · RHEL: dnf install {red_hat}")
