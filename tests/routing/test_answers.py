"""What stands beside a prediction."""

import pytest

from apps.routing.answers import compare_steps


@pytest.mark.parametrize(
    ("first", "other", "more", "less", "reordered"),
    [
        ("SAW TURN PACK", "SAW TURN PACK", "", "", False),
        ("SAW TURN PACK", "SAW TURN COAT PACK", "COAT", "", False),
        ("SAW TURN PACK", "SAW PACK", "", "TURN", False),
        ("SAW TURN PACK", "TURN SAW PACK", "", "", True),
        ("TURN INSPECT PACK", "TURN INSPECT COAT INSPECT PACK", "INSPECT COAT", "", False),  # one inspection more
        ("", "SAW", "SAW", "", False),
    ],
)
def test_how_another_routing_differs(first, other, more, less, reordered):
    found = compare_steps(first.split(), other.split())
    assert (sorted(found.more), sorted(found.less)) == (sorted(more.split()), sorted(less.split()))
    assert found.are_reordered is reordered
    assert found.are_same is (first == other)
