"""Small plots: the scale follows the bulk, and nothing leaves the box."""

from datetime import date, timedelta

import pytest

from apps.catalog.plots import HEIGHT, WIDTH, plot

DAY = date(2026, 1, 1)


def reports(*minutes):
    return [(DAY + timedelta(days=at), float(value)) for at, value in enumerate(minutes)]


def draw(*minutes, standard=None):
    values = reports(*minutes)
    return plot(values, standard, DAY, DAY + timedelta(days=max(len(values) - 1, 0)))


def test_nothing_is_drawn_from_nothing():
    assert draw().dots == []


@pytest.mark.parametrize(
    ("minutes", "outside", "why"),
    [
        ([5], 0, "one report"),
        ([0, 0, 0], 0, "zeros only"),
        ([5, 6, 7, 8], 0, "all alike"),
        ([5, 6, 5, 300], 1, "few, one sixty times too long"),
        ([5] * 50 + [300, 50], 2, "many, two far out"),
        ([5] * 10 + [9], 0, "a little longer is no outlier"),
        ([0] * 20 + [5], 1, "mostly zero"),
    ],
)
def test_outliers_do_not_flatten_the_rest(minutes, outside, why):
    drawn = draw(*minutes)
    assert drawn.outside == outside, why
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in drawn.dots)


def test_a_longer_time_stands_higher():
    low, high = draw(5, 10).dots
    assert high.y < low.y
    assert high.x > low.x


def test_the_standard_is_drawn_unless_it_is_far_out():
    assert draw(5, 6, 5, 6, 5, standard=7.0).standard_y is not None
    assert draw(5, 6, 5, 6, 5, standard=600.0).standard_y is None


def test_a_range_needs_five_reports():
    assert draw(5, 6, 7, 8).low is None
    assert draw(5, 6, 7, 8, 9).band_height > 0
