"""How numbers, days and shares are written, and what is drawn of them."""

from datetime import date

import pytest
from django.template import Context, Template

from apps.catalog.templatetags.catalogue import attribute_value, day
from apps.catalog.templatetags.interface import number, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), ("", "–"), (0, "0"), (0.0474, "0.047"), (0.333, "0.33"), (8.4, "8.4"), (28.46, "28.5"),
        (151.2, "151"), (12480, "12,480"), (-3.21, "-3.2"),
    ],
)  # fmt: skip
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("share", "text"), [(None, "–"), (0, "0 %"), (0.874, "87 %"), (1, "100 %")])
def test_percent(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (81.6, "81.6"), (31.0, "31"), (1200, "1,200"), ("00123", "00123"), (True, "True")]
)
def test_attribute_value(value, text):
    assert attribute_value(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (date(2999, 12, 31), "–"), (date(2026, 5, 3), "2026-05-03")])
def test_day(value, text):
    assert day(value) == text


def draw(source):
    return Template("{% load interface %}" + source).render(Context())


@pytest.mark.parametrize(("share", "full"), [(0, 0), (0.09, 0), (0.5, 2), (0.87, 4), (1, 5)])
def test_confidence_fills_dots_and_says_the_share(share, full):
    drawn = draw("{% confidence " + str(share) + " %}")
    assert drawn.count('class="full"') == full
    assert drawn.count("<circle") == 5
    assert percent(share) in drawn


def test_an_interval_stays_on_its_track():
    drawn = draw("{% interval 14 16.7 500 40 %}")
    assert 'x="33.6"' in drawn  # 14 of 40, of 96 pixels
    assert 'width="62.4"' in drawn
    assert 'aria-label="14.0 to 500"' in drawn


@pytest.mark.parametrize("arguments", ["None 1 2 40", "1 1 None 40", "1 1 2 0"])
def test_an_unknown_interval_is_a_dash(arguments):
    assert "<svg" not in draw("{% interval " + arguments + " %}")
