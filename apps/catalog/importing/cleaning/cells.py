"""One column's cells: text in, COPY's text out."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from apps.catalog.importing.profile import Profile
from apps.catalog.importing.rules import Rule, Value
from apps.catalog.importing.values import Unfit

NULL = r"\N"
REMEMBERED = 20_000
"""Distinct texts of a column that are kept; what is nearly unique would fill the memory for nothing."""
INVISIBLE = "\ufeff\u200b"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copied(value: Value | None) -> str:
    """As PostgreSQL's COPY reads it in text form."""
    if value is None:
        return NULL
    return escaped(value) if isinstance(value, str) else str(value)


def escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def trimmed(text: str) -> str:
    """Without blanks of any script at either end, nor the marks that spreadsheets leave."""
    return text.strip().strip(INVISIBLE).strip()


class Cells(dict[Any, str]):
    """A memory of what `read` made of each raw cell: a text, or a tuple of what decides together.

    `read` raises Unfit; what is unfit stands in `reasons`.
    """

    def __init__(self, label: str, read: Callable[[Any], str], *, spoils_row: bool) -> None:
        super().__init__()
        self.label = label
        self.read = read
        self.spoils_row = spoils_row
        self.reasons: dict[Any, str] = {}

    def __missing__(self, raw: Any) -> str:
        try:
            text = self.read(raw)
        except Unfit as unfit:
            self.reasons[raw] = f"{self.label} {unfit}"
            text = self.unfit_text(unfit)
        self[raw] = text
        return text

    def unfit_text(self, unfit: Unfit) -> str:
        return copied(unfit.instead)

    def column(self, raws: Iterable[Any]) -> list[str]:
        return list(map(self.__getitem__, raws))

    def unfit_rows(self, raws: Sequence[Any]) -> list[int]:
        if not self.reasons or self.reasons.keys().isdisjoint(raws):
            return []
        return [row for row, raw in enumerate(raws) if raw in self.reasons]

    def forget(self) -> None:
        """Called between chunks."""
        if len(self) > REMEMBERED:
            self.clear()
            self.reasons.clear()


def reader(rule: Rule, profile: Profile, *, default: str = "", required: bool = False) -> Callable[[str], str]:
    """What reads a cell by the rule; `default` stands for a blank one."""
    blanks = profile.blank_texts if rule.is_text else profile.blank_numbers

    def read(raw: str) -> str:
        text = trimmed(raw)
        if not text or text.lower() in blanks:
            text = default
        if text:
            return copied(rule.parse(text))
        if required:
            raise Unfit("is missing")
        return NULL

    return read
