"""A proposal out of the database, as the plain data that commands, rules and pages work on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from apps.models.ml.prediction import PredictedStep
from apps.routing.editing.draft import Draft, Line
from apps.routing.editing.frozen import thaw
from apps.routing.editing.rules import Rule
from apps.routing.models import Proposal, ProposalStep, RoutingRule


def draft_of(proposal: Proposal) -> Draft:
    """One query."""
    steps = proposal.steps.select_related("operation", "resource", "vendor").order_by("sequence")
    return Draft(tuple(line_of_step(step) for step in steps), proposal.note, proposal.taken_rank)


def line_of_step(step: ProposalStep) -> Line:
    return Line(
        key=step.key,
        operation=step.operation.code,
        resource=step.resource.code if step.resource else "",
        outsourced=step.outsourced,
        vendor=step.vendor.code if step.vendor else "",
        setup_minutes=step.setup_minutes,
        run_minutes=step.run_minutes,
        price=None if step.price is None else float(step.price),
        lead_time_days=step.lead_time_days,
        confidence=step.confidence,
        source=step.source,
        rank=step.rank,
        place=step.place,
    )


def rules_for(part_class: str) -> list[Rule]:
    """The plant's rules in force for a class, those of every class included; one query."""
    rows = RoutingRule.objects.filter(Q(part_class="") | Q(part_class__iexact=part_class), is_active=True)
    return [_rule(row) for row in rows.select_related("operation", "other")]


def _rule(row: RoutingRule) -> Rule:
    return Rule(
        kind=row.kind,
        blocks=row.severity == RoutingRule.Severity.BLOCKS,
        operation=row.operation.code if row.operation else "",
        other=row.other.code if row.other else "",
        steps=row.steps,
        setup_min=row.setup_min,
        setup_max=row.setup_max,
        run_min=row.run_min,
        run_max=row.run_max,
    )


@dataclass(frozen=True)
class Decided:
    """What a version predicted first and what the planner accepted: the raw data of field accuracy."""

    version_id: int
    part_class: str
    predicted: tuple[PredictedStep, ...]
    decided: tuple[Line, ...]


def decided_pairs(proposals: Iterable[Proposal]) -> list[Decided]:
    """`proposals`: accepted or exported ones, their steps prefetched with operation, resource and vendor."""
    return [
        Decided(
            version_id=proposal.version_id,
            part_class=proposal.part_class,
            predicted=thaw(proposal.prediction).routings[0].steps,
            decided=tuple(line_of_step(step) for step in proposal.steps.all()),
        )
        for proposal in proposals
    ]
