"""Every change is a command on the revision that was seen; it can be undone, and two people lose nothing."""

import threading
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from apps.catalog.errors import Refusal
from apps.routing.editing.commands import Add, Change, Move, Remove, SetNote, Shift, TakeAlternative
from apps.routing.editing.draft import Line, new_key
from apps.routing.editing.frozen import lines_of, thaw
from apps.routing.models import ProposalEvent
from apps.routing.reading import draft_of
from apps.routing.services.edits import Conflict, edit, redo, undo

pytestmark = pytest.mark.django_db


def keys(proposal):
    return [line.key for line in draft_of(proposal).lines]


def operations(proposal):
    return [line.operation for line in draft_of(proposal).lines]


def test_a_proposal_starts_with_the_predicted_steps_and_its_history(proposal):
    routings = thaw(proposal.prediction).routings
    assert operations(proposal) == [step.operation for step in routings[0].steps]
    assert [step.sequence for step in proposal.steps.all()] == [10 * (i + 1) for i in range(len(keys(proposal)))]
    assert [event.kind for event in proposal.events.all()] == ["created"]
    assert (proposal.item_code, proposal.part_class, proposal.state) == ("P-0010", "RNG", "draft")


def test_new_times_are_saved_with_who_before_and_after(proposal, planner, change):
    key = keys(proposal)[0]
    before = draft_of(proposal).lines[0].setup_minutes
    change(proposal, Change(key, {"setup_minutes": 33.5}))
    event = proposal.events.last()
    assert draft_of(proposal).lines[0].setup_minutes == 33.5
    assert (event.before["steps"], event.after["steps"]) == (
        {key: {"setup_minutes": before}},
        {key: {"setup_minutes": 33.5}},
    )
    assert (event.actor, event.revision, proposal.revision) == (planner.user, 2, 2)


def test_the_same_value_again_is_no_change(proposal, change):
    line = draft_of(proposal).lines[0]
    edited = change(proposal, Change(line.key, {"run_minutes": line.run_minutes}))
    assert edited.event is None
    assert proposal.revision == 1


def test_codes_are_found_in_any_case_and_kept_as_the_plant_writes_them(proposal, change):
    change(proposal, Change(keys(proposal)[0], {"resource": " lathe-1 "}))
    assert draft_of(proposal).lines[0].resource == "LATHE-1"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"resource": "NONE-9"}, "no resource NONE-9"),
        ({"operation": "FLY"}, "no operation FLY"),
        ({"outsourced": True, "vendor": "V-9"}, "no vendor V-9"),
        ({"vendor": "V-COAT"}, "make it outsourced first"),
        ({"outsourced": True, "resource": "LATHE-1"}, "make it in-house first"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(proposal, change, values, sentence):
    with pytest.raises(Refusal, match=sentence):
        change(proposal, Change(keys(proposal)[0], values))
    assert proposal.events.count() == 1


def test_outsourcing_takes_the_machine_and_bringing_it_back_the_vendor(proposal, change):
    key = keys(proposal)[0]
    outside = {"outsourced": True, "vendor": "V-COAT", "price": 12.5, "lead_time_days": 5.0}
    change(proposal, Change(key, outside))
    line = draft_of(proposal).lines[0]
    assert (line.resource, line.vendor, line.price, line.lead_time_days) == ("", "V-COAT", 12.5, 5.0)
    change(proposal, Change(key, {"outsourced": False}))
    line = draft_of(proposal).lines[0]
    assert (line.vendor, line.price, line.lead_time_days) == ("", None, None)


def test_steps_are_added_moved_and_removed(proposal, change):
    first, *others = keys(proposal)
    change(proposal, Add([Line(new_key(), "COAT", outsourced=True, vendor="V-COAT")], after=first))
    assert operations(proposal)[1] == "COAT"
    added = keys(proposal)[1]
    change(proposal, Shift(added, -1))
    assert keys(proposal) == [added, first, *others]
    change(proposal, Shift(added, -1), Move(added, 99))
    assert keys(proposal) == [first, *others, added]
    change(proposal, Remove(first))
    assert keys(proposal) == [*others, added]
    assert [step.sequence for step in proposal.steps.all()] == [10 * (i + 1) for i in range(len(others) + 1)]


def test_every_change_is_undone_and_done_again(proposal, planner, change):
    first, second, *_ = keys(proposal)
    alternative = thaw(proposal.prediction).routings[-1]
    drafts = [draft_of(proposal)]
    for command in (
        Change(first, {"setup_minutes": 1.5, "run_minutes": None}),
        Change(second, {"outsourced": True, "vendor": "V-COAT", "price": 0.1}),
        Shift(second, -1),
        Remove(first),
        Add([Line(new_key(), "SAW", resource="SAW-1")]),
        SetNote("Ask for the coating."),
        TakeAlternative(alternative.rank, lines_of(alternative)),
    ):
        drafts.append(change(proposal, command).draft)
    for expected in reversed(drafts[:-1]):
        proposal.refresh_from_db()
        undo(proposal_id=proposal.pk, revision=proposal.revision, user=planner.user)
        proposal.refresh_from_db()
        assert draft_of(proposal) == expected
    with pytest.raises(Refusal, match="nothing to undo"):
        undo(proposal_id=proposal.pk, revision=proposal.revision, user=planner.user)
    for expected in drafts[1:]:
        proposal.refresh_from_db()
        redo(proposal_id=proposal.pk, revision=proposal.revision, user=planner.user)
        proposal.refresh_from_db()
        assert draft_of(proposal) == expected


def test_a_new_change_forgets_what_was_undone(proposal, planner, change):
    first = keys(proposal)[0]
    change(proposal, Change(first, {"setup_minutes": 1.0}))
    undo(proposal_id=proposal.pk, revision=2, user=planner.user)
    change(proposal, Change(first, {"setup_minutes": 2.0}))
    with pytest.raises(Refusal, match="nothing to do again"):
        redo(proposal_id=proposal.pk, revision=4, user=planner.user)


def test_a_stale_revision_is_told_what_changed_and_nothing_is_written(proposal, planner, person, change):
    first, second, *_ = keys(proposal)
    other = person("ben", "planner").user
    change(proposal, Change(first, {"setup_minutes": 7.0}), user=other)
    with pytest.raises(Conflict, match="ben changed the proposal") as conflict:
        edit(proposal_id=proposal.pk, revision=1, user=planner.user, command=Change(second, {"setup_minutes": 9.0}))
    assert [event.after["steps"] for event in conflict.value.events] == [{first: {"setup_minutes": 7.0}}]
    assert proposal.events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_saved_and_one_is_told(proposal, planner):
    """Two connections: the second waits for the row and then meets a newer revision."""
    barrier, outcomes = threading.Barrier(2), []

    def one(minutes):
        barrier.wait(10)
        try:
            command = Change(keys(proposal)[0], {"setup_minutes": minutes})
            edit(proposal_id=proposal.pk, revision=1, user=planner.user, command=command)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(minutes,)) for minutes in (1.0, 2.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["saved", "told"]
    assert proposal.events.count() == 2


def test_only_planners_edit(proposal, viewer, trainer, change):
    for user in (viewer.user, trainer.user):
        with pytest.raises(PermissionDenied):
            change(proposal, SetNote("x"), user=user)


def test_a_step_that_somebody_removed_is_no_longer_there(proposal, change):
    first = keys(proposal)[0]
    change(proposal, Remove(first))
    for command in (Change(first, {"setup_minutes": 1.0}), Remove(first), Shift(first, 1)):
        with pytest.raises(Refusal, match="no longer there"):
            change(proposal, command)


def test_a_planner_takes_over_an_alternative(proposal, change):
    other = thaw(proposal.prediction).routings[1]
    change(proposal, TakeAlternative(2, lines_of(other)))
    assert operations(proposal) == [step.operation for step in other.steps]
    assert proposal.taken_rank == 2


def test_keys_stay_with_their_steps(proposal, change):
    before = draft_of(proposal).lines
    change(proposal, Shift(before[0].key, 1))
    after = {line.key: line for line in draft_of(proposal).lines}
    assert {key: replace(line) for key, line in after.items()} == {line.key: line for line in before}
    assert ProposalEvent.objects.last().after["order"] == [line.key for line in draft_of(proposal).lines]
