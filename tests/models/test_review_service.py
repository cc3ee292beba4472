"""No version goes live on one person's word: the service says so, and PostgreSQL says so against raw SQL."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from apps.catalog.errors import Refusal
from apps.models.models import ModelVersion, VersionEvent
from apps.models.services import review

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
    version = make_version(trained_by=trainer.user)
    ModelVersion.objects.update(metrics={**version.metrics, "recall_at_10": 0.5})
    perform("submit", version, trainer)
    with pytest.raises(Refusal, match="failed a gate: Recall of the index"):
        perform("approve", version, approver)


@pytest.mark.parametrize("action", ["approve", "activate"])
def test_files_that_changed_since_the_training_are_refused(make_version, trainer, approver, action):
    version = make_version(trained_by=trainer.user)
    perform("submit", version, trainer)
    if action == "activate":
        perform("approve", version, approver)
    (version.folder / "manifest.json").write_text("{}")
    with pytest.raises(Refusal, match="missing or damaged"):
        perform(action, version, approver)


def test_activation_moves_the_flag_and_rollback_moves_it_back(make_version, decide, trainer, approver):
    way = (("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
    first = decide(make_version(trainer.user), *way)
    second = decide(make_version(trainer.user), *way)
    assert list(ModelVersion.objects.filter(is_active=True)) == [second]
    assert review.rollback(user=approver.user, note="rings are wrong") == first
    assert list(ModelVersion.objects.filter(is_active=True)) == [first]


def test_rollback_without_an_earlier_version_says_so(active_version, approver):
    with pytest.raises(Refusal, match="no earlier"):
        review.rollback(user=approver.user, note="try")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_modelversion SET is_active = true",  # active implies approved
        "UPDATE registry_modelversion SET review_status = 'approved', decided_by_id = submitted_by_id",
        "UPDATE registry_modelversion SET review_status = 'approved', decided_by_id = trained_by_id",
        "UPDATE registry_modelversion SET review_status = 'approved', decided_by_id = NULL",
        "UPDATE registry_versionevent SET note = 'another story'",
        "DELETE FROM registry_versionevent",
    ],
)
def test_postgresql_holds_the_rules_against_raw_sql(make_version, trainer, statement):
    perform("submit", make_version(trained_by=trainer.user), trainer)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_at_most_one_version_is_active(make_version, decide, active_version, trainer, approver):
    decide(make_version(trainer.user), ("submit", trainer.user), ("approve", approver.user))
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.filter(is_active=False).update(is_active=True)


def test_buttons_are_what_the_handlers_allow(make_version, trainer, approver, viewer):
    version = make_version(trained_by=trainer.user)

    def buttons(client):
        return [action.name for action in review.get_actions(ModelVersion.objects.get(), client.user)]

    assert (buttons(viewer), buttons(trainer), buttons(approver)) == ([], ["submit"], [])
    perform("submit", version, trainer)
    assert (buttons(viewer), buttons(trainer), buttons(approver)) == ([], [], ["approve", "reject"])
