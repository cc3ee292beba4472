"""The sizes of a chunk's rows, and by which factor each comes into its attribute's unit."""

from collections.abc import Mapping, Sequence

from apps.catalog.importing.cleaning import sizes
from apps.catalog.importing.header import folded
from apps.catalog.importing.profile import AttributeForm
from apps.catalog.importing.source import Chunk


class Units:
    """Of one chunk. Columns of sizes share a column of units, so what was worked out once is kept."""

    def __init__(self, forms: Sequence[AttributeForm], places: Mapping[str, int], chunk: Chunk) -> None:
        self.forms = forms
        self.places = places
        self.chunk = chunk
        self._factors: dict[str, list[float]] = {}
        self._sizes: dict[str, list[float]] = {}

    def cells(self, column: str) -> Sequence[str]:
        place = self.places.get(folded(column))
        return [""] * len(self.chunk.lines) if place is None else self.chunk.columns[place]

    def factors(self, form: AttributeForm) -> list[float]:
        if form.unit_column not in self._factors:
            self._factors[form.unit_column] = self._find_factors(form)
        return self._factors[form.unit_column]

    def _find_factors(self, form: AttributeForm) -> list[float]:
        units = self.cells(form.unit_column)
        of_unit = {unit: sizes.factor(unit, form.unit) for unit in set(units)}
        factors = [of_unit[unit] for unit in units]
        if sizes.EITHER in of_unit.values():
            alike = [each for each in self.forms if each.unit_column == form.unit_column]
            rows = zip(*map(self.sizes, alike), strict=True)
            factors = [by or sizes.decided(row) for by, row in zip(factors, rows, strict=True)]
        return factors

    def sizes(self, form: AttributeForm) -> list[float]:
        """As they are written; 0.0 where there is none."""
        if form.key not in self._sizes:
            cells = self.cells(form.column)
            known = {text: sizes.known_size(text, form.unknown) for text in set(cells)}
            self._sizes[form.key] = [known[text] for text in cells]
        return self._sizes[form.key]

    def like_sizes(self, form: AttributeForm) -> list[float]:
        """Of each row the first known one of the sizes that this one is near to, in mm; 0.0 where none is known."""
        found = [0.0] * len(self.chunk.lines)
        for other in (each for column in form.near for each in self.forms if each.column == column):
            pairs = zip(found, self.sizes(other), self.factors(other), strict=True)
            found = [known or size * by for known, size, by in pairs]
        return found
