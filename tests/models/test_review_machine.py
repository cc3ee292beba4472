"""No version is ever in use without two people, a reason, and gates that passed or that a second person overrode."""

import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.models.review_machine import ReviewMachine, make_people

EXAMPLES = int(os.environ.get("REVIEW_MACHINE_EXAMPLES", "15"))
"""More of them, and other ones each time: REVIEW_MACHINE_EXAMPLES=500 scripts/test -k review_machine"""


@pytest.mark.django_db(transaction=True)
def test_random_people_never_bring_a_version_into_use_past_the_review(trained_folder, tmp_path):
    (tmp_path / "artifacts").mkdir()
    make_people()
    ReviewMachine.trained = tmp_path / "trained"
    shutil.copytree(trained_folder, ReviewMachine.trained)
    ReviewMachine.metrics = json.loads((trained_folder / "metrics.json").read_text())
    ReviewMachine.metrics["held_out"]["run_coverage_80"] = 0.8
    ReviewMachine.reached.clear()
    run_state_machine_as_test(ReviewMachine, settings=_settings())
    for step in ("submit", "approve", "activate", "approved by override", "two at once", "policy"):
        assert ReviewMachine.reached[step], f"nothing ever reached: {step}; {ReviewMachine.reached}"


def _settings():
    long_run = "REVIEW_MACHINE_EXAMPLES" in os.environ
    return settings(
        max_examples=EXAMPLES,
        stateful_step_count=40,
        deadline=None,
        derandomize=not long_run,
        phases=[*Phase] if long_run else [Phase.generate],  # to shrink a failure takes minutes
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
