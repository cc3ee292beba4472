"""The predicted CSV: one row per step, rank 1 first."""

from collections.abc import Iterator

from apps.models.ml.prediction import Interval, PredictedRouting, PredictedStep, Prediction

COLUMNS = (
    "item_code",
    "rank",
    "confidence",
    "sequence",
    "operation",
    "resource",
    "outsourced",
    "vendor",
    "setup_minutes",
    "setup_p10",
    "setup_p90",
    "run_minutes",
    "run_p10",
    "run_p90",
    "step_confidence",
    "source_items",
)
SOURCE_SEPARATOR = ";"


def rows(item_code: str, prediction: Prediction) -> Iterator[tuple[str, ...]]:
    """The rows of one item; `item_code` stands as the asker wrote it."""
    for routing in prediction.routings:
        for step in routing.steps:
            yield _row(item_code, routing, step)


def _row(item_code: str, routing: PredictedRouting, step: PredictedStep) -> tuple[str, ...]:
    return (
        item_code,
        str(routing.rank),
        f"{routing.confidence:.4f}",
        str(step.sequence),
        step.operation,
        step.resource,
        "true" if step.outsourced else "false",
        step.vendor,
        *_minutes(step.setup_minutes),
        *_minutes(step.run_minutes),
        f"{step.confidence:.4f}",
        SOURCE_SEPARATOR.join(step.source_items),
    )


def _minutes(interval: Interval | None) -> tuple[str, str, str]:
    """Median, P10 and P90; empty where nothing is known."""
    if interval is None:
        return "", "", ""
    return f"{interval.median:.4g}", f"{interval.p10:.4g}", f"{interval.p90:.4g}"
