"""review, activate, rollback, evaluate and train by command."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.models.models import ModelVersion, TrainingRun

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def run(*arguments, **options):
    said = StringIO()
    call_command(*arguments, json=True, stdout=said, **options)
    return json.loads(said.getvalue())


def test_the_whole_way_by_command(make_version, trainer, approver):
    make_version(trainer.user)
    assert run("review", 1, "submit", user="trainer", note="better")["review_status"] == "in_review"
    assert run("review", 1, "approve", user="approver", note="checked")["review_status"] == "approved"
    assert run("activate", 1, user="approver", note="go")["active"] is True
    report = run("evaluate")
    assert report["version"] == 1
    assert len(report["comparison"]) == 4


def test_evaluate_shows_the_newest_version_until_one_is_active(make_version):
    make_version()
    make_version()
    assert run("evaluate")["version"] == 2


def test_rollback_by_command(active_version, make_version, decide, trainer, approver):
    way = (("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
    decide(make_version(trainer.user), *way)
    assert run("rollback", user="approver", note="rings")["version"] == 1
    assert run("rollback", 2, user="approver", note="forward again")["version"] == 2


def test_an_override_by_command(make_version, trainer, approver, person):
    person("other", "approver")
    make_version(trainer.user, recall_at_10=0.5)
    run("review", 1, "submit", user="trainer", note="x")
    run("review", 1, "request-override", user="other", note="known")
    run("review", 1, "grant-override", user="approver", note="agreed")
    said = StringIO()
    call_command("review", 1, "approve", user="approver", note="ok", stdout=said)
    assert said.getvalue().strip() == "Version 1 is approved, its gates overridden."


def test_a_policy_by_command(approver, person):
    person("other", "approver")
    assert run("gate_policy")["settings"]["recall_min"] == 0.99
    proposed = run("gate_policy", "propose", set=["recall_min=0.95"], user="approver", note="small index")
    assert (proposed["number"], proposed["status"]) == (2, "proposed")
    assert run("gate_policy", "confirm", 2, user="other", note="agreed")["status"] == "confirmed"
    assert run("gate_policy")["settings"]["recall_min"] == 0.95


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        (("review", 1, "approve"), {"user": "trainer", "note": "x"}, "review_modelversion"),
        (("review", 1, "submit"), {"user": "ghost", "note": "x"}, "no active user ghost"),
        (("review", 9, "submit"), {"user": "trainer", "note": "x"}, "no model version 9"),
        (("review", 1, "submit"), {"user": "trainer", "note": " "}, "needs a comment"),
        (("activate", 1), {"user": "approver", "note": "x"}, "is candidate"),
        (("rollback",), {"user": "approver", "note": "x"}, "no earlier"),
        (("rollback", 1), {"user": "approver", "note": "x"}, "is candidate"),
        (("gate_policy", "propose"), {"note": "x"}, "Give --user"),
        (("gate_policy", "propose"), {"set": ["recal=1"], "user": "approver", "note": "x"}, "no setting recal"),
        (("gate_policy", "propose"), {"set": ["recall_min=high"], "user": "approver", "note": "x"}, "must be a float"),
        (("gate_policy", "confirm"), {"user": "approver", "note": "x"}, "number of the proposal"),
        (("gate_policy", "confirm", 7), {"user": "approver", "note": "x"}, "no gate policy 7"),
        (("evaluate",), {"version": 7}, "no such model version"),
        (("evaluate",), {"version": 0}, "no such model version"),
        (("train",), {"seed": -1}, "number from 0 to"),
        (("train",), {"seed": 2**40}, "number from 0 to"),
        (("train",), {}, "at least 20"),
    ],
)
def test_refusals_are_one_sentence(make_version, trainer, approver, arguments, options, says):
    make_version(trainer.user)
    with pytest.raises(CommandError, match=says):
        call_command(*arguments, **options)


def test_train_queues_and_says_so(catalogue):
    assert run("train", seed=3, note="nightly") == {
        "run": TrainingRun.objects.get().pk,
        "state": "queued",
        "version": None,
        "exact": None,
        "similarity": None,
    }
    assert not ModelVersion.objects.exists()


def test_a_refusal_on_the_command_line_is_the_sentence_alone_and_exit_code_1():
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "predict",
        "nowhere.csv",
        "--out",
        "x.csv",
        "--alternatives",
        "99",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip() == "--alternatives is a number from 1 to 10."
