"""Units of sizes and weights: everything becomes millimetres or kilograms.

A unit that says both (MM/IN) is decided by the row's largest size. A unit column that says nothing reliable (`near` in
the profile) is decided by which reading comes nearer to a like size of the same row.
"""

import math
from collections.abc import Sequence

from apps.catalog.importing.values import Unfit, number

MM_PER_INCH = 25.4
MILLIMETRES = {
    "mm": 1.0, "millimetre": 1.0, "millimeter": 1.0, "cm": 10.0, "dm": 100.0, "m": 1000.0,
    "in": MM_PER_INCH, "inch": MM_PER_INCH, "inches": MM_PER_INCH, "zoll": MM_PER_INCH, '"': MM_PER_INCH,
    "ft": 304.8, "µm": 0.001, "um": 0.001,
}  # fmt: skip  # a table
KILOGRAMS = {
    "kg": 1.0, "g": 0.001, "gr": 0.001, "mg": 1e-6, "t": 1000.0, "lb": 0.45359237, "lbs": 0.45359237,
    "oz": 0.028349523,
}  # fmt: skip  # a table
FACTORS = {"mm": MILLIMETRES, "kg": KILOGRAMS}

EITHER = 0.0
"""In place of a factor: millimetres or inches, the sizes must say."""
SMALLEST_PART = 4.0
"""No part's largest size is below 4 mm; few are above 4 inches."""
SMALLEST_SEAL = 8.0
"""No seal is below 8 mm; few are above 8 inches."""
DIGITS = 4


def factor(unit: str, target: str) -> float:
    """By which a number in `unit` becomes one in `target` ("mm" or "kg"). What says no unit is in the target's."""
    name = unit.strip().lower().rstrip(".")
    known = FACTORS[target].get(name)
    if known:
        return known
    if target == "mm" and "mm" in name and "in" in name:
        return EITHER
    return 1.0  # blank, mmmm, and what is no unit at all


def known_size(text: str, unknown: frozenset[float]) -> float:
    """0.0 where the text says no size."""
    try:
        size = number(text.strip())
    except Unfit:
        return 0.0
    return 0.0 if size in unknown or size < 0 else size


def decided(sizes: Sequence[float]) -> float:
    """The factor of a row whose unit is EITHER."""
    return MM_PER_INCH if 0 < max(sizes, default=0.0) < SMALLEST_PART else 1.0


def nearer(size: float, like_mm: float) -> float:
    """The factor that brings the size nearer to `like_mm`, a size of the same row, 0.0 where there is none."""
    if not size or not like_mm:
        return MM_PER_INCH if size < SMALLEST_SEAL else 1.0
    apart = math.log(size / like_mm)
    return MM_PER_INCH if abs(apart + math.log(MM_PER_INCH)) < abs(apart) else 1.0


def in_unit(size: float, by: float) -> float:
    return size if by == 1.0 else round(size * by, DIGITS)
