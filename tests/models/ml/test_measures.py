"""Best known times out of standards and wrong-by-sixty reports."""

from dataclasses import replace

import numpy as np
import pytest

from apps.models.ml.measures import measure
from apps.models.ml.plant import Results
from tests.models.ml.plants import make_plant

PLANT = make_plant(20)


def reports(minutes: list[float], days: list[int] | None = None) -> Results:
    """Reports of the first step's run time."""
    n = len(minutes)
    days = days or [16_000] * n
    return Results(
        item=np.full(n, PLANT.steps.item[0]),
        operation=np.full(n, PLANT.steps.operation[0]),
        resource=np.full(n, -1, np.int32),
        quantity=np.ones(n),
        setup_minutes=np.zeros(n),
        run_minutes=np.array(minutes, float),
        day=np.array(days, np.int32),
    )


def first_run(minutes: list[float], standard: float, days: list[int] | None = None) -> float:
    run = PLANT.steps.run_minutes.copy()
    run[0] = standard
    plant = replace(PLANT, steps=replace(PLANT.steps, run_minutes=run), results=reports(minutes, days))
    return float(np.exp(measure(plant).logs[1, 0]))


@pytest.mark.parametrize(
    ("minutes", "standard", "low", "high", "reason"),
    [
        ([], 10, 10, 10, "no report: the standard"),
        ([12] * 20, 10, 11.5, 12, "many reports outweigh the standard"),
        ([12, 720, 0, 120], 10, 10, 12, "rows wrong by 60, 0 and 10 times are left out"),
        ([8, 8, 8, 480], np.nan, 8, 8, "no standard: the reports' median is the reference"),
        ([-5, np.nan, np.inf], 10, 10, 10, "impossible reports are left out"),
    ],
)
def test_run_minutes(minutes: list[float], standard: float, low: float, high: float, reason: str) -> None:
    assert low - 1e-6 <= first_run(minutes, standard) <= high + 1e-6, reason


def test_recent_reports_weigh_more() -> None:
    old, new = 12_000, 16_000
    assert first_run([8, 12], 10, [old, new]) > 10 > first_run([12, 8], 10, [old, new])


def test_unknown_stays_unknown() -> None:
    assert np.isnan(first_run([], np.nan))


def test_results_are_counted_per_step() -> None:
    plant = replace(PLANT, results=reports([5, 6, 7]))
    assert measure(plant).results[0] == 3
    assert measure(plant).results.sum() == 3
