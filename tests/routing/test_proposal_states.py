"""Draft → accepted → exported, or rejected for a reason; who may, and what PostgreSQL itself refuses."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from apps.catalog.errors import Refusal
from apps.catalog.models import Operation
from apps.models.ml.plant import Query
from apps.routing.editing.commands import Remove, SetNote
from apps.routing.models import Proposal, RoutingRule
from apps.routing.reading import decided_pairs, draft_of
from apps.routing.services.edits import Conflict
from apps.routing.services.proposals import (
    ACCEPT,
    REJECT,
    REOPEN,
    create_from_prediction,
    decide,
    get_actions,
    mark_exported,
)

pytestmark = pytest.mark.django_db


def take(proposal, action, user, **options):
    decided = decide(action=action, proposal_id=proposal.pk, revision=proposal.revision, user=user, **options)
    proposal.refresh_from_db()
    return decided


def names(proposal, user):
    return [action.name for action in get_actions(proposal, user)]


def test_accepted_exported_and_reopened_each_in_the_history(proposal, planner):
    take(proposal, ACCEPT, planner.user)
    assert (proposal.state, proposal.decided_by) == ("accepted", planner.user)
    mark_exported(proposal_ids=[proposal.pk], user=planner.user, note="routing.xlsx")
    proposal.refresh_from_db()
    assert proposal.state == "exported"
    assert proposal.exported_at
    take(proposal, REOPEN, planner.user)
    assert (proposal.state, proposal.decided_by, proposal.exported_at) == ("draft", None, None)
    assert [event.kind for event in proposal.events.all()] == ["created", "accepted", "exported", "reopened"]


def test_a_rejection_needs_its_reason(proposal, planner):
    with pytest.raises(Refusal, match="why"):
        take(proposal, REJECT, planner.user, reason="  ")
    take(proposal, REJECT, planner.user, reason="Is bought.")
    assert (proposal.state, proposal.reason) == ("rejected", "Is bought.")


def test_only_an_accepted_proposal_is_exported_and_all_or_none(make_proposal, planner):
    accepted, draft = make_proposal(), make_proposal("P-0020")
    take(accepted, ACCEPT, planner.user)
    with pytest.raises(Refusal, match="is draft"):
        mark_exported(proposal_ids=[accepted.pk, draft.pk], user=planner.user)
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_what_is_accepted_cannot_be_edited(proposal, planner, change):
    take(proposal, ACCEPT, planner.user)
    with pytest.raises(Refusal, match="reopen it first"):
        change(proposal, SetNote("x"))


def test_nobody_accepts_what_they_did_not_see(proposal, planner, change):
    change(proposal, SetNote("x"))
    with pytest.raises(Conflict):
        decide(action=ACCEPT, proposal_id=proposal.pk, revision=1, user=planner.user)


def test_a_rule_that_blocks_stands_against_acceptance_and_a_note_does_not(proposal, planner):
    operation = Operation.objects.get(code="SAW")
    rule = RoutingRule.objects.create(kind="first", operation=operation, part_class="RNG", severity="blocks")
    with pytest.raises(Refusal, match="first operation has to be SAW"):
        take(proposal, ACCEPT, planner.user)
    RoutingRule.objects.filter(pk=rule.pk).update(severity="note")
    take(proposal, ACCEPT, planner.user)
    assert proposal.state == "accepted"


def test_no_routing_without_a_step(proposal, planner, change):
    change(proposal, *(Remove(line.key) for line in draft_of(proposal).lines))
    with pytest.raises(Refusal, match="at least one step"):
        take(proposal, ACCEPT, planner.user)


def test_only_planners_decide(proposal, viewer, planner):
    with pytest.raises(PermissionDenied):
        take(proposal, ACCEPT, viewer.user)
    with pytest.raises(PermissionDenied):
        mark_exported(proposal_ids=[proposal.pk], user=viewer.user)
    assert names(proposal, viewer.user) == []
    assert names(proposal, planner.user) == ["accept", "reject"]


def test_predicted_and_decided_stay_readable_as_pairs(proposal, planner, change):
    first, *others = draft_of(proposal).lines
    change(proposal, Remove(first.key))
    take(proposal, ACCEPT, planner.user)
    [pair] = decided_pairs(Proposal.objects.filter(state="accepted").prefetch_related("steps__operation"))
    assert [step.operation for step in pair.predicted] == [first.operation, *(line.operation for line in others)]
    assert [line.operation for line in pair.decided] == [line.operation for line in others]


def test_an_item_need_not_be_in_the_catalogue(proposal, planner):
    from apps.routing.editing.frozen import thaw

    query = Query(code="NEW-1", name="RING", part_class="RNG", attributes={"diameter": 50.0, "material": None})
    made = create_from_prediction(
        user=planner.user, prediction=thaw(proposal.prediction), version_id=proposal.version_id, query=query
    )
    assert (made.item, made.item_code, made.attributes) == (None, "NEW-1", {"diameter": 50.0})


STATEMENTS = [
    "UPDATE routing_proposalevent SET note = 'x'",
    "DELETE FROM routing_proposalevent",
    "UPDATE routing_proposal SET prediction = '{}'",
    "UPDATE routing_proposal SET state = 'accepted'",
    "UPDATE routing_proposal SET state = 'rejected', decided_by_id = created_by_id, decided_at = now()",
    "UPDATE routing_proposalstep SET setup_minutes = -1",
    "UPDATE routing_proposalstep SET price = 1 WHERE NOT outsourced",
    "INSERT INTO routing_drawingviewer VALUES (2, 'https://drawings.example.com/{number}')",
    "INSERT INTO routing_drawingviewer VALUES (1, 'javascript:alert(1)')",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_postgresql_itself_refuses(proposal, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE routing_proposalstep SET run_minutes = 1", "DELETE FROM routing_proposalstep"]
)
def test_postgresql_keeps_the_steps_of_what_was_accepted(proposal, planner, statement):
    take(proposal, ACCEPT, planner.user)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
