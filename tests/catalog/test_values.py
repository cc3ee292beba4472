"""What a cell's text says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.importing import values
from apps.catalog.importing.cleaning import sizes
from apps.catalog.importing.values import Unfit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12.0),
        ("-0.5", -0.5),
        ("+3.", 3.0),
        (".25", 0.25),
        ("1e3", 1000.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("12,5", 12.5),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        ("1e-300", 0.0),
    ],
)
def test_a_number_is_read_where_it_can_mean_one_thing_only(text, expected):
    assert values.number(text) == expected


@pytest.mark.parametrize(
    "text", ["1,234", "abc", "12 mm", "1_000", "0x10", "inf", "nan", "1,2,3", "12,", ",5,", "٣", "--1", "1e", "1.2.3"]
)
def test_what_is_no_number_or_could_be_two_is_refused(text):
    with pytest.raises(Unfit, match="is not a number"):
        values.number(text)


@pytest.mark.parametrize("text", ["1e400", "-1e13", "9" * 400])
def test_numbers_that_no_table_could_hold_are_refused(text):
    with pytest.raises(Unfit, match="too large"):
        values.number(text)


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (values.not_negative, "-1", "is negative"),
        (values.positive, "0", "is not above 0"),
        (values.positive, "-3", "is not above 0"),
        (values.whole, "10.5", "is not a whole number"),
        (values.whole, "-10", "is negative"),
        (values.whole, "3000000000", "too large"),
        (values.code, "X" * 65, "is longer than 64 characters"),
        (values.code, "A\nB", "has a line break or another invisible character"),
        (values.day, "01/02/2024", "is not a date with the year first"),
        (values.day, "2024-02-30", "is not a date of the calendar"),
        (values.day, "0000-00-00", "is not a date of the calendar"),
        (values.minutes_per_unit, "pieces", "is not a unit of time"),
        (values.one_of({"y": True}), "perhaps", "is neither yes nor no"),
    ],
)
def test_each_refusal_says_what_is_wrong(read, text, reason):
    with pytest.raises(Unfit, match=reason):
        read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-01-02", date(2012, 1, 2)),
        ("2999-12-31 00:00:00", date(2999, 12, 31)),
        ("2001-01-01T08:30:00.123+09:00", date(2001, 1, 1)),
        ("2024/3/1", date(2024, 3, 1)),
        ("2024.03.01", date(2024, 3, 1)),
        ("20240301", date(2024, 3, 1)),
    ],
)
def test_dates_up_to_the_year_2999(text, expected):
    assert values.day(text) == expected


@pytest.mark.parametrize(
    ("unit", "minutes"),
    [
        ("분(Min.)", 1),
        ("minutes", 1),
        ("minute", 1),
        ("MIN", 1),
        ("hour per work order", 60),
        ("hours", 60),
        ("시간", 60),
        ("H", 60),
        ("h.", 60),
        ("sec", 1 / 60),
        ("초", 1 / 60),
        ("s", 1 / 60),
        ("day", 1440),
    ],
)
def test_units_of_time(unit, minutes):
    assert values.minutes_per_unit(unit) == minutes


@pytest.mark.parametrize(
    ("unit", "target", "factor"),
    [
        ("MM", "mm", 1),
        ("mmmm", "mm", 1),
        ("", "mm", 1),
        ("INCH", "mm", 25.4),
        (" inch ", "mm", 25.4),
        ("in.", "mm", 25.4),
        ("CM ", "mm", 10),
        ("KZ", "mm", 1),
        ("MM/IN", "mm", sizes.EITHER),
        ("G  ", "kg", 0.001),
        ("LB ", "kg", 0.45359237),
    ],
)
def test_units_of_sizes_and_weights(unit, target, factor):
    assert sizes.factor(unit, target) == factor


@pytest.mark.parametrize(
    ("size", "like_mm", "millimetres"),
    [
        (53.2, 53.2, 53.2),  # in millimetres, whatever its unit column says
        (2.094, 53.2, 53.1876),  # in inches
        (3.0, 0.0, 76.2),  # nothing to compare with: no seal is that small
        (38.0, 0.0, 38.0),
    ],
)
def test_a_size_of_unknown_unit_is_read_near_to_its_like(size, like_mm, millimetres):
    assert sizes.in_unit(size, sizes.nearer(size, like_mm)) == pytest.approx(millimetres)


@given(st.text())
def test_wild_text_is_read_or_refused_and_never_anything_else(text):
    for read in (
        values.number,
        values.not_negative,
        values.positive,
        values.whole,
        values.day,
        values.code,
        values.key,
    ):
        try:
            value = read(text)
        except Unfit:
            continue
        assert value == value  # NaN would not be
        assert not isinstance(value, float) or abs(value) <= values.HUGE


@given(st.floats(-1e11, 1e11).filter(lambda number: number == 0 or abs(number) > 1e-9))
def test_a_number_that_python_wrote_comes_back(number):
    assert values.number(repr(number)) == number


@given(st.integers(-(10**11), 10**11), st.integers(0, 99))
def test_grouped_numbers_mean_the_same_in_both_spellings(whole, cents):
    english = f"{whole:,}.{cents:02d}"
    german = english.translate(str.maketrans(",.", ".,"))
    if abs(whole) >= 1000:
        assert values.number(english) == values.number(german) == pytest.approx(float(f"{whole}.{cents:02d}"))


@given(st.dates())
def test_every_day_comes_back(day):
    assert values.day(day.isoformat()) == day
    assert values.day(f"{day.isoformat()} 00:00:00") == day


@given(st.text(min_size=1, max_size=64).filter(str.isprintable))
def test_a_code_and_its_key_differ_in_case_only(text):
    assert values.key(text) == values.code(text).upper()
