"""When two lessons meet, and when they only look so."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.programmes.rules.kinds import Week
from sgo_pfdo.programmes.rules.timetable import Hours, clashes, meet


def hours(**values: Any) -> Hours:
    usual = {
        "weekday": 2,
        "begins_at": time(16),
        "ends_at": time(17, 30),
        "valid_from": date(2026, 9, 1),
        "valid_to": date(2027, 5, 31),
    }
    return Hours(**(usual | values))


@pytest.mark.parametrize(
    ("values", "is_so"),
    [
        ({}, True),
        ({"weekday": 3}, False),
        ({"begins_at": time(17, 30), "ends_at": time(18)}, False),
        ({"begins_at": time(17, 29), "ends_at": time(18)}, True),
        ({"valid_from": date(2027, 6, 1), "valid_to": date(2027, 8, 31)}, False),
        ({"valid_from": date(2027, 5, 26), "valid_to": date(2027, 8, 31)}, False),  # no Tuesday in common
        ({"valid_from": date(2027, 5, 25), "valid_to": date(2027, 8, 31)}, True),
        ({"week": Week.ODD}, True),
    ],
)
def test_two_lessons_meet_when_a_child_cannot_be_at_both(values: dict[str, Any], is_so: bool) -> None:
    assert meet(hours(), hours(**values)) is is_so
    assert meet(hours(**values), hours()) is is_so


def test_odd_and_even_weeks_never_meet() -> None:
    assert not meet(hours(week=Week.ODD), hours(week=Week.EVEN))
    assert clashes([hours(week=Week.ODD)], [hours(title="Шахматы"), hours(week=Week.EVEN)]) == [hours(title="Шахматы")]


DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))


@given(st.integers(1, 7), DAYS, st.integers(0, 40), DAYS, st.integers(0, 40), *[st.sampled_from(Week)] * 2)
def test_it_is_what_going_through_the_days_would_find(
    weekday: int, first: date, days: int, second: date, more: int, week: Week, other_week: Week
) -> None:
    one = hours(weekday=weekday, valid_from=first, valid_to=first + timedelta(days=days), week=week)
    other = hours(weekday=weekday, valid_from=second, valid_to=second + timedelta(days=more), week=other_week)

    def days_of(line: Hours) -> set[date]:
        span = (line.valid_to - line.valid_from).days + 1
        found = [line.valid_from + timedelta(days=each) for each in range(span)]
        odd = {Week.ODD: [1], Week.EVEN: [0], Week.EVERY: [0, 1]}[line.week]
        return {day for day in found if day.isoweekday() == weekday and day.isocalendar().week % 2 in odd}

    assert meet(one, other) is bool(days_of(one) & days_of(other))
