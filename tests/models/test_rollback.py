"""Back to any earlier approved version in one step; two steps back in a row are two versions back."""

import time

import pytest

from apps.catalog.errors import Refusal
from apps.models.models import ModelVersion
from apps.models.review_selectors import in_use_stack, rollback_targets
from apps.models.services import review

pytestmark = pytest.mark.django_db
USED, BACK = "activated", "rolled_back"


@pytest.mark.parametrize(
    ("events", "stack"),
    [
        ([], []),
        ([(1, USED), (2, USED), (3, USED)], [1, 2, 3]),
        ([(1, USED), (2, USED), (3, USED), (2, BACK)], [1, 2]),
        ([(1, USED), (2, USED), (3, USED), (2, BACK), (1, BACK)], [1]),  # not to and fro
        ([(1, USED), (2, USED), (3, USED), (1, BACK), (4, USED)], [1, 4]),
        ([(1, USED), (2, USED), (1, BACK), (2, BACK)], [1, 2]),  # forward again, from the list
        ([(1, USED), (2, USED), (1, USED)], [2, 1]),
    ],
)
def test_what_stands_behind_the_version_in_use(events, stack):
    assert in_use_stack(events) == stack


@pytest.fixture
def used(make_version, decide, trainer, approver):
    """Versions 1 to 3, brought into use one after the other."""
    way = (("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
    return [decide(make_version(trainer.user), *way) for _ in range(3)]


def active():
    return ModelVersion.objects.get(is_active=True).number


def test_two_rollbacks_go_two_versions_back_and_a_third_says_that_there_is_none(used, approver):
    review.rollback(user=approver.user, note="rings are wrong")
    assert active() == 2
    review.rollback(user=approver.user, note="still wrong")
    assert active() == 1
    with pytest.raises(Refusal, match="no earlier version"):
        review.rollback(user=approver.user, note="again")
    assert list(ModelVersion.objects.order_by("number").values_list("review_status", flat=True)) == [
        "approved",
        "retired",
        "retired",
    ]


def test_any_earlier_approved_version_within_five_seconds_and_written_down(used, approver):
    began = time.monotonic()
    version = review.rollback(user=approver.user, note="the first was best", number=1)
    assert time.monotonic() - began < 5
    assert (version.is_active, version.review_status) == (True, "approved")
    event = version.events.last()
    assert (event.kind, event.actor, event.note) == ("rolled_back", approver.user, "the first was best")
    assert used[2].events.last().kind == "deactivated"


def test_what_was_never_approved_is_no_way_back(used, make_version, trainer, approver):
    make_version(trainer.user)
    assert [v.number for v in rollback_targets()] == [2, 1]
    with pytest.raises(Refusal, match="is candidate"):
        review.rollback(user=approver.user, note="x", number=4)
    with pytest.raises(Refusal, match="active already"):
        review.rollback(user=approver.user, note="x", number=3)


def test_a_newer_version_that_was_never_used_is_activated_not_rolled_back_to(
    used, make_version, decide, trainer, approver
):
    decide(make_version(trainer.user), ("submit", trainer.user), ("approve", approver.user))
    with pytest.raises(Refusal, match="activate it instead"):
        review.rollback(user=approver.user, note="x", number=4)


def test_by_page_from_the_list_and_from_the_version_itself(used, approver):
    page = approver.get("/models/").content.decode()
    assert "Roll back to Version 2" in page
    approver.post("/models/rollback/", {"note": "rings", "version": "1"})
    assert active() == 1
    assert "Roll back to this version" in approver.get("/models/3/").content.decode()
    approver.post("/models/3/roll-back/", {"note": "forward again"})
    assert active() == 3


def test_a_damaged_one_is_not_brought_back(used, approver):
    (used[0].folder / "model.json").write_text("{}")
    with pytest.raises(Refusal, match="missing or damaged"):
        review.rollback(user=approver.user, note="x", number=1)
    assert active() == 3
