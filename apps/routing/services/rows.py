"""A draft into the rows of its steps: only what changed is written."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.catalog.models import Operation, Resource, Vendor
from apps.catalog.models.coded import Coded, code_key
from apps.routing.editing.draft import Draft, Line, sequence_of
from apps.routing.models import Proposal, ProposalStep

CODED: dict[str, type[Coded]] = {"operation": Operation, "resource": Resource, "vendor": Vendor}
PLAIN = ("outsourced", "setup_minutes", "run_minutes", "lead_time_days", "confidence", "source", "rank", "place")
WRITTEN = ("sequence", *CODED, *PLAIN, "price")


def unknown_code(field: str, code: str) -> Refusal:
    sentences = {
        "operation": _("The catalogue has no operation %(code)s: choose one of the suggestions."),
        "resource": _("The catalogue has no resource %(code)s: choose one of the suggestions."),
        "vendor": _("The catalogue has no vendor %(code)s: choose one of the suggestions."),
    }
    return Refusal(sentences[field] % {"code": code})


Ids = dict[str, dict[str, tuple[int, str]]]


def ids_of(lines: Iterable[Line]) -> Ids:
    """Per field the id and the plant's spelling of every code; a query for each field that any line has.

    Raises Refusal where the catalogue has no such code.
    """
    ids: Ids = {}
    for field, model in CODED.items():
        codes = {code_key(getattr(line, field)): getattr(line, field) for line in lines if getattr(line, field)}
        rows = model._default_manager.filter(code_key__in=codes) if codes else []
        ids[field] = {row.code_key: (row.pk, row.code) for row in rows}
        for key, code in codes.items():
            if key not in ids[field]:
                raise unknown_code(field, code)
    return ids


def spelled(draft: Draft, before: Draft) -> tuple[Draft, Ids]:
    """The draft with codes as the plant writes them, and the ids of those codes that its changed lines have."""
    known = set(before.lines)
    ids = ids_of([line for line in draft.lines if line not in known])
    return draft.with_lines([line if line in known else _spelled(line, ids) for line in draft.lines]), ids


def _spelled(line: Line, ids: Ids) -> Line:
    codes = {field: code for field in CODED if (code := getattr(line, field))}
    spelling: dict[str, Any] = {field: ids[field][code_key(code)][1] for field, code in codes.items()}
    return replace(line, **spelling)


def write(proposal: Proposal, before: Draft, after: Draft, ids: Ids) -> None:
    """At most three statements, however many steps."""
    old = {line.key: (at, line) for at, line in enumerate(before.lines)}
    new = {line.key: (at, line) for at, line in enumerate(after.lines)}
    gone = [key for key in old if key not in new]
    if gone:
        proposal.steps.filter(key__in=gone).delete()
    touched = {key: placed for key, placed in new.items() if key in old and old[key] != placed}
    rows = list(proposal.steps.filter(key__in=touched)) if touched else []
    for row in rows:
        at, line = touched[row.key]
        _fill(row, at, line, ids if line != old[row.key][1] else None)
    if len(rows) == 1:
        rows[0].save(update_fields=WRITTEN)
    elif rows:
        ProposalStep.objects.bulk_update(rows, WRITTEN)
    ProposalStep.objects.bulk_create(
        _fill(ProposalStep(proposal=proposal, key=key), at, line, ids)
        for key, (at, line) in new.items()
        if key not in old
    )


def _fill(row: ProposalStep, at: int, line: Line, ids: Ids | None) -> ProposalStep:
    """`ids` None: only the place changed."""
    row.sequence = sequence_of(at)
    if ids is None:
        return row
    for field in CODED:
        setattr(row, f"{field}_id", _id(ids, field, getattr(line, field)))
    for field in PLAIN:
        setattr(row, field, getattr(line, field))
    row.price = None if line.price is None else Decimal(str(line.price))
    return row


def _id(ids: Ids, field: str, code: str) -> Any:
    return ids[field][code_key(code)][0] if code else None
