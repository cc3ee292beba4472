"""What a change touched, as JSON: kept in a proposal's events, shown in its history, applied by undo and redo.

A part (before, or after) may hold `steps` (per key the touched fields, all of them for a step that is missing on the
other side, null for one that is missing on this side), `order` (all keys), `note` and `rank`. Both parts hold `at`:
per key the sequence and operation that the step had, so that a sentence can name it.
"""

from dataclasses import asdict, replace
from typing import Any

from apps.routing.editing.draft import Draft, Line, sequence_of

Part = dict[str, Any]


def difference(before: Draft, after: Draft) -> tuple[Part, Part]:
    """The parts that turn one into the other, either way."""
    old, new = _by_key(before), _by_key(after)
    was, now = Part(), Part()
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            was.setdefault("steps", {})[key], now.setdefault("steps", {})[key] = _fields(old.get(key), new.get(key))
    if list(old) != list(new):
        was["order"], now["order"] = list(old), list(new)
    for field in ("note", "rank"):
        if getattr(before, field) != getattr(after, field):
            was[field], now[field] = getattr(before, field), getattr(after, field)
    if was:
        was["at"], now["at"] = _places(before, was), _places(after, now)
    return was, now


def patched(draft: Draft, part: Part) -> Draft:
    """The draft with one part of a difference put in."""
    lines = _by_key(draft)
    for key, fields in part.get("steps", {}).items():
        if fields is None:
            lines.pop(key, None)
        else:
            lines[key] = replace(lines[key], **fields) if key in lines else Line(key=key, **fields)
    order = part.get("order", list(lines))
    return Draft(
        lines=tuple(lines[key] for key in order),
        note=part.get("note", draft.note),
        rank=part.get("rank", draft.rank),
    )


def _by_key(draft: Draft) -> dict[str, Line]:
    return {line.key: line for line in draft.lines}


def _fields(old: Line | None, new: Line | None) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    was, now = _values(old), _values(new)
    if was is None or now is None:
        return was, now
    touched = [field for field in was if was[field] != now[field]]
    return {field: was[field] for field in touched}, {field: now[field] for field in touched}


def _values(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else {k: v for k, v in asdict(line).items() if k != "key"}


def _places(draft: Draft, part: Part) -> dict[str, list[Any]]:
    keys = {*part.get("steps", {}), *part.get("order", [])}
    return {line.key: [sequence_of(at), line.operation] for at, line in enumerate(draft.lines) if line.key in keys}
