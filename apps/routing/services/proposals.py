"""Proposals are made from a prediction, and decided. Buttons and handlers both derive from `get_actions`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.errors import Refusal
from apps.catalog.models import Item
from apps.models.ml.plant import Query
from apps.models.ml.prediction import Prediction
from apps.routing.editing.draft import Draft
from apps.routing.editing.frozen import freeze, lines_of
from apps.routing.editing.rules import violations
from apps.routing.models import Proposal, ProposalEvent
from apps.routing.reading import draft_of, rules_for
from apps.routing.services.edits import locked, log
from apps.routing.services.rows import spelled, write

State = Proposal.State
Kind = ProposalEvent.Kind


def create_from_prediction(
    *, user: User, prediction: Prediction, version_id: int, query: Query, item: Item | None = None
) -> Proposal:
    """A draft with the steps of the likeliest routing. Without an item, what was asked is all that is known.

    Raises Refusal where the catalogue lacks a predicted code, PermissionDenied where the person may not.
    """
    if not user.has_perm("routing.add_proposal"):
        raise PermissionDenied(_("Only planners make proposals. An administrator gives the permission."))
    draft = Draft(lines=tuple(lines_of(prediction.routings[0])))
    with transaction.atomic():
        proposal = Proposal.objects.create(
            **_asked(query, item),
            version_id=version_id,
            prediction=freeze(prediction),
            created_by=user,
            changed_by=user,
        )
        draft, ids = spelled(draft, Draft())
        write(proposal, Draft(), draft, ids)
        ProposalEvent.objects.create(proposal=proposal, revision=proposal.revision, kind=Kind.CREATED, actor=user)
    return proposal


def _asked(query: Query, item: Item | None) -> dict[str, object]:
    drawn = item if item and item.drawing == query.drawing else None
    return {
        "item": item,
        "item_code": item.code if item else query.code,
        "name": query.name,
        "part_class": query.part_class,
        "drawing": query.drawing,
        "drawing_revision": drawn.drawing_revision if drawn else "",
        "drawing_sheet": drawn.drawing_sheet if drawn else "",
        "attributes": {key: value for key, value in (query.attributes or {}).items() if value is not None},
    }


@dataclass(frozen=True)
class Action:
    """Something that a person may decide of a proposal, and the states that it starts from."""

    name: str
    label: str | Promise
    states: tuple[str, ...]
    needs_reason: bool = False


ACCEPT = Action("accept", gettext_lazy("Accept"), (State.DRAFT,))
REJECT = Action("reject", gettext_lazy("Reject"), (State.DRAFT,), needs_reason=True)
REOPEN = Action("reopen", gettext_lazy("Reopen"), (State.ACCEPTED, State.EXPORTED, State.REJECTED))
ACTIONS = {action.name: action for action in (ACCEPT, REJECT, REOPEN)}


def get_actions(proposal: Proposal, user: User) -> list[Action]:
    """What this person may decide now, in the order of the buttons."""
    if not user.has_perm("routing.decide_proposal"):
        return []
    return [action for action in ACTIONS.values() if proposal.state in action.states]


def decide(*, action: Action, proposal_id: int, revision: int, user: User, reason: str = "") -> Proposal:
    """Guard → set → save → log, in one transaction.

    Raises Conflict where the proposal was changed since it was seen, Refusal where the state, a rule or a missing
    reason stands against it, PermissionDenied where the person may not.
    """
    if not user.has_perm("routing.decide_proposal"):
        raise PermissionDenied(_("Only planners decide proposals. An administrator gives the permission."))
    reason = reason.strip()
    if action.needs_reason and not reason:
        raise Refusal(_("Say in a few words why the proposal is rejected."))
    with transaction.atomic():
        proposal = locked(proposal_id, revision)
        _check_state(proposal, action.states)
        STEPS[action.name](proposal, user, reason)
    return proposal


def mark_exported(*, proposal_ids: list[int], user: User, note: str = "") -> None:
    """What was written to a file for the ERP: all of them or, with a Refusal, none. Exporting again is no change."""
    if not user.has_perm("routing.change_proposal"):
        raise PermissionDenied(_("Only planners export proposals. An administrator gives the permission."))
    with transaction.atomic():
        for proposal in Proposal.objects.select_for_update().filter(pk__in=proposal_ids).order_by("pk"):
            _check_state(proposal, (State.ACCEPTED, State.EXPORTED))
            if proposal.state == State.ACCEPTED:
                proposal.state, proposal.exported_at = State.EXPORTED, timezone.now()
            log(proposal, Kind.EXPORTED, user, note=note)


def _check_state(proposal: Proposal, states: tuple[str, ...]) -> None:
    if proposal.state not in states:
        raise Refusal(
            _("Proposal %(number)d is %(state)s, so it cannot take this step.")
            % {"number": proposal.pk, "state": proposal.get_state_display()}
        )


def _accept(proposal: Proposal, user: User, reason: str) -> None:
    draft = draft_of(proposal)
    if not draft.lines:
        raise Refusal(_("A routing needs at least one step: add one, or reject the proposal."))
    broken = [found.sentence for found in violations(draft, rules_for(proposal.part_class)) if found.blocks]
    if broken:
        raise Refusal(_("A rule of the plant stands against it. %(sentences)s") % {"sentences": " ".join(broken)})
    _decided(proposal, user, State.ACCEPTED)
    log(proposal, Kind.ACCEPTED, user, note=reason)


def _reject(proposal: Proposal, user: User, reason: str) -> None:
    proposal.reason = reason
    _decided(proposal, user, State.REJECTED)
    log(proposal, Kind.REJECTED, user, note=reason)


def _decided(proposal: Proposal, user: User, state: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, user, timezone.now()


def _reopen(proposal: Proposal, user: User, reason: str) -> None:
    proposal.state, proposal.reason = State.DRAFT, ""
    proposal.decided_by = proposal.decided_at = proposal.exported_at = None
    log(proposal, Kind.REOPENED, user, note=reason)


STEPS: dict[str, Callable[[Proposal, User, str], None]] = {
    ACCEPT.name: _accept,
    REJECT.name: _reject,
    REOPEN.name: _reopen,
}
