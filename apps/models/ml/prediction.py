"""What the learning core answers: ranked routings with the items that speak for them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """Minutes: the median and the bounds that hold 80 % of true values."""

    p10: float
    median: float
    p90: float


@dataclass(frozen=True)
class PredictedStep:
    """One step; `confidence` is the chance that the true routing has it at this place in the order.

    `result_count` shop-floor results and `source_items` (codes, nearest first) stand behind it.
    Codes are "" and figures None where there is nothing to say.
    """

    sequence: int
    operation: str
    resource: str
    outsourced: bool
    vendor: str
    setup_minutes: Interval | None
    run_minutes: Interval | None
    lead_time_days: float | None
    price: float | None
    confidence: float
    result_count: int
    source_items: tuple[str, ...]


@dataclass(frozen=True)
class PredictedRouting:
    """One way of making it; `confidence` is the calibrated chance that it is the exact sequence."""

    rank: int
    confidence: float
    steps: tuple[PredictedStep, ...]
    source_items: tuple[str, ...]
    seen_in_training: bool


@dataclass(frozen=True)
class SimilarItem:
    """A routed item like the asked one; `differences` are (attribute, its value, the asked value)."""

    code: str
    similarity: float
    operations: tuple[str, ...]
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Driver:
    """An attribute that mattered: `share` of the evidence for the first routing; shares sum to 1 at most."""

    attribute: str
    value: str
    share: float


@dataclass(frozen=True)
class Prediction:
    """The answer for one query, best routing first; `routings` is never empty."""

    routings: tuple[PredictedRouting, ...]
    similar_items: tuple[SimilarItem, ...]
    drivers: tuple[Driver, ...]
