"""Judges a predicted CSV against what is true, in a way of its own: nothing of the learning core is used."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import mean, median
from typing import Any

from _bench_data import key
from rapidfuzz.distance import Levenshtein

BINS = 10


@dataclass(frozen=True)
class Made:
    """How an item is really made; minutes per piece beside each operation, None where unknown."""

    operations: tuple[str, ...]
    run_minutes: tuple[float | None, ...]


@dataclass(frozen=True)
class Guess:
    """An item's first proposed routing; times are (p10, median, p90), None where nothing is said."""

    operations: tuple[str, ...]
    confidence: float
    run_minutes: tuple[tuple[float, float, float] | None, ...]


NOTHING = Guess((), 0.0, ())


def read_guesses(path: Path) -> dict[str, Guess]:
    """By item code, out of the product's predicted CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = (row for row in csv.DictReader(file) if row["rank"] == "1")
        return {code: _guess(list(steps)) for code, steps in groupby(rows, lambda row: key(row["item_code"]))}


def _guess(steps: Sequence[Mapping[str, str]]) -> Guess:
    ordered = sorted(steps, key=lambda step: int(step["sequence"]))
    return Guess(
        operations=tuple(step["operation"] for step in ordered),
        confidence=float(ordered[0]["confidence"]),
        run_minutes=tuple(_times(step) for step in ordered),
    )


def _times(step: Mapping[str, str]) -> tuple[float, float, float] | None:
    texts = [step["run_p10"], step["run_minutes"], step["run_p90"]]
    low, middle, high = (float(text) if text else 0.0 for text in texts)
    return (low, middle, high) if all(texts) else None


def read_truth(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Made]:
    return {key(code): Made(tuple(made["operations"]), tuple(made["run_minutes"])) for code, made in told.items()}


def judge(guesses: Mapping[str, Guess], truth: Mapping[str, Made]) -> dict[str, float | None]:
    """Figures over all items of the truth; an item without a guess is a wrong guess."""
    pairs = [(guesses.get(code, NOTHING), true) for code, true in truth.items()]
    right = [guess.operations == true.operations for guess, true in pairs]
    times = [(said, minutes) for guess, true in pairs for said, minutes in _timed_steps(guess, true)]
    return {
        "items": len(pairs),
        "exact": mean(right),
        "similarity": mean(similarity(guess.operations, true.operations) for guess, true in pairs),
        "expected_calibration_error": calibration_error([guess.confidence for guess, _ in pairs], right),
        "run_median_ape": median(abs(said[1] - m) / m for said, m in times) if times else None,
        "run_coverage_80": mean(said[0] <= m <= said[2] for said, m in times) if times else None,
    }


def similarity(a: Sequence[str], b: Sequence[str]) -> float:
    """1 − Levenshtein distance ÷ longer length."""
    return float(Levenshtein.normalized_similarity(a, b))


def _timed_steps(guess: Guess, true: Made) -> Iterable[tuple[tuple[float, float, float], float]]:
    """Said and true minutes of the steps that an alignment matches, where both are known."""
    for block in Levenshtein.editops(guess.operations, true.operations).as_matching_blocks():
        for step in range(block.size):
            said, minutes = guess.run_minutes[block.a + step], true.run_minutes[block.b + step]
            if said is not None and minutes:
                yield said, minutes


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance of confidence and share right over ten bins, weighted by items."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, hit in zip(confidence, right, strict=True):
        bins.setdefault(min(int(sure * BINS), BINS - 1), []).append((sure, hit))
    return sum(abs(sum(s for s, _ in own) - sum(h for _, h in own)) for own in bins.values()) / max(1, len(right))
