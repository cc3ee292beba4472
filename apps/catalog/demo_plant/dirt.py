"""What years of typing do to clean data: blanks, cases, units, and nine ways of writing nothing."""

import numpy as np

from .arrays import Flags, Floats, Texts, texts

BLANKS = texts(["", " ", "-", "--", "nan", "NULL", "None", "0", "NA"])
LEADING_BLANK = 0.004
LOWER_CASE = 0.001
UNITS_OF_MM = texts(["MM", "MM", "MM", "MM", "MM", "MM", "mm", "mm", "mmmm", "MM/IN", ""])
UNITS_OF_INCH = texts(["INCH", "INCH", "INCH", "inch"])
ABSURD_SIZE = 0.003
"""Share of the unknown sizes written as 9999 instead of 0."""
MM_PER_INCH = 25.4


def marked(rng: np.random.Generator, values: Texts, lost: float = 0.0) -> Texts:
    """Nothing, written in one of the nine ways; and a share of the values lost."""
    empty = (values == "") | (rng.random(len(values)) < lost)
    return np.where(empty, BLANKS[rng.integers(0, len(BLANKS), len(values))], values)


def rarely(rng: np.random.Generator, values: Texts, share: float) -> Texts:
    """Most of them nothing, a share as they are."""
    return marked(rng, values, lost=1 - share)


def mixed_case(rng: np.random.Generator, values: Texts, share: float) -> Texts:
    """A share in lower case."""
    rows = np.flatnonzero(rng.random(len(values)) < share)
    changed = values.copy()
    changed[rows] = texts(value.lower() for value in values[rows])
    return changed


def mistyped_codes(rng: np.random.Generator, codes: Texts, *, lower: float = LOWER_CASE) -> Texts:
    """Some with a leading blank, and some in lower case."""
    rows = np.flatnonzero(rng.random(len(codes)) < LEADING_BLANK)
    changed = mixed_case(rng, codes, lower)
    changed[rows] = texts(" " + code for code in codes[rows])
    return changed


def sizes(rng: np.random.Generator, millimetres: Floats, inch: Flags) -> list[str]:
    """In the item's unit; unknown ones as 0.0, or as 9999.0."""
    in_unit = np.where(inch, (millimetres / MM_PER_INCH).round(3), millimetres)
    unknown = np.where(rng.random(len(in_unit)) < ABSURD_SIZE, 9999.0, 0.0)
    return [repr(size) for size in np.where(np.isnan(in_unit), unknown, in_unit).tolist()]
