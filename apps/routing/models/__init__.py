"""Proposals: how an item shall be made, from the prediction to the ERP, and what a plant asks of them."""

from apps.routing.models.events import ProposalEvent
from apps.routing.models.export import ExportColumn, MappingEvent
from apps.routing.models.proposals import Proposal, ProposalStep
from apps.routing.models.rules import RoutingRule
from apps.routing.models.sets import OperationSet
from apps.routing.models.viewer import DrawingViewer

__all__ = [
    "DrawingViewer",
    "ExportColumn",
    "MappingEvent",
    "OperationSet",
    "Proposal",
    "ProposalEvent",
    "ProposalStep",
    "RoutingRule",
]
