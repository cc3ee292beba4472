"""Proposals of the small plant, really predicted."""

import pytest


@pytest.fixture
def make_proposal(active_version, planner):
    """Makes a proposal from the prediction of an item of the catalogue."""
    from apps.catalog.models import Item
    from apps.models.selectors import query_for_item, trained_attributes
    from apps.models.serving import active_predictor
    from apps.routing.answers import answer
    from apps.routing.services.proposals import create_from_prediction

    def make(code="P-0010"):
        served = active_predictor()
        item = Item.objects.get(code=code)
        query = query_for_item(item, trained_attributes(served.columns))
        prediction = answer(served, query).prediction
        return create_from_prediction(
            user=planner.user, prediction=prediction, version_id=served.version_id, query=query, item=item
        )

    return make


@pytest.fixture
def proposal(make_proposal):
    """P-0010, a ring of titanium: TURN, INSPECT, GRIND or not, PACK."""
    return make_proposal()


@pytest.fixture
def change(planner):
    """Applies commands one after the other, each on the newest revision."""
    from apps.routing.services.edits import edit

    def apply(proposal, *commands, user=None):
        for command in commands:
            proposal.refresh_from_db()
            edited = edit(
                proposal_id=proposal.pk, revision=proposal.revision, user=user or planner.user, command=command
            )
        proposal.refresh_from_db()
        return edited

    return apply
