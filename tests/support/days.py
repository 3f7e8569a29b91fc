"""Dates for property tests, and ages counted in another way than the module does."""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import strategies as st

FIRST_DAY = date(2001, 1, 1)
LAST_DAY = date(2100, 12, 31)
"""A hundred years; 2100 is no leap year although it can be divided by four."""

any_day = st.dates(FIRST_DAY, LAST_DAY)


def every_day() -> Iterator[date]:
    """Give each day of the hundred years."""
    for number in range((LAST_DAY - FIRST_DAY).days + 1):
        yield FIRST_DAY + timedelta(days=number)


def full_years(birth_date: date, today: date) -> int:
    """Count somebody's age as people do: a year less while this year's birthday is still to come."""
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    return today.year - birth_date.year - (not had_birthday)


def days_after(day: date, number: int) -> date:
    """Give the day that is so many days later."""
    return day + timedelta(days=number)
