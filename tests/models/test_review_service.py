"""No version goes live on one person's word: the service says so, and PostgreSQL says so against raw SQL."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.catalog.errors import Refusal
from apps.models.models import ModelVersion, VersionEvent
from apps.models.services import review
from apps.models.services.review import locked
from apps.models.services.review_steps import submit

pytestmark = pytest.mark.django_db
ACTIONS = review.ACTIONS


def perform(action, version, client, note="because"):
    return review.perform(action=ACTIONS[action], number=version.number, user=client.user, note=note)


def test_the_whole_way_is_logged_with_people_and_words(make_version, trainer, approver):
    version = make_version(trained_by=trainer.user)
    perform("submit", version, trainer, "better on rings")
    perform("approve", version, approver, "figures checked")
    version = perform("activate", version, approver, "Monday")
    assert version.is_active
    assert [(e.kind, e.actor, e.note) for e in version.events.all()] == [
        ("trained", trainer.user, ""),
        ("submitted", trainer.user, "better on rings"),
        ("approved", approver.user, "figures checked"),
        ("activated", approver.user, "Monday"),
    ]
    assert all(gate["passed"] for gate in version.frozen_gates)


@pytest.mark.parametrize(
    ("steps", "action", "who", "refusal", "says"),
    [
        ([], "approve", "approver", Refusal, "candidate"),  # never submitted
        ([], "activate", "approver", Refusal, "candidate"),  # never approved
        ([], "submit", "approver", PermissionDenied, "submit_modelversion"),
        (["submit"], "submit", "trainer", Refusal, "in review"),
        (["submit"], "approve", "trainer", PermissionDenied, "review_modelversion"),
        (["submit", "reject"], "approve", "approver", Refusal, "rejected"),
        (["submit", "approve", "activate"], "activate", "approver", Refusal, "active already"),
    ],
)
def test_refusals(make_version, trainer, approver, steps, action, who, refusal, says):
    people = {"trainer": trainer, "approver": approver}
    version = make_version(trained_by=trainer.user)
    for step in steps:
        perform(step, version, trainer if step == "submit" else approver)
    before = VersionEvent.objects.count()
    with pytest.raises(refusal, match=says):
        perform(action, version, people[who])
    assert VersionEvent.objects.count() == before


def test_a_decision_needs_words(make_version, trainer):
    with pytest.raises(Refusal, match="needs a comment"):
        perform("submit", make_version(), trainer, note="  ")


@pytest.mark.parametrize("part", ["trained", "submitted"])
def test_even_a_superuser_approves_nothing_of_their_own(make_version, person, trainer, part):
    boss = person("boss")
    boss.user.is_superuser = True
    boss.user.save()
    version = make_version(trained_by=boss.user if part == "trained" else trainer.user)
    perform("submit", version, boss if part == "submitted" else trainer)
    with pytest.raises(Refusal, match="second person"):
        perform("approve", version, boss)


def test_a_failed_gate_blocks_approval(make_version, trainer, approver):
    version = make_version(trained_by=trainer.user, recall_at_10=0.5)
    perform("submit", version, trainer)
    with pytest.raises(Refusal, match="failed a gate: Recall of the index"):
        perform("approve", version, approver)


def test_files_that_changed_since_the_approval_are_not_brought_into_use(make_version, trainer, approver):
    version = make_version(trained_by=trainer.user)
    perform("submit", version, trainer)
    perform("approve", version, approver)
    (version.folder / "manifest.json").write_text("{}")
    with pytest.raises(Refusal, match="missing or damaged"):
        perform("activate", version, approver)


def test_files_that_changed_make_a_submission_void_and_the_history_says_so(make_version, trainer, approver):
    version = make_version(trained_by=trainer.user)
    perform("submit", version, trainer)
    (version.folder / "manifest.json").write_text("{}")
    with pytest.raises(Refusal, match="candidate again, and has to be submitted anew: its files have changed"):
        perform("approve", version, approver)
    version.refresh_from_db()
    assert (version.review_status, version.frozen_gates, version.submitted_by) == ("candidate", None, None)
    assert (version.events.last().kind, version.events.last().actor) == ("voided", None)


def test_a_submission_freezes_what_was_true_by_then(make_version, decide, trainer, approver):
    way = (("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
    decide(make_version(trainer.user), *way)
    version = decide(make_version(trainer.user), ("submit", trainer.user))
    frozen = version.frozen_evidence
    assert (frozen["artifact_hash"], frozen["policy"]) == (version.artifact_hash, 1)
    assert (frozen["comparison"]["basis"], frozen["comparison"]["active_version"]) == ("common", 1)
    assert frozen["comparison"]["active_exact"] == version.metrics["held_out"]["exact"]
    assert {gate["key"] for gate in version.frozen_gates} >= {"exact_no_worse", "fresh_data", "run_coverage"}


def test_where_the_system_trained_and_submitted_two_people_approve(make_version, person, approver):
    version = make_version(trained_by=None)
    ada = person("ada", "approver")
    boss = person("boss", "trainer")
    perform("submit", version, boss)
    perform("approve", version, approver)  # a person submitted it: one approval is the second word
    version = make_version(trained_by=None)
    with transaction.atomic():
        submit(locked(version.number), None, "by policy")
    version = perform("approve", version, approver)
    assert (version.review_status, version.first_approved_by) == ("in_review", approver.user)
    with pytest.raises(Refusal, match="a second person follows"):
        perform("approve", version, approver)
    version = perform("approve", version, ada)
    assert (version.review_status, version.decided_by) == ("approved", ada.user)


def test_a_permission_that_was_taken_away_counts_at_once(make_version, trainer, approver):
    version = make_version(trained_by=trainer.user)
    perform("submit", version, trainer)
    assert approver.user.has_perm("registry.review_modelversion")  # and the object remembers it
    approver.user.groups.clear()
    with pytest.raises(PermissionDenied):
        perform("approve", version, approver)


def test_what_nobody_wants_is_retired_and_what_is_in_use_is_not(make_version, active_version, trainer, approver):
    version = perform("retire", make_version(trained_by=trainer.user), approver, "not needed")
    assert version.review_status == "retired"
    with pytest.raises(Refusal, match="is retired, so it cannot"):
        perform("submit", version, trainer)
    with pytest.raises(Refusal, match="is in use"):
        perform("retire", active_version, approver)


def test_activation_moves_the_flag_and_rollback_moves_it_back(make_version, decide, trainer, approver):
    way = (("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
    first = decide(make_version(trainer.user), *way)
    second = decide(make_version(trainer.user), *way)
    assert list(ModelVersion.objects.filter(is_active=True)) == [second]
    first.refresh_from_db()
    assert (first.review_status, first.events.last().kind) == ("retired", "deactivated")
    assert review.rollback(user=approver.user, note="rings are wrong") == first
    assert list(ModelVersion.objects.filter(is_active=True)) == [first]


def test_rollback_without_an_earlier_version_says_so(active_version, approver):
    with pytest.raises(Refusal, match="no earlier"):
        review.rollback(user=approver.user, note="try")


def test_at_most_one_version_is_active(make_version, decide, active_version, trainer, approver):
    decide(make_version(trainer.user), ("submit", trainer.user), ("approve", approver.user))
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.filter(is_active=False).update(is_active=True)


def test_buttons_are_what_the_handlers_allow(make_version, trainer, approver, viewer):
    version = make_version(trained_by=trainer.user)

    def buttons(client):
        return [action.name for action in review.get_actions(ModelVersion.objects.get(), client.user)]

    assert (buttons(viewer), buttons(trainer), buttons(approver)) == ([], ["submit"], ["retire"])
    perform("submit", version, trainer)
    assert (buttons(viewer), buttons(trainer), buttons(approver)) == ([], [], ["approve", "reject"])
