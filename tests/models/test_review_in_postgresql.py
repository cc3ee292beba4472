"""What PostgreSQL refuses by itself, whoever asks: one version in each state, and raw SQL against all of them."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from apps.models.models import GatePolicy, ModelVersion
from tests.models.raw_attempts import ATTEMPTS, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_state(make_version, decide, trainer, approver, person):
    """Versions 1 to 6: retired after use, active, rejected, in review with an override wanted, approved, candidate."""
    other = person("other-approver", "approver")
    submitted, approved = ("submit", trainer.user), ("approve", approver.user)
    for _ in range(2):
        decide(make_version(trainer.user), submitted, approved, ("activate", approver.user))
    decide(make_version(trainer.user), submitted, ("reject", approver.user))
    decide(make_version(trainer.user, recall_at_10=0.5), submitted, ("request-override", other.user))
    decide(make_version(trainer.user), submitted, approved)
    make_version(trainer.user)
    return {version.number: version for version in ModelVersion.objects.all()}


def execute(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


def test_versions_stand_in_every_state(every_state):
    assert [every_state[n].review_status for n in range(1, 7)] == [
        "retired",
        "approved",
        "rejected",
        "in_review",
        "approved",
        "candidate",
    ]
    assert [n for n, version in every_state.items() if version.is_active] == [2]


def test_no_raw_attempt_gets_through(every_state):
    before = list(ModelVersion.objects.order_by("pk").values())
    passed = [attempt for attempt in ATTEMPTS if not refused(attempt)]
    assert passed == []
    assert list(ModelVersion.objects.order_by("pk").values()) == before


UPDATE = "UPDATE registry_modelversion SET {change} WHERE number = {number}"
CHANGES = [  # the version's number, what is tried with it, and what PostgreSQL says
    (1, "review_status = 'approved'", "into use"),  # back, but not into use
    (1, "review_status = 'in_review'", "cannot go this way: retired > in_review"),
    (2, "review_status = 'retired'", "version_active_is_approved"),  # while it is in use
    (2, "metrics = '{{}}'", "figures .* frozen"),
    (2, "frozen_evidence = '{{}}'", "froze is never changed"),
    (2, "policy_id = NULL", "froze is never changed"),
    (2, "decided_by_id = trained_by_id", "never changed"),
    (2, "pruned_at = now()", "version_approved_is_never_pruned"),
    (3, "review_status = 'approved'", "rejected > approved"),
    (3, "is_active = true", "version_active_is_approved"),
    (
        4,
        "review_status = 'approved', decided_by_id = {other}, decided_at = now(), approved_at = now()",
        "needs the",
    ),
    (
        4,
        "review_status = 'approved', decided_by_id = {other}, decided_at = now(), approved_at = now(), "
        "gates_overridden = true",
        "version_approved_passed_or_overridden",  # nobody granted it
    ),
    (4, "override_granted_by_id = override_requested_by_id", "version_override_has_two_people"),
    (4, "override_granted_by_id = trained_by_id", "version_override_has_two_people"),
    (4, "override_reason = 'another'", "asked for once"),
    (4, "frozen_gates = '[{{\"passed\": true}}]'", "froze is never changed"),
    (4, "first_approved_by_id = trained_by_id", "version_first_approver_is_another"),
    (4, "is_active = true", "version_active_is_approved"),
    (5, "gates_overridden = true", "mark of an override"),
    (5, "approved_at = NULL", "never changed"),
    (6, "review_status = 'approved'", "candidate > approved"),
    (6, "review_status = 'in_review', submitted_at = now(), frozen_gates = '[]'", "A submission freezes"),
]


def test_changes_by_raw_sql_are_refused_with_a_sentence(every_state):
    other = User.objects.get(username="other-approver").pk
    for number, change, says in CHANGES:
        with pytest.raises(IntegrityError, match=says):
            execute(UPDATE.format(number=number, change=change.format(other=other)))


def test_a_rejected_or_approved_version_keeps_its_row_and_so_does_one_with_events(every_state):
    for version in every_state.values():
        with pytest.raises(IntegrityError):
            execute("DELETE FROM registry_modelversion WHERE number = %s", version.number)


def test_one_person_cannot_approve_where_the_system_trained_and_submitted(make_version, approver, decide):
    version = make_version(None)
    execute(
        "UPDATE registry_modelversion SET review_status = 'in_review', submitted_at = now(), policy_id = %s, "
        """frozen_gates = '[{"passed": true}]', frozen_evidence = jsonb_build_object('artifact_hash', artifact_hash)""",
        GatePolicy.objects.get().pk,
    )
    with pytest.raises(IntegrityError, match="version_approved_has_two_people"):
        execute(
            "UPDATE registry_modelversion SET review_status = 'approved', approved_at = now(), decided_at = now(), "
            "decided_by_id = %s WHERE number = %s",
            approver.user.pk,
            version.number,
        )


def test_an_old_policy_approves_nothing(every_state, approver, person):
    """Confirmed by raw SQL, so that no service makes the submission void."""
    first, other = GatePolicy.objects.get(), User.objects.get(username="other-approver")
    values = dict(first.values)
    second = GatePolicy.objects.create(
        **values, number=2, replaces=first, comment="stricter", proposed_by=approver.user
    )
    execute(
        "UPDATE registry_gatepolicy SET status = 'confirmed', decided_by_id = %s, decided_at = now(), decision = 'yes' "
        "WHERE id = %s",
        other.pk,
        second.pk,
    )
    execute(
        "UPDATE registry_modelversion SET override_granted_by_id = %s WHERE number = 4",
        approver.user.pk,
    )
    with pytest.raises(IntegrityError, match="policy in force"):
        execute(
            "UPDATE registry_modelversion SET review_status = 'approved', approved_at = now(), decided_at = now(), "
            "decided_by_id = %s, gates_overridden = true WHERE number = 4",
            approver.user.pk,
        )


POLICY = "UPDATE registry_gatepolicy SET {change} WHERE number = 2"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("status = 'confirmed', decided_at = now(), decision = 'yes'", "policy_decided_by_someone"),
        (
            "status = 'confirmed', decided_by_id = proposed_by_id, decided_at = now(), decision = 'yes'",
            "policy_two_people",
        ),
        ("status = 'confirmed', decided_by_id = {other}, decided_at = now(), decision = ' '", "policy_has_words"),
        ("recall_min = 0.1", "never changed"),
        ("proposed_by_id = {other}", "never changed"),
        (
            "status = 'confirmed', recall_min = 0.1, decided_by_id = {other}, decided_at = now(), decision = 'y'",
            "never",
        ),
    ],
)
def test_a_proposal_becomes_the_policy_by_a_second_person_only(approver, person, change, says):
    other = person("other-approver", "approver").user
    first = GatePolicy.objects.get()
    GatePolicy.objects.create(**first.values, number=2, replaces=first, comment="other", proposed_by=approver.user)
    with pytest.raises(IntegrityError, match=says):
        execute(POLICY.format(change=change.format(other=other.pk)))
