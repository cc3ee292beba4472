"""What the learning core is given: one plant's items, routings and results as plain arrays.

This package imports neither Django nor any app; it knows no clock, no settings and no database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["number", "category", "text"]
Progress = Callable[[str, float], None]
"""Called with a stage name and the share done of the whole training, 0 to 1.

It may raise :class:`Cancelled`; training then ends at once and writes nothing.
"""


class Cancelled(Exception):
    """The person who asked for the training has withdrawn it."""


class TooLittleData(ValueError):
    """The catalogue cannot be learned from; the message says what is needed."""


@dataclass(frozen=True)
class Column:
    """One attribute of all items, in item order.

    values: shape (items,); float64 with NaN where unknown for "number",
    object array of str with "" where unknown for "category" and "text".
    """

    key: str
    kind: Kind
    values: NDArray[Any]


@dataclass(frozen=True)
class Items:
    """Items in one fixed order; every array has shape (items,)."""

    codes: tuple[str, ...]
    names: NDArray[np.object_]
    part_classes: NDArray[np.object_]
    drawings: NDArray[np.object_]
    created_days: NDArray[np.int32]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Steps:
    """Main routings, one row per step, ordered by item and then by sequence; shape (steps,).

    Codes are indices into the plant's lists, -1 where there is none. Times are minutes: set-up per
    lot, run per piece; lead time is days; the price is per piece. NaN where unknown.
    """

    item: NDArray[np.int32]
    operation: NDArray[np.int32]
    resource: NDArray[np.int32]
    outsourced: NDArray[np.bool_]
    vendor: NDArray[np.int32]
    setup_minutes: NDArray[np.float64]
    run_minutes: NDArray[np.float64]
    lead_time_days: NDArray[np.float64]
    price: NDArray[np.float64]


@dataclass(frozen=True)
class Results:
    """What the shop floor reported; shape (results,). Set-up is per lot, run is per piece, minutes."""

    item: NDArray[np.int32]
    operation: NDArray[np.int32]
    resource: NDArray[np.int32]
    quantity: NDArray[np.float64]
    setup_minutes: NDArray[np.float64]
    run_minutes: NDArray[np.float64]
    day: NDArray[np.int32]


@dataclass(frozen=True)
class Purchases:
    """Purchase orders for outsourced work; shape (orders,). The price is per piece."""

    item: NDArray[np.int32]
    vendor: NDArray[np.int32]
    price: NDArray[np.float64]
    day: NDArray[np.int32]


@dataclass(frozen=True)
class Plant:
    """All that a model is trained on. Days count from 1970-01-01, -1 where unknown."""

    items: Items
    operations: tuple[str, ...]
    resources: tuple[str, ...]
    vendors: tuple[str, ...]
    steps: Steps
    results: Results
    purchases: Purchases


@dataclass(frozen=True)
class Query:
    """An item to predict, in the catalogue or not; attribute values as text or number, absent when unknown."""

    code: str = ""
    name: str = ""
    part_class: str = ""
    drawing: str = ""
    attributes: Mapping[str, str | float | None] | None = None
