"""A failed gate is overridden by two people and with a reason only, and the version carries the mark for ever."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.catalog.errors import Refusal
from apps.models.models import ModelVersion
from apps.models.services import review

pytestmark = pytest.mark.django_db


def perform(action, version, client, note="because"):
    return review.perform(action=review.ACTIONS[action], number=version.number, user=client.user, note=note)


@pytest.fixture
def other(person):
    return person("other-approver", "approver")


@pytest.fixture
def failing(make_version, trainer):
    version = make_version(trained_by=trainer.user, recall_at_10=0.5)
    return perform("submit", version, trainer)


def test_two_people_override_and_the_mark_stays(failing, approver, other):
    perform("request-override", failing, other, "the index was rebuilt by hand, recall .999")
    perform("grant-override", failing, approver, "measured again, true")
    version = perform("approve", failing, approver, "fine")
    assert (version.review_status, version.gates_overridden) == ("approved", True)
    said = [(e.kind, e.actor.username, e.note) for e in version.events.all()][2:]
    assert said == [
        ("override_requested", "other-approver", "the index was rebuilt by hand, recall .999"),
        ("overridden", "approver", "measured again, true"),
        ("approved", "approver", "fine [In spite of failed gates: Recall of the index.]"),
    ]


@pytest.mark.parametrize(
    ("steps", "action", "who", "says"),
    [
        ([], "approve", "approver", "Reject it, or ask for an override"),
        ([], "grant-override", "approver", "Nobody has asked"),
        (["request-override"], "approve", "approver", "failed a gate"),  # asked for is not granted
        (["request-override"], "request-override", "approver", "asked for already"),
        (["request-override"], "grant-override", "other", "a second person has to grant it"),
        (["request-override"], "grant-override", "boss", "trained or submitted"),  # a superuser who trained
    ],
)
def test_refusals(make_version, person, approver, other, steps, action, who, says):
    boss = person("boss")
    boss.user.is_superuser = True
    boss.user.save()
    version = perform("submit", make_version(trained_by=boss.user, recall_at_10=0.5), boss)
    for step in steps:
        perform(step, version, other)
    with pytest.raises(Refusal, match=says):
        perform(action, version, {"approver": approver, "other": other, "boss": boss}[who])


def test_it_needs_its_own_permission_and_a_reason(failing, trainer, approver):
    with pytest.raises(PermissionDenied, match="override_gates"):
        perform("request-override", failing, trainer)
    with pytest.raises(Refusal, match="needs a comment"):
        perform("request-override", failing, approver, " ")


def test_where_all_gates_passed_there_is_nothing_to_override(make_version, trainer, approver):
    version = perform("submit", make_version(trained_by=trainer.user), trainer)
    with pytest.raises(Refusal, match="nothing to override"):
        perform("request-override", version, approver)


def test_every_page_with_the_version_shows_the_mark(failing, approver, other, viewer, catalogue):
    perform("request-override", failing, other, "needed on Monday")
    perform("grant-override", failing, approver)
    perform("approve", failing, approver)
    perform("activate", failing, approver)
    for path in ("/models/", "/models/1/", "/items/"):  # the last: in the top bar
        assert "gates overridden" in viewer.get(path).content.decode(), path
    page = viewer.get("/models/1/").content.decode()
    assert "Asked for by other-approver" in page
    assert "needed on Monday" in page


def test_by_page(failing, approver, other):
    assert "Ask for an override" in other.get("/models/1/").content.decode()
    other.post("/models/1/request-override/", {"note": "needed"})
    assert "Grant the override" not in other.get("/models/1/").content.decode()
    assert "Grant the override" in approver.get("/models/1/").content.decode()
    approver.post("/models/1/grant-override/", {"note": "yes"})
    approver.post("/models/1/approve/", {"note": "yes"})
    assert ModelVersion.objects.get().gates_overridden
