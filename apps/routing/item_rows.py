"""Rows of ITEMS.csv: the form of `items.csv`, or item codes alone for items of the catalogue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from rapidfuzz import process

from apps.catalog.errors import Refusal
from apps.catalog.importing import values
from apps.catalog.importing.profiles import generic
from apps.catalog.importing.source import Chunk, Source
from apps.catalog.models import Attribute
from apps.catalog.models.coded import CODE_LENGTH
from apps.routing.faults import Fault, LeaveOut
from apps.routing.queries import FIELDS, Changes

ITEM_CODE = "item_code"
FIELD_NAMES = {alias: name for name in FIELDS for alias in generic.ITEMS.columns[name]}


@dataclass(frozen=True)
class ItemRow:
    """`code` stands as it was written; `line` is where the row begins in the file."""

    line: int
    code: str
    changes: Changes
    content: str


@dataclass(frozen=True)
class Layout:
    """Which column of the file means what; a column that means nothing is reported, not guessed."""

    code_at: int
    fields: dict[int, str] = field(default_factory=dict)
    attributes: dict[int, Attribute] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read_layout(source: Source, attributes: Sequence[Attribute]) -> Layout:
    """Raises Refusal where there is no item_code."""
    names = [name.strip().lower() for name in source.header]
    if ITEM_CODE not in names:
        raise Refusal(_no_item_code(source.name, names))
    known = {a.label.lower(): a for a in attributes} | {a.key.lower(): a for a in attributes}
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise Refusal(_("%(file)s has the column %(name)s twice; leave one.") % {"file": source.name, "name": twice})
    fields, columns, unknown = {}, {}, []
    for at, name in enumerate(names):
        if name in known:
            columns[at] = known[name]
        elif name in FIELD_NAMES:
            fields[at] = FIELD_NAMES[name]
        elif name != ITEM_CODE:
            unknown.append(source.header[at])
    return Layout(names.index(ITEM_CODE), fields, columns, tuple(unknown))


def _no_item_code(file: str, names: Sequence[str]) -> str:
    nearest = process.extractOne(ITEM_CODE, names, score_cutoff=60)
    hint = _(" Did you mean the column %(name)s?") % {"name": nearest[0]} if nearest else ""
    return _("%(file)s has no column item_code, which names the items to predict.%(hint)s") % {
        "file": file,
        "hint": hint,
    }


def read_items(source: Source, layout: Layout, leave_out: LeaveOut) -> Iterator[list[ItemRow]]:
    """The readable rows, chunk by chunk; the rest goes to `leave_out`."""
    for chunk in source.chunks():
        for row in chunk.unreadable:
            leave_out(Fault(row.line, row.reason, row.content))
        rows = (_read_row(chunk, layout, at, leave_out) for at in range(len(chunk.lines)))
        yield [row for row in rows if row]


def _read_row(chunk: Chunk, layout: Layout, at: int, leave_out: LeaveOut) -> ItemRow | None:
    code = chunk.columns[layout.code_at][at].strip()
    if not code or len(code) > CODE_LENGTH:
        reason = _("item_code is longer than %(n)d characters") % {"n": CODE_LENGTH} if code else _("no item_code")
        leave_out(Fault(chunk.lines[at], reason, chunk.content(at)))
        return None
    fields = {name: text for column, name in layout.fields.items() if (text := _text(chunk, column, at))}
    return ItemRow(chunk.lines[at], code, Changes(fields, _attributes(chunk, layout, at, leave_out)), chunk.content(at))


def _attributes(chunk: Chunk, layout: Layout, at: int, leave_out: LeaveOut) -> dict[str, str]:
    given = {}
    for column, attribute in layout.attributes.items():
        text = _text(chunk, column, at)
        if not text:
            continue
        if attribute.kind == Attribute.Kind.NUMBER and not _is_number(text):
            reason = _("%(column)s is not a number; the value was left out") % {"column": attribute.key}
            leave_out(Fault(chunk.lines[at], reason, chunk.content(at)))
        else:
            given[attribute.key] = text
    return given


def _text(chunk: Chunk, column: int, at: int) -> str:
    """The cell, "" where it says nothing, as in items.csv."""
    text = chunk.columns[column][at].strip()
    return "" if text.casefold() in generic.BLANK else text


def _is_number(text: str) -> bool:
    try:
        values.number(text)
    except ValueError:
        return False
    return True
