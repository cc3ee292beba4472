"""What a plant sets about proposals, and their decisions, stand in the change log."""

import pytest

from apps.people.models import Change
from apps.routing.editing.commands import SetNote
from apps.routing.models import DrawingViewer, RoutingRule

pytestmark = pytest.mark.django_db


def changes(object_type):
    return list(Change.objects.filter(object_type=object_type).order_by("id"))


def test_a_rule_that_is_set_and_loosened():
    rule = RoutingRule.objects.create(kind="max_steps", steps=12)
    RoutingRule.objects.filter(pk=rule.pk).update(steps=20)
    made, loosened = changes("routing.routingrule")
    assert made.operation == "insert"
    assert (loosened.before, loosened.after) == ({"steps": 12}, {"steps": 20})


def test_where_drawings_are_looked_at():
    DrawingViewer.objects.update_or_create(pk=1, defaults={"url_pattern": "https://drawings.plant.example/{number}"})
    assert changes("routing.drawingviewer")[-1].after["url_pattern"].startswith("https://drawings")


def test_a_proposals_note_but_not_its_revisions(proposal, change):
    change(proposal, SetNote("as last year"))
    assert changes("routing.proposal")[-1].after == {"note": "as last year"}
