"""The nominal of a certificate in a period, and how it falls month by month (S001, part 1).

«Каждый месяц номинал сертификата будет уменьшаться пропорционально оставшимся месяцам … если не будет выбрана … ни одна
сертифицированная программа.» Only the nominal that an application has fixed is stored. Amounts are kopecks.
"""

import enum
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple


class Decrease(enum.StrEnum):
    """How the nominal falls while it is not used; the municipality chooses."""

    MONTHLY = "monthly"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """The days in which a period's money and numbers count: whole months.

    :param starts_on: the first day of a month.
    :param ends_on: the last day of a month.
    :raises ValueError: it does not consist of whole months, or ends before it starts.
    """

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        """Refuse what is no period."""
        if self.starts_on.day != 1 or self.ends_on != last_day_of_month(self.ends_on):
            raise ValueError("a period starts on the first and ends on the last day of a month")
        if self.ends_on < self.starts_on:
            raise ValueError("a period ends after it starts")

    @property
    def months(self) -> int:
        """How many months it has."""
        return _month_number(self.ends_on) - _month_number(self.starts_on) + 1

    def months_left(self, day: date) -> int:
        """Count the months that remain on a day, the running one included.

        :return: all of them before the period starts, 0 once it is over.
        """
        left = _month_number(self.ends_on) - _month_number(day) + 1
        return max(0, min(left, self.months))

    def first_days(self) -> Iterator[date]:
        """Give the first day of each month, in order."""
        day = self.starts_on
        for _ in range(self.months):
            yield day
            day = first_day_of_next_month(day)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month


def last_day_of_month(day: date) -> date:
    """Find the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def first_day_of_next_month(day: date) -> date:
    """Find the first day of the month that follows a day."""
    return last_day_of_month(day) + timedelta(days=1)


def available(full: int, span: Span, day: date, decrease: Decrease = Decrease.MONTHLY) -> int:
    """Tell the nominal that is available on a day to a certificate that has not used the period yet.

    :param full: the nominal of the whole period, in kopecks.
    :return: kopecks; a part of a kopeck is dropped. 0 once the period is over.
    """
    left = span.months_left(day)
    if decrease is Decrease.NONE:
        return full if left else 0
    return full * left // span.months


@dataclass(frozen=True, slots=True)
class Fall:
    """What the nominal becomes, and from which day, if nothing is chosen before it."""

    on: date
    amount: int


def next_fall(full: int, span: Span, day: date, decrease: Decrease = Decrease.MONTHLY) -> Fall | None:
    """Tell when the nominal falls next, and to what: «С 1 марта станет 10 000 ₽».

    :return: ``None`` where it does not fall any more within the period.
    """
    falls_on = first_day_of_next_month(max(day, span.starts_on))
    if decrease is Decrease.NONE or not full or falls_on > span.ends_on:
        return None
    return Fall(falls_on, available(full, span, falls_on, decrease))


class Course(NamedTuple):
    """How the nominal goes through a period: as far as it is known, and what is to come if nothing is chosen.

    :param full: the nominal of the whole period, in kopecks.
    :param fixed: the nominal that is fixed, in kopecks, and since when.
    """

    full: int
    span: Span
    decrease: Decrease
    fixed: tuple[int, date] | None = None

    def by_month(self) -> list[Fall]:
        """Tell the nominal of each month of the period, in order."""
        return [Fall(first, self._in_month(first)) for first in self.span.first_days()]

    def _in_month(self, first: date) -> int:
        if self.fixed is not None and (first.year, first.month) >= (self.fixed[1].year, self.fixed[1].month):
            return self.fixed[0]
        return available(self.full, self.span, first, self.decrease)
