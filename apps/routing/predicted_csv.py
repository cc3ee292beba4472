"""The predicted CSV: one row per step, rank 1 first."""

from collections.abc import Iterator

from apps.models.ml.prediction import PredictedRouting, PredictedStep, Prediction

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
    setup, run = step.setup_minutes, step.run_minutes
    return (
        item_code,
        str(routing.rank),
        f"{routing.confidence:.4f}",
        str(step.sequence),
        step.operation,
        step.resource,
        "true" if step.outsourced else "false",
        step.vendor,
        *(f"{minutes:.4g}" for minutes in (setup.median, setup.p10, setup.p90, run.median, run.p10, run.p90)),
        f"{step.confidence:.4f}",
        SOURCE_SEPARATOR.join(step.source_items),
    )
