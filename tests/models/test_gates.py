"""What each gate says of made-up evidence: one table, a reason per row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.models.gates import GATES, judge, rules
from apps.models.gates.comparison import ClassFigures, Comparison, compare
from apps.models.gates.evidence import Evidence
from apps.models.models import GatePolicy, ModelVersion

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BIN = {"from": 0.9, "to": 1.0, "items": 1000, "confidence": 0.99, "right": 0.99}
FIGURES = {
    "held_out": {
        "items": 1000,
        "exact": 0.80,
        "setup_coverage_80": 0.8,
        "run_coverage_80": 0.8,
        "expected_calibration_error": 0.02,
        "calibration": [BIN],
    },
    "baselines": {"nearest_neighbour": {"exact": 0.70}},
    "training": {"items": 5000},
    "recall_at_10": 0.995,
}
BESIDE = Comparison("common", 3, 500, 0.80, 0.80, 0.9, 0.9, [ClassFigures("SFT", 100, 0.8, 0.8)])
GOOD = Evidence(
    version=ModelVersion(number=4, metrics=FIGURES, artifact_bytes=50_000_000),
    policy=GatePolicy(number=1),
    comparison=BESIDE,
    damage="",
    now=NOW,
    data_at=NOW - timedelta(days=3),
    peak_memory_mb=3_000,
    field_accuracy=None,
)


def figures(**changed):
    held_out = {**FIGURES["held_out"], **changed.pop("held_out", {})}
    return replace(
        GOOD, version=ModelVersion(number=4, metrics={**FIGURES, "held_out": held_out, **changed}, artifact_bytes=1)
    )


def beside(**changed):
    return replace(GOOD, comparison=replace(BESIDE, **changed))


def classes(*rows):
    return beside(classes=[ClassFigures(*row) for row in rows])


def failed(evidence):
    return [gate["key"] for gate in judge(evidence) if not gate["passed"]]


@pytest.mark.parametrize(
    ("evidence", "fails"),
    [
        (GOOD, []),
        (replace(GOOD, damage="model.json is missing"), ["artefact_intact"]),
        (beside(exact=0.785), []),  # within the 2 points of the policy
        (beside(exact=0.78), []),  # exactly at them
        (beside(exact=0.779), ["exact_no_worse"]),
        (beside(similarity=0.87), ["similarity_no_worse"]),
        (beside(active_exact=None), ["exact_no_worse"]),  # not measured is not passed
        (replace(GOOD, comparison=Comparison("none")), []),  # the first version has none to be worse than
        (classes(("SFT", 30, 0.69, 0.8)), ["no_class_worse"]),
        (classes(("SFT", 29, 0.1, 0.8)), []),  # too few to judge
        (classes(("SFT", 30, 0.70, 0.8), ("RNG", 40, 0.9, 0.5)), []),
        (classes(("SFT", 300, 0.95, 0.9), ("RNG", 40, 0.5, 0.9)), ["no_class_worse"]),  # a better mean hides nothing
        (figures(held_out={"exact": 0.5}), ["no_worse_than_simple_methods"]),
        (figures(baselines={}), ["no_worse_than_simple_methods"]),
        (figures(held_out={"setup_coverage_80": 0.5}), ["setup_coverage"]),
        (figures(held_out={"run_coverage_80": 0.99}), ["run_coverage"]),  # too wide says nothing
        (figures(held_out={"run_coverage_80": None, "setup_coverage_80": None}), []),  # a plant without times
        (figures(held_out={"expected_calibration_error": 0.2}), ["calibrated"]),
        (figures(held_out={"expected_calibration_error": None}), ["calibrated"]),
        (figures(training={"items": 99}), ["enough_data"]),
        (replace(GOOD, data_at=NOW - timedelta(days=91)), ["fresh_data"]),
        (replace(GOOD, data_at=NOW - timedelta(days=90)), []),
        (replace(GOOD, data_at=None), ["fresh_data"]),
        (figures(recall_at_10=0.98), ["index_finds_neighbours"]),
        (replace(GOOD, peak_memory_mb=20_000), ["memory_of_training"]),
        (replace(GOOD, peak_memory_mb=None), ["memory_of_training"]),
        (
            replace(GOOD, version=ModelVersion(number=4, metrics=FIGURES, artifact_bytes=3_000_000_000)),
            ["size_of_files"],
        ),
        (replace(GOOD, field_accuracy=0.84), []),
        (replace(GOOD, field_accuracy=0.86), ["keeps_field_accuracy"]),
    ],
)
def test_verdicts(evidence, fails):
    assert failed(evidence) == fails


def test_nothing_measured_passes_only_what_has_nothing_to_judge():
    nothing = replace(GOOD, version=ModelVersion(number=4, metrics={}, artifact_bytes=1), comparison=Comparison("none"))
    assert set(failed(nothing)) == {
        "no_worse_than_simple_methods",
        "setup_coverage",
        "run_coverage",
        "calibrated",
        "enough_data",
        "index_finds_neighbours",
    }


def test_every_gate_has_a_name_of_its_own_and_says_its_value_limit_and_meaning():
    said = judge(GOOD)
    assert len({gate["key"] for gate in said}) == len(GATES) == 14
    assert all(gate["label"] and gate["value"] and gate["threshold"] and gate["meaning"] for gate in said)


def test_few_items_are_allowed_the_error_that_chance_makes():
    """Ten bins of 17 items at 80 % sure: chance alone makes 7.7 points of calibration error."""
    bins = [{**BIN, "items": 17, "confidence": 0.8} for _ in range(10)]
    few = figures(held_out={"calibration": bins, "expected_calibration_error": 0.17})
    assert rules._error_by_chance(few) == pytest.approx(0.077, abs=0.001)
    assert failed(few) == []
    assert failed(figures(held_out={"calibration": bins, "expected_calibration_error": 0.18})) == ["calibrated"]


@pytest.mark.django_db
def test_two_versions_are_compared_on_the_items_that_both_held_out(make_version):
    """Their outcomes, not the figures of their rows."""
    one, other = make_version(), make_version(held_out={"exact": 0.1}, by_class=[])
    beside = compare(other, one)
    assert (beside.basis, beside.items, beside.active_version) == ("common", 240, 1)
    assert beside.exact == beside.active_exact == one.metrics["held_out"]["exact"]
    assert {(row.part_class, row.items) for row in beside.classes} == {("SFT", 80), ("RNG", 80), ("PLT", 80)}


@pytest.mark.django_db
def test_without_common_items_each_stands_for_its_own_and_the_gate_says_so(make_version):
    one, other = make_version(), make_version()
    (one.folder / "held_out.json").unlink()
    beside = compare(other, one)
    assert (beside.basis, beside.exact) == ("own", other.metrics["held_out"]["exact"])
    assert "its own held-out items" in rules.exact_no_worse(replace(GOOD, comparison=beside)).meaning
    assert {(row.part_class, row.items) for row in beside.classes} == {("SFT", 80), ("RNG", 80), ("PLT", 80)}
