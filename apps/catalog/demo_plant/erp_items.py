"""`BI_ITEM_INFO_VIEW` as the ERP shows it: 36 columns, and what is wrong with them."""

import numpy as np

from .arrays import Flags, Ints, Texts, texts
from .blocks import Column, listed, quoted, same
from .dirt import UNITS_OF_INCH, UNITS_OF_MM, marked, mistyped_codes, mixed_case, rarely, sizes
from .families import FAMILIES, PART_TYPES
from .lines import LINES
from .materials import ASSEMBLY_CODE, GRADES
from .plant import Plant

ITEM_HEADER = (
    "ITEM_CD", "PART_TYPE", "PartNm", "ITEM_SUFFIX", "ITEM_NM", "ITEM_SPEC", "ADDITIONAL_SPEC",
    "ITEM_MATERIAL", "MATERIAL_DESC", "ITEM_ACCT", "ITEM_TYPE", "ITEM_UNIT", "ITEM_GRP1", "ITEM_GRP1NM",
    "STANDARD_YN", "GROUP1", "GROUP2", "GROUP3", "DRAW_NO", "DRAW_REV", "DRAW_SHEET_NO", "DRAW_USE",
    "ITEM_NM_ENG", "OUTDIAMETER", "INDIAMETER", "OUTTHICKNESS", "OUTDIAMETER_UNIT", "ROTATE_CLOCKWISE",
    "ROTATE_CTRCLOCKWISE", "SealTypeGrup", "IN_SEALTYPE_CD", "OUT_SEALTYPE_CD", "IN_SEALSIZE",
    "IN_SEALSIZE_UOM", "RAW_MATL_KIND", "RAW_MATL_KINDNM",
)  # fmt: skip  # the view's order

ACCOUNTS = {"ASY": "10", "BUY": "30", "STD": "25"}
ITEM_TYPES = {"ASY": "M1", "BUY": "BR", "STD": "SB", "CST": "C4", "WLD": "SA"}
CLASSES = (25, 60, 150, 400, 1000)
"""Where the plant's own size classes end, mm."""

PART_TYPE_CODES = texts(
    f"{family.prefix}{number:02d}" for family in FAMILIES for number in range(1, len(family.types) + 1)
)
GROUP_OF_TYPE = texts(family.group for family in FAMILIES for _ in family.types)


def item_columns(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    columns = {
        **_names(rng, plant),
        **_materials(rng, plant),
        **_classes(rng, plant),
        **_drawings(rng, plant),
    }
    columns |= {**_sizes(rng, plant), **_seal(rng, plant)}
    return {name: columns.get(name, same("")) for name in ITEM_HEADER}


def class_codes(plant: Plant) -> Texts:
    """The plant's own class: part type, first letters of the material group, size class."""
    designs = plant.ways.designs
    size = texts("ABCDEF")[np.digitize(designs.outer_mm, CLASSES)]
    group = texts(grade.group[:2].upper() for grade in GRADES)[designs.grade]
    return np.asarray((PART_TYPE_CODES[designs.part_type] + "-" + group + "-" + size)[plant.items.design])


def material_codes(plant: Plant) -> Texts:
    """Grade, form of the stock, and a digit for the condition; Y00000 for assemblies."""
    form = texts(stock[:1] or "0" for stock in plant.wording.stock)
    condition = texts("0123")[plant.ways.designs.line[plant.items.design] % 4]
    codes = texts(grade.code for grade in GRADES)[plant.items.grade] + form + condition
    return np.where(plant.items.grade == 0, ASSEMBLY_CODE, codes)


def _by_family_group(plant: Plant, table: dict[str, str], other: str) -> Texts:
    by_type = texts(table.get(group, other) for group in GROUP_OF_TYPE)
    return by_type[plant.ways.designs.part_type[plant.items.design]]


def _names(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    part_type = plant.ways.designs.part_type[plant.items.design]
    suffix = texts("RKALX")[rng.integers(0, 5, len(plant.items))]
    return {
        "ITEM_CD": listed(mistyped_codes(rng, plant.items.code, lower=0.0)),
        "PART_TYPE": listed(PART_TYPE_CODES[part_type]),
        "PartNm": listed(texts(PART_TYPES)[part_type]),
        "ITEM_SUFFIX": listed(rarely(rng, suffix, 0.12)),
        "ITEM_NM": listed(quoted(mixed_case(rng, plant.wording.name, 0.06))),
        "ITEM_SPEC": listed(marked(rng, quoted(plant.wording.spec))),
        "ADDITIONAL_SPEC": listed(marked(rng, plant.wording.model)),
    }


def _materials(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    words = texts(grade.words for grade in GRADES)[plant.items.grade]
    shouted = texts(grade.words.upper() for grade in GRADES)[plant.items.grade]
    words = np.where(rng.random(len(words)) < 0.4, shouted, words)
    return {
        "ITEM_MATERIAL": listed(mixed_case(rng, material_codes(plant), 0.03)),
        "MATERIAL_DESC": listed(marked(rng, quoted(mixed_case(rng, words, 0.08)), lost=0.03)),
        "RAW_MATL_KIND": listed(rarely(rng, plant.wording.stock, 0.14)),
    }


def _classes(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    group = GROUP_OF_TYPE[plant.ways.designs.part_type[plant.items.design]]
    line = texts(line.code for line in LINES)[plant.ways.designs.line[plant.items.design]]
    unit = np.where(group == "ASY", "SET", texts(["EA", "EA", "EA", "EA", "PCS", "ea"])[_die(rng, plant, 6)])
    return {
        "ITEM_ACCT": listed(_by_family_group(plant, ACCOUNTS, "20")),
        "ITEM_TYPE": listed(marked(rng, _by_family_group(plant, ITEM_TYPES, "P4"), lost=0.13)),
        "ITEM_UNIT": listed(unit),
        "ITEM_GRP1": listed(group),
        "ITEM_GRP1NM": listed(marked(rng, texts(f"{each.lower()} group" for each in group), lost=0.07)),
        "STANDARD_YN": listed(np.where(plant.ways.designs.series[plant.items.design] % 6 == 0, "Y", "N")),
        "GROUP1": listed(marked(rng, class_codes(plant), lost=0.04)),
        "GROUP2": listed(marked(rng, line, lost=0.04)),
        "GROUP3": listed(rarely(rng, texts("XYZ")[_die(rng, plant, 3)], 0.01)),
    }


def _die(rng: np.random.Generator, plant: Plant, faces: int) -> Ints:
    return rng.integers(0, faces, len(plant.items))


def _drawings(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    return {
        "DRAW_NO": listed(marked(rng, plant.wording.drawing)),
        "DRAW_REV": listed(marked(rng, texts("012345")[_die(rng, plant, 6)], lost=0.08)),
        "DRAW_SHEET_NO": listed(marked(rng, texts("123")[_die(rng, plant, 3)], lost=0.4)),
    }


def _sizes(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    inch: Flags = plant.ways.designs.inch[plant.items.design]
    count = len(plant.items)
    in_mm = UNITS_OF_MM[rng.integers(0, len(UNITS_OF_MM), count)]
    in_inches = UNITS_OF_INCH[rng.integers(0, len(UNITS_OF_INCH), count)]
    no_unit = np.isnan(plant.wording.outer_mm) & (rng.random(count) < 0.35)
    return {
        "OUTDIAMETER": listed(sizes(rng, plant.wording.outer_mm, inch)),
        "INDIAMETER": listed(sizes(rng, plant.wording.bore_mm, inch)),
        "OUTTHICKNESS": listed(sizes(rng, plant.wording.length_mm, inch)),
        "OUTDIAMETER_UNIT": listed(np.where(no_unit, "", np.where(inch, in_inches, in_mm))),
        "ROTATE_CLOCKWISE": listed(texts("12")[_die(rng, plant, 2)]),
    }


def _seal(rng: np.random.Generator, plant: Plant) -> dict[str, Column]:
    """The shaft seal of the machine that the part belongs to; its size is in either unit, whatever it says."""
    design = plant.items.design
    bore = plant.ways.designs.bore_mm[design]
    inch: Flags = plant.ways.designs.inch[design] ^ (rng.random(len(design)) < 0.2)
    size = sizes(rng, np.where(bore > 0, bore, np.nan), inch)
    return {
        "SealTypeGrup": listed(rarely(rng, plant.wording.series, 0.15)),
        "IN_SEALTYPE_CD": listed(marked(rng, plant.wording.series, lost=0.4)),
        "OUT_SEALTYPE_CD": listed(rarely(rng, plant.wording.series, 0.2)),
        "IN_SEALSIZE": listed(marked(rng, texts(size), lost=0.3)),
        "IN_SEALSIZE_UOM": listed(texts(["INCH", "INCH", "MM", "MM", "mm", "KZ", ""])[_die(rng, plant, 7)]),
    }
