"""A prediction as it was given: into JSON and back, and its routings as lines of a draft."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from apps.models.ml.prediction import Driver, Interval, PredictedRouting, PredictedStep, Prediction, SimilarItem
from apps.routing.editing.draft import Line, consistent, new_key


def freeze(prediction: Prediction) -> dict[str, Any]:
    return asdict(prediction)


def thaw(frozen: dict[str, Any]) -> Prediction:
    return Prediction(
        routings=tuple(_routing(routing) for routing in frozen["routings"]),
        similar_items=tuple(_similar(item) for item in frozen["similar_items"]),
        drivers=tuple(Driver(**driver) for driver in frozen["drivers"]),
    )


def _routing(routing: dict[str, Any]) -> PredictedRouting:
    steps = tuple(_step(step) for step in routing["steps"])
    return PredictedRouting(**{**routing, "steps": steps, "source_items": tuple(routing["source_items"])})


def _step(step: dict[str, Any]) -> PredictedStep:
    return PredictedStep(
        **{
            **step,
            "setup_minutes": _interval(step["setup_minutes"]),
            "run_minutes": _interval(step["run_minutes"]),
            "source_items": tuple(step["source_items"]),
        }
    )


def _interval(interval: dict[str, float] | None) -> Interval | None:
    return Interval(**interval) if interval else None


def _similar(item: dict[str, Any]) -> SimilarItem:
    differences = tuple(tuple(difference) for difference in item["differences"])
    return SimilarItem(item["code"], item["similarity"], tuple(item["operations"]), differences)


def predicted_step(routings: Sequence[PredictedRouting], line: Line) -> PredictedStep | None:
    """What was predicted for a line; None where nothing was."""
    if line.rank is None or line.place is None:
        return None
    return routings[line.rank - 1].steps[line.place]


def lines_of(routing: PredictedRouting) -> list[Line]:
    return [line_of(step, rank=routing.rank, place=place) for place, step in enumerate(routing.steps)]


def line_of(step: PredictedStep, *, rank: int, place: int, source: str = "prediction") -> Line:
    """A planner's first line: times as they are shown, three figures, so that saving what stands there changes
    nothing."""
    line = Line(
        key=new_key(),
        operation=step.operation,
        resource=step.resource,
        outsourced=step.outsourced,
        vendor=step.vendor,
        setup_minutes=_median(step.setup_minutes),
        run_minutes=_median(step.run_minutes),
        price=three_figures(step.price),
        lead_time_days=three_figures(step.lead_time_days),
        confidence=step.confidence,
        source=source,
        rank=rank,
        place=place,
    )
    return consistent(line)


def _median(interval: Interval | None) -> float | None:
    return three_figures(interval.median) if interval else None


def three_figures(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))
