"""What is read out of free text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.models.ml.text import as_number, as_text, clean, numbers, word_tokens, words


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("od81.6*id53.2*12.1t", {"od": 81.6, "id": 53.2, "*t": 12.1}, "letters before, else letters after"),
        ("300x70x200", {"x": 300, "x#2": 70, "x#3": 200}, "a key met again gets its position"),
        ('3.248" key', {'"': 3.248}, "inches keep their sign"),
        ("pin ±0.005", {"±": 0.005}, "a sign is a key"),
        ("d 50", {"d": 50}, "a blank between key and number"),
        ("축 50mm", {"축": 50.0}, "Korean"),
        ("12,5 mm", {"": 12.5}, "decimal comma"),
        ("no number", {}, "nothing to find"),
        ("", {}, "empty"),
    ],
)
def test_numbers(text: str, expected: dict[str, float], reason: str) -> None:
    assert expected.items() <= numbers(text).items() or numbers(text) == expected, reason


@pytest.mark.parametrize(
    ("value", "expected"),
    [("12.5", 12.5), ("12,5", 12.5), (3, 3.0), (" 7 ", 7.0), ("1e400", None), ("x", None), (None, None), (True, None)],
)
def test_as_number(value: object, expected: float | None) -> None:
    number = as_number(value)
    assert math.isnan(number) if expected is None else number == expected


@pytest.mark.parametrize(("value", "expected"), [(5.0, "5"), (0.1, "0.1"), (None, ""), (math.nan, ""), ("a", "a")])
def test_as_text(value: object, expected: str) -> None:
    assert as_text(value) == expected


def test_misspelt_words_share_n_grams() -> None:
    assert len(set(word_tokens("stationary")) & set(word_tokens("stationery"))) >= 5


@given(st.text(max_size=5000))
def test_any_text_is_read(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(len(word) <= 40 for word in words(cleaned))
    assert all(math.isfinite(number) for number in numbers(cleaned).values())
    assert len(numbers(cleaned)) <= 24
