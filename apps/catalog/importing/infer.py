"""What the columns of a plant's own items file are, told from the first rows' values."""

import re
from collections.abc import Sequence
from dataclasses import replace

from apps.catalog.importing.cleaning import sizes
from apps.catalog.importing.cleaning.cells import trimmed
from apps.catalog.importing.header import Columns, folded
from apps.catalog.importing.profile import CATEGORY, NUMBER, TEXT, AttributeForm, Profile
from apps.catalog.importing.source import Chunk
from apps.catalog.importing.values import Unfit, number
from apps.catalog.models.items import ATTRIBUTE_KEY_LENGTH

NUMBERS_SHARE = 0.95
FEW_VALUES = 20
FEW_SHARE = 0.05
SHORT = 24
TIMES_EACH = 3
LONG = 40
LABEL_LENGTH = 100

FOLLOWS_FROM_ROUTING = re.compile(
    r"cost|price|lead_?time|days_to_|work_?orders?|(setup|set_up|run|cycle|machining|standard|std)_?times?"
    r"|labou?r|machine_hours|hours|operations?(_|$)|routings?|margin|kosten|preis|durchlaufzeit|단가|원가|가격|납기|공정"
)
"""What is known only once the routing is, or is computed from it."""


def infer_attributes(columns: Columns, sample: Chunk, profile: Profile) -> list[AttributeForm]:
    """A form for each column that no field of the item took and whose name fits into a key."""
    places = [place for place in columns.others if 0 < len(folded(columns.header[place])) <= ATTRIBUTE_KEY_LENGTH]
    names = {folded(columns.header[place]): place for place in places}
    return [_attribute(columns.header[place], sample, names, place, profile) for place in places]


def _attribute(header: str, sample: Chunk, names: dict[str, int], place: int, profile: Profile) -> AttributeForm:
    key = folded(header)
    kind = infer_kind(known_values(sample.columns[place], profile))
    named_unit = unit_in_name(key) if kind == NUMBER else ""
    form = AttributeForm(
        key, label_of(key, named_unit), kind, header, named_unit, used_for_learning=not follows_from_routing(header)
    )
    unit_place = names.get(f"{key}_unit")
    if kind != NUMBER or unit_place is None:
        return form
    unit = common_unit(sample.columns[unit_place])
    return replace(form, unit=unit, unit_column=f"{key}_unit") if unit else form


def label_of(key: str, unit: str) -> str:
    """outer_diameter_mm → Outer diameter: its unit stands beside it."""
    words = key.removesuffix(f"_{unit}").replace("_", " ").strip()
    return words[:1].upper() + words[1:LABEL_LENGTH] or key


def known_values(cells: Sequence[str], profile: Profile) -> list[str]:
    texts = (trimmed(cell) for cell in cells)
    return [text for text in texts if text and text.lower() not in profile.blank_texts]


def infer_kind(values: Sequence[str]) -> str:
    """A number where 95 % are; else a category where values are few or short and come back; else a text."""
    if not values:
        return CATEGORY
    numbers = sum(map(_is_number, values))
    if numbers >= NUMBERS_SHARE * len(values):
        return NUMBER
    distinct = set(values)
    if sum(map(len, values)) / len(values) > LONG:
        return TEXT
    few = len(distinct) <= max(FEW_VALUES, FEW_SHARE * len(values))
    short = max(map(len, distinct)) <= SHORT and len(distinct) * TIMES_EACH <= len(values)
    return CATEGORY if few or short else TEXT


def _is_number(text: str) -> bool:
    """A code with leading zeros is none."""
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        return False
    try:
        number(text)
    except Unfit:
        return False
    return True


def common_unit(units: Sequence[str]) -> str:
    """ "mm" or "kg", where all cells of a unit column are lengths or all weights, else ""."""
    named = {name for unit in units if (name := unit.strip().lower().rstrip("."))}
    return next((target for target, known in sizes.FACTORS.items() if named and named <= known.keys()), "")


def unit_in_name(key: str) -> str:
    last = key.rpartition("_")[2]
    return last if last in ("mm", "cm", "m", "kg", "g", "mm2", "mm3", "cm3", "bar") and "_" in key else ""


def follows_from_routing(header: str) -> bool:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header.strip())
    return FOLLOWS_FROM_ROUTING.search(re.sub(r"[\W_]+", "_", words).lower()) is not None
