"""What happened to a proposal, as people read it."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.templatetags.interface import DASH, number
from apps.routing.models import ProposalEvent

FIELDS: dict[str, str | Promise] = {
    "operation": gettext_lazy("operation"),
    "resource": gettext_lazy("resource"),
    "outsourced": gettext_lazy("made"),
    "vendor": gettext_lazy("vendor"),
    "setup_minutes": gettext_lazy("set-up"),
    "run_minutes": gettext_lazy("run"),
    "price": gettext_lazy("price"),
    "lead_time_days": gettext_lazy("lead time"),
}
LONGEST_NOTE = 80


def shown(field: str, value: Any) -> str:
    """A field's value in words."""
    if field == "outsourced":
        return _("outsourced") if value else _("in-house")
    if isinstance(value, int | float):
        return number(value)
    return str(value) if value not in (None, "") else DASH


def changes_of(event: ProposalEvent) -> list[str]:
    """One sentence for each thing that an event touched."""
    return [*_steps(event), *_order(event), *_rest(event)]


def _steps(event: ProposalEvent) -> Iterator[str]:
    before, after = event.before.get("steps", {}), event.after.get("steps", {})
    for key, was in before.items():
        now = after[key]
        if was is None:
            yield _("added %(step)s") % {"step": _step(event.after, key)}
        elif now is None:
            yield _("removed %(step)s") % {"step": _step(event.before, key)}
        else:
            yield from (_field(event, key, field) for field in was if field in FIELDS)


def _field(event: ProposalEvent, key: str, field: str) -> str:
    return _("%(step)s: %(field)s %(was)s → %(now)s") % {
        "step": _step(event.before, key),
        "field": FIELDS[field],
        "was": shown(field, event.before["steps"][key][field]),
        "now": shown(field, event.after["steps"][key][field]),
    }


def _order(event: ProposalEvent) -> Iterator[str]:
    was, now = event.before.get("order", []), event.after.get("order", [])
    if was and sorted(was) == sorted(now):
        moved = max(was, key=lambda key: abs(was.index(key) - now.index(key)))
        yield _("moved %(was)s to %(now)s") % {
            "was": _step(event.before, moved),
            "now": event.after["at"][moved][0],
        }


def _rest(event: ProposalEvent) -> Iterator[str]:
    if "rank" in event.after:
        yield _("took over alternative %(rank)s") % {"rank": event.after["rank"]}
    if "note" in event.after:
        yield _("note: %(text)s") % {"text": event.after["note"][:LONGEST_NOTE] or DASH}


def _step(part: dict[str, Any], key: str) -> str:
    sequence, operation = part.get("at", {}).get(key, ["", ""])
    return f"{sequence} {operation}".strip()
