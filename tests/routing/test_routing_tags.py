"""What the tables of a predicted routing are made of."""

import pytest
from django.template import Context, Template
from django.test import override_settings

from apps.models.ml.prediction import Interval, PredictedStep
from apps.routing.answers import Bar


def draw(source, **context):
    return Template("{% load routing %}" + source).render(Context(context))


def step(results, *items):
    return PredictedStep(10, "T110", "L1", False, "", None, None, None, None, 0.9, results, items)


@pytest.mark.parametrize(
    ("minutes", "drawn"),
    [
        (None, '<span class="quiet">–</span>'),
        (Interval(0, 0, 0), '<span class="quiet">–</span>'),
        (Interval(8.25, 12.3, 1500), '12.3<br><span class="range">8.2–1,500</span>'),
    ],
)
def test_minutes(minutes, drawn):
    assert draw("{% minutes minutes %}", minutes=minutes) == drawn


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        (step(0), "0 results"),
        (step(1, "A-1"), '1 result<br><a href="/items/A-1/">A-1</a>'),
        (step(3, "A&1", "B", "C"), '3 results<br><a href="/items/A&amp;1/">A&amp;1</a> +2'),
    ],
)
def test_sources(given, drawn):
    assert draw("{% sources step %}", step=given) == drawn


@pytest.mark.parametrize(
    ("names", "drawn"),
    [
        ({"T1": "Turning <1>"}, '<b>T1</b> <span class="quiet">Turning &lt;1&gt;</span>'),
        ({"T1": "T1"}, "<b>T1</b>"),
        ({"T1": ""}, "<b>T1</b>"),
        ({}, "<b>T1</b>"),
    ],
)
def test_an_operation_has_its_name_where_that_says_more(names, drawn):
    assert draw("{% operation 'T1' names %}", names=names) == drawn


@override_settings(LANGUAGE_CODE="de")
def test_bars_are_written_for_svg_in_any_language():
    drawn = draw("{% bars strip %}", strip=[Bar(0, 1.5, 1.5, 998.5, "A<B")])
    assert drawn.startswith('<g><title>A&lt;B</title><rect class="band" x="0.00" width="1.50" height="26"/>')
    assert 'x="1.50" width="998.50"' in drawn
