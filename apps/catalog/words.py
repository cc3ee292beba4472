"""Sentences that are kept in a table and read later, by people of any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext

Value = str | int | float


@dataclass(frozen=True)
class Words:
    """A sentence and what is filled into it; translated when it is shown, not when it is made."""

    text: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        translated = gettext(self.text) if self.text else ""  # gettext("") is the catalogue's header
        return translated % self.values if self.values else translated

    def __bool__(self) -> bool:
        return bool(self.text)

    def fill(self, **values: Value) -> "Words":
        return replace(self, values={**self.values, **values})

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Words":
        return cls(text=stored["text"], values=stored["values"])


NOTHING = Words()


def say(text: str, **values: Value) -> Words:
    """Imported as `_`, so that makemessages finds the text."""
    return Words(text=text, values=values)


def plain(text: str) -> Words:
    """What is the same in every language: a name, a path, a message of another program."""
    return Words(text="%(text)s", values={"text": text})
