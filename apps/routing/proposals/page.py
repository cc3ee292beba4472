"""What the page of a proposal shows: a fixed number of queries, however many steps and changes there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from apps.catalog.models import Attribute
from apps.models.ml.features import PART_CLASS
from apps.models.ml.prediction import PredictedStep, Prediction
from apps.routing.answers import compare_steps, existing_steps, median, strip_of, time_strip
from apps.routing.editing.changes import Changes, LineChange, against_prediction
from apps.routing.editing.draft import OUTSIDE, Draft, Line, sequence_of
from apps.routing.editing.frozen import predicted_step, thaw
from apps.routing.editing.rules import Violation, violations
from apps.routing.models import DrawingViewer, OperationSet, Proposal, ProposalEvent
from apps.routing.proposals.evidence import Suggestion, likely_steps, operation_names
from apps.routing.proposals.sentences import changes_of, shown
from apps.routing.reading import draft_of, rules_for
from apps.routing.services.edits import change_stacks
from apps.routing.services.proposals import get_actions

HISTORY = 15
SUGGESTED = 3
DRIVER_SHARE_MIN = 0.01
EXISTING = "existing"
Context = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A step as the grid shows it."""

    line: Line
    sequence: int
    name: str
    step: PredictedStep | None
    change: LineChange
    violations: Sequence[Violation]

    @property
    def was(self) -> dict[str, str]:
        """The predicted values of what was changed, by field."""
        return {field: shown(field, value) for field, value in self.change.fields.items()}


@dataclass(frozen=True)
class Sheet:
    """A proposal with its steps, and what follows from them."""

    proposal: Proposal
    draft: Draft

    @cached_property
    def prediction(self) -> Prediction:
        return thaw(self.proposal.prediction)

    @cached_property
    def changes(self) -> Changes:
        return against_prediction(self.draft, self.prediction.routings)

    @cached_property
    def violations(self) -> list[Violation]:
        return violations(self.draft, rules_for(self.proposal.part_class))

    @cached_property
    def names(self) -> dict[str, str]:
        """Of every operation that the page mentions."""
        codes = {line.operation for line in self.draft.lines}
        codes.update(step.operation for routing in self.prediction.routings for step in routing.steps)
        codes.update(code for item in self.prediction.similar_items for code in item.operations)
        return operation_names(list(codes))

    def rows(self) -> list[Row]:
        return [self.row(at, self.names.get(line.operation, "")) for at, line in enumerate(self.draft.lines)]

    def row(self, at: int, name: str = "") -> Row:
        line = self.draft.lines[at]
        return Row(
            line=line,
            sequence=sequence_of(at),
            name=name,
            step=predicted_step(self.prediction.routings, line),
            change=self.changes.lines[line.key],
            violations=self.broken[line.key],
        )

    @cached_property
    def broken(self) -> dict[str, list[Violation]]:
        found = defaultdict(list)
        for violation in self.violations:
            found[violation.key].append(violation)
        return found

    def strip(self) -> Context:
        lines = [(line.operation, line.setup_minutes or 0.0, line.run_minutes or 0.0) for line in self.draft.lines]
        totals = {"setup_minutes": sum(line[1] for line in lines), "run_minutes": sum(line[2] for line in lines)}
        return {"strip": strip_of(lines), "totals": totals}


def sheet_of(proposal: Proposal) -> Sheet:
    return Sheet(proposal, draft_of(proposal))


def state_part(sheet: Sheet, user: User) -> Context:
    """What changes with every saved cell: the strip, the count of changes, undo and redo, rules, the revision."""
    stacks = change_stacks(sheet.proposal)
    actions = get_actions(sheet.proposal, user)
    return {
        "proposal": sheet.proposal,
        "strip": sheet.strip(),
        "changes": sheet.changes,
        "routing_violations": [violation for violation in sheet.violations if not violation.key],
        "blocked": sum(violation.blocks for violation in sheet.violations),
        "violation_count": len(sheet.violations),
        "can_edit": sheet.proposal.state == Proposal.State.DRAFT and user.has_perm("routing.change_proposal"),
        "can_undo": bool(stacks.undo),
        "can_redo": bool(stacks.redo),
        "actions": {action.name: action for action in actions},
    }


def row_part(sheet: Sheet, key: str) -> Context:
    """The cells of one step whose marks a saved cell may change; none for what is of no step."""
    at = sheet.draft.position(key)
    if at is None:
        return {"rows": []}
    row = sheet.row(at)
    where = OUTSIDE if row.line.outsourced else ("resource",)
    return {"rows": [row], "fields": (*where, "setup_minutes", "run_minutes")}


def proposal_page(sheet: Sheet, user: User, tab: str = "", *, all_history: bool = False) -> Context:
    routings = {str(routing.rank): routing for routing in sheet.prediction.routings}
    chosen = tab if tab in routings or tab == EXISTING else ""
    existing = existing_steps(sheet.proposal.item_id) if sheet.proposal.item_id else []
    page = {
        **state_part(sheet, user),
        "tab": chosen,
        "names": sheet.names,
        "rows": sheet.rows(),
        "routings": sheet.prediction.routings,
        "existing": existing,
        "history": _history(sheet.proposal, None if all_history else HISTORY),
        "all_history": all_history,
        "drawing_url": drawing_address(sheet.proposal),
        "suggestions": _suggestions(sheet),
        "sets": list(OperationSet.objects.only("name")),
        **_why(sheet),
    }
    return page | (_alternative(routings[chosen]) if chosen in routings else {})


def _alternative(routing: Any) -> Context:
    totals = {
        field: sum(median(getattr(step, field)) for step in routing.steps) for field in ("setup_minutes", "run_minutes")
    }
    return {"alternative": {"routing": routing, "strip": time_strip(routing), "totals": totals}}


def _why(sheet: Sheet) -> Context:
    """As on the predict page."""
    best = [step.operation for step in sheet.prediction.routings[0].steps]
    similar = sheet.prediction.similar_items
    return {
        "labels": _labels(),
        "similar_items": [(item, compare_steps(best, item.operations)) for item in similar],
        "drivers": [driver for driver in sheet.prediction.drivers if driver.share >= DRIVER_SHARE_MIN],
    }


def _labels() -> dict[str, Any]:
    attributes = dict(Attribute.objects.values_list("key", "label"))
    part_class = _("Part class")
    return {**attributes, "name": _("Name"), "part_class": part_class, PART_CLASS: part_class, "drawing": _("Drawing")}


def _suggestions(sheet: Sheet) -> list[Suggestion]:
    found = likely_steps(sheet.prediction, sheet.draft)[:SUGGESTED]
    return [Suggestion(s.operation, sheet.names.get(s.operation, ""), s.share, s.after) for s in found]


def _history(proposal: Proposal, limit: int | None) -> list[tuple[ProposalEvent, list[str]]]:
    """Newest first."""
    events = proposal.events.select_related("actor").order_by("-revision")[:limit]
    return [(event, changes_of(event)) for event in events]


def drawing_address(proposal: Proposal) -> str:
    """The drawing in the plant's own viewer; "" where none is set up or there is no drawing."""
    viewer = DrawingViewer.objects.first() if proposal.drawing else None
    if viewer is None:
        return ""
    return viewer.address(number=proposal.drawing, revision=proposal.drawing_revision, sheet=proposal.drawing_sheet)
