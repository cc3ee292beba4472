"""Runs of steps under a name: kept from one proposal, put into another."""

from collections.abc import Collection
from dataclasses import asdict

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.routing.editing.draft import FILLED_IN, Line, new_key
from apps.routing.models import OperationSet, Proposal
from apps.routing.reading import draft_of


def keep_set(*, name: str, proposal: Proposal, keys: Collection[str], user: User) -> OperationSet:
    """Keep the steps with these keys, in the routing's order. Raises Refusal without a name or steps, or where the
    name is taken."""
    if not user.has_perm("routing.add_operationset"):
        raise PermissionDenied(_("Only planners keep operation sets. An administrator gives the permission."))
    name = " ".join(name.split())
    chosen = [line for line in draft_of(proposal).lines if line.key in keys]
    if not chosen:
        raise Refusal(_("Tick the steps that belong to the set."))
    if not name:
        raise Refusal(_("Give the set a name."))
    with transaction.atomic():
        kept, is_new = OperationSet.objects.get_or_create(
            name=name, defaults={"steps": [_filled_in(line) for line in chosen], "created_by": user}
        )
    if not is_new:
        raise Refusal(_("There is a set %(name)s already; give this one another name.") % {"name": name})
    return kept


def _filled_in(line: Line) -> dict[str, object]:
    values = asdict(line)
    return {field: values[field] for field in FILLED_IN}


def lines_of_set(kept: OperationSet) -> list[Line]:
    return [Line(key=new_key(), source="set", **step) for step in kept.steps]
