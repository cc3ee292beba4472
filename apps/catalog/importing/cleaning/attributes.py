"""The attributes of items: each column's values as pieces of a JSON object."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from apps.catalog.importing.cleaning import sizes
from apps.catalog.importing.cleaning.cells import Cells, escaped, trimmed
from apps.catalog.importing.cleaning.rows import Faults
from apps.catalog.importing.cleaning.units import Units
from apps.catalog.importing.header import folded
from apps.catalog.importing.profile import NUMBER, AttributeForm, Profile
from apps.catalog.importing.source import Chunk
from apps.catalog.importing.values import Unfit, number

TEXT_LENGTH = 4_000
ITEM_LENGTH = 200_000
"""PostgreSQL's full-text search takes a megabyte per row."""


class Pieces(Cells):
    """`"key":value` for each raw cell, "" where there is no value. `used` once there was one."""

    used = False

    def __missing__(self, raw: Any) -> str:
        piece = super().__missing__(raw)
        self.used = self.used or bool(piece)
        return piece

    def unfit_text(self, unfit: Unfit) -> str:
        return unfit.instead or ""


class Attributes:
    """All attributes of one source of items; they are asked for its chunks in turn."""

    def __init__(self, forms: Sequence[AttributeForm], header: Sequence[str], profile: Profile) -> None:
        self.places = {folded(name): place for place, name in enumerate(header)}
        self.forms = [_plain(form) for form in forms if folded(form.column) in self.places]
        self.profile = profile
        self.pieces = {
            form.key: Pieces(self._label(form, header), self._reader(form), spoils_row=False) for form in self.forms
        }

    def _label(self, form: AttributeForm, header: Sequence[str]) -> str:
        return header[self.places[folded(form.column)]]

    def _reader(self, form: AttributeForm) -> Callable[[Any], str]:
        if form.kind != NUMBER:
            return text_reader(form, self.profile)
        if form.near:
            return near_reader(form, self.profile)
        return unit_reader(form, self.profile) if form.unit_column else number_reader(form, self.profile)

    @property
    def used(self) -> list[AttributeForm]:
        """Those of which at least one item had a value."""
        return [form for form in self.forms if self.pieces[form.key].used]

    def column(self, chunk: Chunk, faults: Faults) -> list[str]:
        """A JSON object per row, as COPY takes it."""
        units = Units(self.forms, self.places, chunk)
        values: list[list[str]] = []
        for form in self.forms:
            raws = _raws(form, units)
            values.append(self.pieces[form.key].column(raws))
            faults.note(self.pieces[form.key], raws)
            self.pieces[form.key].forget()
        objects = [f"{{{','.join(filter(None, row))}}}" for row in zip(*values, strict=True)]
        objects = objects or ["{}"] * len(chunk.lines)
        self._refuse_endless(objects, faults)
        return objects

    def _refuse_endless(self, objects: Sequence[str], faults: Faults) -> None:
        if max(map(len, objects), default=0) <= ITEM_LENGTH:
            return
        for row, text in enumerate(objects):
            if len(text) > ITEM_LENGTH:
                faults.add(row, f"The row has more than {ITEM_LENGTH} characters", spoils_row=True)


def _plain(form: AttributeForm) -> AttributeForm:
    """What a plant has set to be no number has no unit."""
    return form if form.kind == NUMBER else replace(form, unit_column="", near=())


def _raws(form: AttributeForm, units: Units) -> Sequence[Any]:
    """What decides of an attribute's value, row by row."""
    cells = units.cells(form.column)
    if form.near:
        return list(zip(cells, units.like_sizes(form), strict=True))
    if form.unit_column:
        return list(zip(cells, units.factors(form), strict=True))
    return cells


def text_reader(form: AttributeForm, profile: Profile) -> Callable[[str], str]:
    def read(raw: str) -> str:
        text = trimmed(raw)
        if not text or text.lower() in profile.blank_texts:
            return ""
        text = text.upper() if form.upper_case else text
        if len(text) > TEXT_LENGTH:
            message = f"is longer than {TEXT_LENGTH} characters and was cut"
            raise Unfit(message, instead=_piece(form, text[:TEXT_LENGTH]))
        return _piece(form, text)

    return read


def number_reader(form: AttributeForm, profile: Profile) -> Callable[[str], str]:
    def read(raw: str) -> str:
        size = _size(raw, form, profile)
        return "" if size is None else _piece(form, size)

    return read


def unit_reader(form: AttributeForm, profile: Profile) -> Callable[[tuple[str, float]], str]:
    """Of a text and the factor of its unit."""

    def read(raw: tuple[str, float]) -> str:
        size = _size(raw[0], form, profile)
        return "" if size is None else _piece(form, sizes.in_unit(size, raw[1]))

    return read


def near_reader(form: AttributeForm, profile: Profile) -> Callable[[tuple[str, float]], str]:
    """Of a text and a size that its own is near to."""

    def read(raw: tuple[str, float]) -> str:
        size = _size(raw[0], form, profile)
        return "" if size is None else _piece(form, sizes.in_unit(size, sizes.nearer(size, raw[1])))

    return read


def _size(raw: str, form: AttributeForm, profile: Profile) -> float | None:
    text = trimmed(raw)
    if not text or text.lower() in profile.blank_numbers:
        return None
    size = number(text)
    return None if size in form.unknown else size


def _piece(form: AttributeForm, value: str | float) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return escaped(f"{json.dumps(form.key, ensure_ascii=False)}:{json.dumps(value, ensure_ascii=False)}")
