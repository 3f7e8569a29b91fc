"""What forms show of a stored value is read again as the same value."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.programmes.rules.kinds import LARGEST_PRICE, LEAST_AGE, MOST_AGE, MOST_HOURS
from sgo_pfdo.programmes.rules.records import ADDRESS, GROUP, LESSON, PART, PROGRAMME, Fields
from sgo_pfdo.programmes.rules.writing import written


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("age_min", 84, "7"),
        ("age_min", 90, "7 лет 6 мес"),
        ("age_max", 155, "12"),
        ("age_max", 144, "12 лет 0 мес"),
        ("age_max", 216, "18"),
        ("hours", 725, "72,5"),
        ("price", 1_080_050, "10\xa0800,50"),
        ("price", None, ""),
        ("is_open", True, "да"),
        ("starts_on", date(2026, 9, 1), "2026-09-01"),
        ("begins_at", time(9, 5), "09:05"),
        ("latitude", 0.00001, "0.00001"),
        ("keywords", {"роботы", "лего"}, "лего, роботы"),
    ],
)
def test_how_a_value_is_written(name: str, value: Any, text: str) -> None:
    assert written({name: value}) == {name: text}


def same(known: Fields, name: str, value: Any) -> None:
    assert known[name].read(written({name: value})[name]) == value


@given(st.integers(LEAST_AGE, MOST_AGE))
def test_ages(months: int) -> None:
    same(PROGRAMME, "age_min", months)
    same(PROGRAMME, "age_max", months)


@given(st.integers(0, LARGEST_PRICE), st.integers(1, MOST_HOURS))
def test_amounts(kopecks: int, tenths: int) -> None:
    same(PART, "price", kopecks)
    same(PART, "hours", tenths)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.times().map(lambda one: one.replace(second=0, microsecond=0)))
def test_days_and_times(day: date, moment: time) -> None:
    same(GROUP, "starts_on", day)
    same(LESSON, "begins_at", moment)


@given(st.decimals(-90, 90, places=7).map(float))
def test_degrees(value: float) -> None:
    same(ADDRESS, "latitude", value)
