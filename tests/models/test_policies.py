"""The policy of the gates: one proposes, another confirms, and what was submitted under the old one is void."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.catalog.errors import Refusal
from apps.models.models import GatePolicy, ModelVersion
from apps.models.review_selectors import policy_in_force
from apps.models.services import policies, review
from apps.people.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(person):
    return person("other-approver", "approver")


def propose(client, **values):
    return policies.propose(user=client.user, comment="stricter", values=values or {"recall_min": 0.999})


def decide(client, number, decision="confirm"):
    return policies.decide(number=number, decision=decision, user=client.user, comment="agreed")


def test_a_second_person_confirms(approver, other):
    policy = propose(approver)
    assert policy_in_force().number == 1
    decide(other, policy.number)
    assert (policy_in_force().number, policy_in_force().recall_min) == (2, 0.999)
    assert GatePolicy.objects.get(number=1).recall_min == 0.99  # as it was


@pytest.mark.parametrize(
    ("who", "decision", "says"),
    [("approver", "confirm", "a second person has to confirm"), ("other", "again", "confirmed already")],
)
def test_refusals(approver, other, who, decision, says):
    policy = propose(approver)
    if decision == "again":
        decide(other, policy.number)
    with pytest.raises(Refusal, match=says):
        decide({"approver": approver, "other": other}[who], policy.number)


def test_a_superuser_confirms_nothing_of_their_own(person):
    boss = person("boss")
    boss.user.is_superuser = True
    boss.user.save()
    policy = propose(boss)
    with pytest.raises(Refusal, match="second person"):
        decide(boss, policy.number)


def test_a_proposal_against_an_old_policy_is_not_confirmed(approver, other):
    first, second = propose(approver), propose(approver, exact_drop_max=0.5)
    decide(other, first.number)
    with pytest.raises(Refusal, match="no longer in force"):
        decide(other, second.number)
    assert decide(approver, second.number, "decline").status == "declined"  # withdrawn


def test_what_is_wrong_is_said(approver, trainer):
    with pytest.raises(Refusal, match="Nothing differs"):
        propose(approver, recall_min=0.99)
    with pytest.raises(Refusal, match="least coverage is above the most"):
        propose(approver, coverage_min=0.96)
    with pytest.raises(ValidationError):
        propose(approver, recall_min=1.5)
    with pytest.raises(PermissionDenied, match="decide_gatepolicy"):
        propose(trainer)
    with pytest.raises(Refusal, match="needs a comment"):
        policies.propose(user=approver.user, comment=" ", values={"recall_min": 0.5})


def test_a_new_policy_makes_submissions_void_and_approvals_stay(make_version, trainer, approver, other):
    approved, submitted = make_version(trainer.user), make_version(trainer.user)
    for version in (approved, submitted):
        review.perform(action=review.ACTIONS["submit"], number=version.number, user=trainer.user, note="x")
    review.perform(action=review.APPROVE, number=approved.number, user=approver.user, note="x")
    decide(other, propose(approver).number)
    statuses = dict(ModelVersion.objects.values_list("number", "review_status"))
    assert statuses == {approved.number: "approved", submitted.number: "candidate"}
    assert "policy of the gates has changed" in submitted.events.get(kind="voided").note


def test_the_page_shows_what_is_in_force_and_who_may_decide(viewer, approver, other, nobody):
    propose(approver)
    page = viewer.get("/models/policy/").content.decode()
    assert "Policy 1" in page
    assert "99.0 %" in page
    assert "Confirm</button>" not in page
    assert "Confirm</button>" in other.get("/models/policy/").content.decode()
    mine = approver.get("/models/policy/").content.decode()
    assert "a second person has to confirm it" in mine
    assert "Confirm</button>" not in mine
    assert nobody.get("/models/policy/").status_code == 403


def test_by_page_from_proposal_to_force(approver, other, viewer):
    form = dict(policy_in_force().values) | {"recall_min": "0.95", "comment": "our index is small"}
    del form["submit_automatically"], form["reject_automatically"]  # as a browser sends a box without its tick
    answer = approver.post("/models/policy/propose/", form, follow=True)
    assert "Policy 2 is proposed" in answer.content.decode()
    assert other.post("/models/policy/2/confirm/", {"note": " "}).status_code == 422
    assert viewer.post("/models/policy/2/confirm/", {"note": "x"}).status_code == 403
    answer = other.post("/models/policy/2/confirm/", {"note": "agreed"}, follow=True)
    assert "Policy 2 is in force" in answer.content.decode()
    assert policy_in_force().recall_min == 0.95


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"recall_min": "2"}, "less than or equal to 1"),
        ({"coverage_min": "0.96"}, "above the most"),
        ({"comment": ""}, "required"),
        ({}, "Nothing differs"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused_on_its_page(approver, change, says):
    form = {name: value for name, value in policy_in_force().values.items() if value is not False}
    answer = approver.post("/models/policy/propose/", {**form, "comment": "try", **change})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert GatePolicy.objects.count() == 1


def test_addresses_that_there_are_not(approver):
    propose(approver)
    assert approver.get("/models/policy/2/confirm/").status_code == 405
    assert approver.post("/models/policy/9/confirm/", {"note": "x"}).status_code == 404
    assert approver.post("/models/policy/2/promote/", {"note": "x"}).status_code == 404


def test_the_change_log_says_who_and_why(approver, other):
    policy = propose(approver)
    decide(other, policy.number)
    said = Change.objects.filter(object_type="registry.gatepolicy", object_label=str(policy.number)).order_by("id")
    assert [(c.operation, c.who, c.reason) for c in said] == [
        ("insert", approver.user.username, "stricter"),
        ("update", other.user.username, "agreed"),
    ]
