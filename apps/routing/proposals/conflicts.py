"""Two people on one proposal: what the other one changed, and what this one wanted, side by side."""

from typing import Any

from django.utils.translation import gettext as _

from apps.routing.editing.draft import FILLED_IN, sequence_of
from apps.routing.proposals.forms import Given
from apps.routing.proposals.page import Sheet
from apps.routing.proposals.sentences import FIELDS, changes_of, shown
from apps.routing.services.edits import Conflict

LEFT_OUT = ("revision", "csrfmiddlewaretoken")


def conflict_part(conflict: Conflict, sheet: Sheet, given: Given, key: str) -> dict[str, Any]:
    return {
        "sentence": str(conflict),
        "theirs": [(event, changes_of(event)) for event in conflict.events],
        "mine": _mine(sheet, given, key) if key else [],
        "wanted": _wanted(given),
        "resend": [(name, value) for name, value in given.items() if name not in LEFT_OUT],
        "revision": conflict.proposal.revision,
        "number": conflict.proposal.pk,
    }


def _mine(sheet: Sheet, given: Given, key: str) -> list[dict[str, str]]:
    """Each value that was typed beside the one that is saved now."""
    at = sheet.draft.position(key)
    line = sheet.draft.lines[at] if at is not None else None
    return [
        {
            "step": f"{sequence_of(at or 0)} {line.operation}" if line else _("a step that was removed"),
            "field": str(FIELDS[field]),
            "saved": shown(field, getattr(line, field)) if line else "",
            "typed": shown(field, given[field] == "yes") if field == "outsourced" else given[field],
        }
        for field in FILLED_IN
        if field in given
    ]


def _wanted(given: Given) -> str:
    """A change of the whole, or a decision, in words."""
    sentences = {
        "up": _("move a step up"), "down": _("move a step down"), "move": _("move a step"),
        "remove": _("remove a step"), "take": _("take over an alternative"), "add": _("add a step"),
        "set": _("insert an operation set"), "note": _("note: %(text)s") % {"text": given.get("note", "")},
        "undo": _("undo the last change"), "redo": _("do the last change again"),
    }  # fmt: skip
    return sentences.get(given.get("do", "").partition(":")[0], _("decide the proposal"))
