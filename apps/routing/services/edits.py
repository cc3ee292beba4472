"""Changes of a proposal: one command at a time, on the revision that the planner saw, each with its event."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.routing.editing.commands import Command
from apps.routing.editing.deltas import difference, patched
from apps.routing.editing.draft import Draft
from apps.routing.editing.history import Happened, Stacks, stacks
from apps.routing.models import Proposal, ProposalEvent
from apps.routing.reading import draft_of
from apps.routing.services.rows import spelled, write

Kind = ProposalEvent.Kind


class Conflict(Refusal):
    """Somebody changed the proposal since: `events` say what, `proposal` is as it is now. Nothing was written."""

    def __init__(self, proposal: Proposal, events: list[ProposalEvent]) -> None:
        people = ", ".join(sorted({str(event.actor) for event in events}))
        super().__init__(
            _("%(people)s changed the proposal meanwhile, so your change is not saved yet. Choose which to keep.")
            % {"people": people}
        )
        self.proposal = proposal
        self.events = events


@dataclass(frozen=True)
class Edited:
    """The proposal and its steps after a change; `event` is None where nothing was different."""

    proposal: Proposal
    draft: Draft
    event: ProposalEvent | None


def edit(*, proposal_id: int, revision: int, user: User, command: Command) -> Edited:
    """Apply the command to the revision that the planner saw.

    Raises Conflict where there is a newer one, Refusal where the command or the moment is wrong, PermissionDenied
    where the person is.
    """
    with transaction.atomic():
        proposal = locked_draft(proposal_id, revision, user)
        before = draft_of(proposal)
        return _write(proposal, before, command.apply(before), user, Kind.EDITED)


def undo(*, proposal_id: int, revision: int, user: User) -> Edited:
    """Take back the last change that was not taken back yet, whoever made it. Raises as `edit`."""
    return _again(proposal_id, revision, user, Kind.UNDONE)


def redo(*, proposal_id: int, revision: int, user: User) -> Edited:
    """Do again what was taken back last, if nothing was changed since. Raises as `edit`."""
    return _again(proposal_id, revision, user, Kind.REDONE)


def _again(proposal_id: int, revision: int, user: User, kind: Kind) -> Edited:
    undoing = kind is Kind.UNDONE
    with transaction.atomic():
        proposal = locked_draft(proposal_id, revision, user)
        open_changes = change_stacks(proposal)
        ids = open_changes.undo if undoing else open_changes.redo
        if not ids:
            raise Refusal(_("There is nothing to undo.") if undoing else _("There is nothing to do again."))
        event = proposal.events.get(pk=ids[-1])
        before = draft_of(proposal)
        after = patched(before, event.before if undoing else event.after)
        return _write(proposal, before, after, user, kind, of=event)


def change_stacks(proposal: Proposal) -> Stacks:
    rows = proposal.events.order_by("revision").values_list("pk", "kind", "of_id")
    return stacks(Happened(*row) for row in rows)


def locked_draft(proposal_id: int, revision: int, user: User) -> Proposal:
    """The proposal, locked, for a person who may edit it, at the revision that was seen."""
    if not user.has_perm("routing.change_proposal"):
        raise PermissionDenied(_("Only planners edit proposals. An administrator gives the permission."))
    proposal = locked(proposal_id, revision)
    if proposal.state != Proposal.State.DRAFT:
        raise Refusal(
            _("Proposal %(number)d is %(state)s and cannot be edited; reopen it first.")
            % {"number": proposal.pk, "state": proposal.get_state_display()}
        )
    return proposal


def locked(proposal_id: int, revision: int) -> Proposal:
    """Two editors come one after the other; the later one meets a newer revision. Raises Conflict then."""
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise Refusal(_("There is no proposal %(number)d; see Proposals for the list.") % {"number": proposal_id})
    if proposal.revision != revision:
        events = proposal.events.filter(revision__gt=revision).select_related("actor").order_by("revision")
        raise Conflict(proposal, list(events))
    return proposal


def _write(
    proposal: Proposal, before: Draft, after: Draft, user: User, kind: Kind, of: ProposalEvent | None = None
) -> Edited:
    after, ids = spelled(after, before)
    was, now = difference(before, after)
    if not was:
        return Edited(proposal, after, None)
    write(proposal, before, after, ids)
    proposal.note, proposal.taken_rank = after.note, after.rank
    event = log(proposal, kind, user, before=was, after=now, of=of)
    return Edited(proposal, after, event)


def log(proposal: Proposal, kind: str, user: User, **fields: object) -> ProposalEvent:
    """Save the proposal as its next revision, with the event that made it."""
    proposal.revision += 1
    proposal.changed_by = user
    proposal.save(update_fields=SAVED)
    return ProposalEvent.objects.create(proposal=proposal, revision=proposal.revision, kind=kind, actor=user, **fields)


SAVED = [
    "revision", "changed_by", "changed_at", "note", "taken_rank", "state", "reason", "decided_by", "decided_at",
    "exported_at",
]  # fmt: skip
