"""What comes in from the pages of proposals, as values and commands."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.catalog.importing import values
from apps.catalog.models.coded import CODE_LENGTH
from apps.routing.editing.commands import Add, Change, Command, Move, Remove, SetNote, Shift, TakeAlternative
from apps.routing.editing.draft import FILLED_IN, Draft
from apps.routing.editing.frozen import lines_of, thaw
from apps.routing.models import OperationSet, Proposal
from apps.routing.proposals.evidence import filled_step
from apps.routing.proposals.sentences import FIELDS
from apps.routing.reading import draft_of
from apps.routing.services.sets import lines_of_set

Given = Mapping[str, str]
NUMBERS = ("setup_minutes", "run_minutes", "price", "lead_time_days")
NUMBER_MAX = 1e9
NOTE_LENGTH = 4_000


def revision_of(given: Given) -> int:
    try:
        return int(given.get("revision", ""))
    except ValueError as missing:
        raise Refusal(_("The page did not say which revision it showed: reload it.")) from missing


def values_of(given: Given) -> dict[str, Any]:
    """The fields of a step that were sent, typed. Raises Refusal with the field's name."""
    return {field: _typed(field, given[field].replace("\0", "").strip()) for field in FILLED_IN if field in given}


def _typed(field: str, text: str) -> Any:
    if field == "outsourced":
        return text == "yes"
    if field not in NUMBERS:
        return text[:CODE_LENGTH]
    if not text:
        return None
    try:
        value = values.not_negative(text)
    except ValueError as unfit:
        raise Refusal(
            _("%(field)s: “%(text)s” is no time or amount. Write a number such as 12.5.")
            % {"field": str(FIELDS[field]).capitalize(), "text": text[:40]}
        ) from unfit
    if not math.isfinite(value) or value > NUMBER_MAX:
        raise Refusal(_("%(field)s: the number is too large.") % {"field": str(FIELDS[field]).capitalize()})
    return round(value, 4)


def change_of(key: str, given: Given) -> Change:
    values = values_of(given)
    if "operation" in values and not values["operation"]:
        raise Refusal(_("A step needs its operation: choose one, or remove the step."))
    return Change(key, values)


def command_of(proposal: Proposal, given: Given) -> Command:
    """`do` says what: `up:KEY`, `down:KEY`, `move:KEY:PLACE`, `remove:KEY`, `take:RANK`, `add`, `add:OPERATION:AFTER`,
    `set`, `note`."""
    name, _colon, rest = given.get("do", "").partition(":")
    if name not in COMMANDS:
        raise Refusal(_("The page asked for a change that this version does not know: reload it."))
    return COMMANDS[name](proposal, given, rest)


def _move(proposal: Proposal, given: Given, rest: str) -> Command:
    key, _colon, place = rest.partition(":")
    if not place.isdecimal():
        raise Refusal(_("The page did not say where the step belongs: reload it."))
    return Move(key, int(place[:6]))


def _take(proposal: Proposal, given: Given, rest: str) -> Command:
    for routing in thaw(proposal.prediction).routings:
        if str(routing.rank) == rest:
            return TakeAlternative(routing.rank, lines_of(routing))
    raise Refusal(_("This proposal has no such alternative: reload the page."))


def _add(proposal: Proposal, given: Given, rest: str) -> Command:
    operation, _colon, after = rest.partition(":") if rest else (given.get("operation", "").strip(), "", "")
    if not operation:
        raise Refusal(_("Choose the operation of the new step."))
    draft = draft_of(proposal)
    line = filled_step(thaw(proposal.prediction), draft, operation[:CODE_LENGTH])
    return Add([line], after if rest else _after(given, draft))


def _set(proposal: Proposal, given: Given, rest: str) -> Command:
    number = given.get("set", "")
    kept = OperationSet.objects.filter(pk=number).first() if number.isdecimal() else None
    if kept is None:
        raise Refusal(_("Choose an operation set; it may have been removed meanwhile."))
    return Add(lines_of_set(kept), _after(given, draft_of(proposal)))


def _after(given: Given, draft: Draft) -> str:
    """The end, where the page says nothing."""
    return given["after"] if "after" in given else (draft.lines[-1].key if draft.lines else "")


COMMANDS: dict[str, Callable[[Proposal, Given, str], Command]] = {
    "up": lambda proposal, given, rest: Shift(rest, -1),
    "down": lambda proposal, given, rest: Shift(rest, 1),
    "move": _move,
    "remove": lambda proposal, given, rest: Remove(rest),
    "take": _take,
    "add": _add,
    "set": _set,
    "note": lambda proposal, given, rest: SetNote(given.get("note", "").replace("\0", "").strip()[:NOTE_LENGTH]),
}
