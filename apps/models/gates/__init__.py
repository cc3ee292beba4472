"""What a version must pass before anyone can approve it; computed here, frozen when it is submitted.

A new gate is one function in `rules.py` that takes the evidence and returns a `GateResult`, and its name in `GATES`.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from apps.models.gates import rules
from apps.models.gates.evidence import Evidence, gather
from apps.models.gates.results import GateResult
from apps.models.models import ModelVersion
from apps.models.review_selectors import policy_in_force

Gate = Callable[[Evidence], GateResult]

GATES: tuple[Gate, ...] = (
    rules.artefact_intact,
    rules.exact_no_worse,
    rules.similarity_no_worse,
    rules.no_class_worse,
    rules.no_worse_than_simple_methods,
    rules.setup_coverage,
    rules.run_coverage,
    rules.calibrated,
    rules.enough_data,
    rules.fresh_data,
    rules.index_finds_neighbours,
    rules.memory_of_training,
    rules.size_of_files,
    rules.keeps_field_accuracy,
)


def judge(evidence: Evidence) -> list[dict[str, Any]]:
    """All gates' results as JSON, in the order in which they are shown."""
    return [asdict(gate(evidence)) for gate in GATES]


def evaluate_gates(version: ModelVersion) -> list[dict[str, Any]]:
    """As they stand now, by the policy in force."""
    return judge(gather(version, policy_in_force()))


__all__ = ["GATES", "Evidence", "Gate", "GateResult", "evaluate_gates", "gather", "judge"]
