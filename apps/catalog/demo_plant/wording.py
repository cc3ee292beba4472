"""What a planner writes into the item master: names, specifications, drawings, and known sizes."""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Floats, Ints, Texts, texts
from .families import FAMILIES, PART_TYPES
from .features import FEATURES, INDEX
from .items import Items
from .lines import SERIES
from .materials import GRADES
from .parts import Designs

DIMENSIONS_IN_SPEC = 0.62
NO_SPEC = (0.33, 0.12, 0.05, 0.03)
"""Share without a specification, by how many features it would have to mention: none, one, two, more."""
NO_DRAWING = 0.22
SIZE_KNOWN = 0.46
SIZE_KNOWN_OF_ASSEMBLIES = 0.12
SERIES_SIZES = (200, 300, 500, 750, 1000, 1500, 2000)
NO_SERIES = 0.24


@dataclass(frozen=True)
class Wording:
    """Clean texts, "" where nothing is written; sizes in millimetres, NaN where unknown; shape (items,)."""

    name: Texts
    spec: Texts
    series: Texts
    model: Texts
    drawing: Texts
    stock: Texts
    outer_mm: Floats
    bore_mm: Floats
    length_mm: Floats


def describe(rng: np.random.Generator, items: Items, designs: Designs) -> Wording:
    design = items.design
    unnamed = rng.random(len(items)) < NO_SERIES
    series = texts(name for _, name in SERIES)[designs.series[design]]
    sizes = texts(map(str, SERIES_SIZES))[np.digitize(designs.outer_mm[design], (20, 40, 80, 120, 200, 400))]
    number = texts(f"{place:06d}" for place in range(1, len(designs) + 1))[design]
    undrawn = rng.random(len(items)) < NO_DRAWING
    outer, rest = _known(rng, designs.family[design])
    return Wording(
        name=_names(rng, items, designs),
        spec=_specs(rng, items, designs),
        series=series,
        model=np.where(unnamed, "", series + "-" + sizes),
        drawing=np.where(undrawn, "", series + "-" + number),
        stock=_stock(designs)[design],
        outer_mm=np.where(outer, designs.outer_mm[design], np.nan),
        bore_mm=np.where(rest & (designs.bore_mm[design] > 0), designs.bore_mm[design], np.nan),
        length_mm=np.where(rest, designs.length_mm[design], np.nan),
    )


def _known(rng: np.random.Generator, family: Ints) -> tuple[Flags, Flags]:
    """Is the outer size in the item master; are the other two."""
    share = np.array([SIZE_KNOWN_OF_ASSEMBLIES if each.group == "ASY" else SIZE_KNOWN for each in FAMILIES])
    outer = rng.random(len(family)) < share[family]
    return outer, outer & (rng.random(len(family)) < 0.92)


def _names(rng: np.random.Generator, items: Items, designs: Designs) -> Texts:
    """The part type, often with its material before or after."""
    part = texts(PART_TYPES)[designs.part_type[items.design]]
    material = texts(grade.words for grade in GRADES)[items.grade]
    pattern = rng.random(len(items))
    plain = (pattern < 0.4) | (items.grade == 0)
    return np.where(plain, part, np.where(pattern < 0.85, material + " " + part, part + ", " + material))


def _specs(rng: np.random.Generator, items: Items, designs: Designs) -> Texts:
    features = designs.features[items.design]
    said = features & (rng.random(features.shape) < np.array([feature.mention for feature in FEATURES]))
    with_size = rng.random(len(items)) < DIMENSIONS_IN_SPEC
    spec = np.where(with_size, _dimensions(designs)[items.design], "").astype(object)
    for place, feature in enumerate(FEATURES):
        rows = np.flatnonzero(said[:, place])
        spec[rows] = spec[rows] + (" " + texts(feature.words)[rng.integers(0, len(feature.words), len(rows))])
    blank = rng.random(len(items)) < np.array(NO_SPEC)[np.minimum(said.sum(axis=1), len(NO_SPEC) - 1)]
    return texts("" if empty else text.strip() for text, empty in zip(spec, blank, strict=True))


def _dimensions(designs: Designs) -> Texts:
    group = texts(family.group for family in FAMILIES)[designs.family]
    sizes = zip(designs.outer_mm.tolist(), designs.bore_mm.tolist(), designs.length_mm.tolist(), strict=True)
    return texts(
        _size_words(kind, inch, *size) for kind, inch, size in zip(group, designs.inch.tolist(), sizes, strict=True)
    )


def _size_words(group: str, inch: bool, outer: float, bore: float, length: float) -> str:
    """As it stands on the drawing of such a part."""
    if group == "ASY":
        return f'{outer / 25.4:.1f}"' if inch else f"DN{outer:.0f}"
    if inch:
        return f'{outer / 25.4:.3f}"*{length / 25.4:.2f}"L'
    if group == "PLT":
        return f"T{length:g}*{bore:g}*{outer:g}"
    return f"OD{outer:g}*ID{bore:g}*{length:g}L" if bore else f"Ø{outer:g}*{length:g}L"


STOCKS = {
    "ROT": "BAR",
    "DRV": "BAR",
    "VLV": "BAR",
    "STD": "BAR",
    "CST": "CAST",
    "PLT": "PLATE",
    "WLD": "PIPE",
}


def _stock(designs: Designs) -> Texts:
    """The raw material's form, by design."""
    usual = texts(STOCKS.get(family.group, "") for family in FAMILIES)[designs.family]
    turned = (usual == "BAR") & (designs.features[:, INDEX["forged"]] | (designs.outer_mm > 320))
    hollow = (usual == "BAR") & designs.features[:, INDEX["tube"]]
    return np.where(turned, "FORG", np.where(hollow, "PIPE", usual)).astype(object)
