"""Which column of a source is which field of a record: names compared trimmed and without regard to case."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process, utils

from apps.catalog.errors import Refusal
from apps.catalog.importing.profile import TableForm
from apps.catalog.importing.source import Source

SIMILAR = 55  # of 100; below, a suggestion confuses more than it helps


def folded(name: str) -> str:
    return name.strip().lower()


@dataclass(frozen=True)
class Columns:
    """positions: field → place of its column in the source. others: places of the columns that no field took."""

    header: Sequence[str]
    positions: dict[str, int]
    others: list[int]

    def label(self, field: str) -> str:
        """The column's name as the source writes it."""
        place = self.positions.get(field)
        return field if place is None else self.header[place]


def find_columns(source: Source, form: TableForm) -> Columns:
    """Raises Refusal where a column stands twice, or a needed one not at all."""
    names = [folded(name) for name in source.header]
    _refuse_repeated(source, names)
    positions = {field: place for field in form.columns if (place := _place(form.columns[field], names)) is not None}
    for field in form.required:
        if field not in positions:
            raise _missing(source, form.columns[field][0])
    taken = set(positions.values())
    return Columns(source.header, positions, [place for place in range(len(names)) if place not in taken])


def _place(accepted: Sequence[str], names: Sequence[str]) -> int | None:
    return next((names.index(name.lower()) for name in accepted if name.lower() in names), None)


def _refuse_repeated(source: Source, names: Sequence[str]) -> None:
    repeated = next((name for name, times in Counter(filter(None, names)).items() if times > 1), None)
    if repeated:
        raise Refusal(
            _("%(file)s names the column “%(column)s” twice. Rename or remove one of them.")
            % {"file": source.name, "column": source.header[names.index(repeated)]}
        )


def _missing(source: Source, wanted: str) -> Refusal:
    sentence = _("%(file)s has no column “%(column)s”.") % {"file": source.name, "column": wanted}
    nearest = process.extractOne(
        wanted, source.header, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=SIMILAR
    )
    if nearest:
        return Refusal(sentence + " " + _("Is it “%(nearest)s”? Then rename that column.") % {"nearest": nearest[0]})
    found = ", ".join(name for name in source.header if name)[:300]
    return Refusal(sentence + " " + _("Its columns are: %(found)s.") % {"found": found})
