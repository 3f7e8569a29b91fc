"""What a municipality may set as a period: each rule with the field that breaks it (S001, part 1: «ежегодно»)."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sgo_pfdo.funds.rules.nominal import Decrease, last_day_of_month

OPENS_BEFORE = timedelta(days=30)
"""How long before its first day families may use a period, unless the municipality says otherwise."""
STOP_AHEAD = timedelta(days=2)
"""New contracts are not stopped from one minute to the next: families and organisations read it first."""
LONGEST = 24
"""Months."""
MOST_BACKDATED = 50
"""Days."""


class Mistake(enum.StrEnum):
    """A rule that a period breaks."""

    NOT_FIRST_DAY = "not_first_day"
    NOT_LAST_DAY = "not_last_day"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_LONG = "too_long"
    OPENS_TOO_LATE = "opens_too_late"
    STOP_OUTSIDE = "stop_outside"
    STOP_TOO_SOON = "stop_too_soon"
    OVERLAPS = "overlaps"
    """Two periods of a municipality have a day in common."""
    IN_USE = "in_use"
    """Families have used the period: its days stay, and how the nominal falls."""
    TOO_LOW = "too_low"
    """A new nominal is less than some certificates have reserved and spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A period as a municipality sets it.

    :param opens_on: from when families may use it; ``None`` for 30 days before the first day.
    :param stop_on: from this day on no new contract is made.
    :param funding_limit: kopecks that all certificates together may reserve and spend; ``None`` for no limit.
    :param backdate_days: in the first days of the period a contract may begin in the past by so many.
    """

    starts_on: date
    ends_on: date
    opens_on: date | None = None
    stop_on: date | None = None
    funding_limit: int | None = None
    backdate_days: int = 0
    decrease: Decrease = Decrease.MONTHLY

    @property
    def opening(self) -> date:
        """From when families may use it."""
        return self.opens_on or self.starts_on - OPENS_BEFORE

    def meets(self, starts_on: date, ends_on: date) -> bool:
        """Tell whether a period of these days has a day in common with this one."""
        return self.starts_on <= ends_on and starts_on <= self.ends_on


def mistakes(plan: Plan) -> Iterator[tuple[str, Mistake]]:
    """Find what is wrong with a period by itself.

    :return: pairs of a field's name and the rule it breaks; the first one of each field.
    """
    if plan.starts_on.day != 1:
        yield "starts_on", Mistake.NOT_FIRST_DAY
    if plan.ends_on < plan.starts_on:
        yield "ends_on", Mistake.ENDS_BEFORE_START
    elif plan.ends_on != last_day_of_month(plan.ends_on):
        yield "ends_on", Mistake.NOT_LAST_DAY
    elif (plan.ends_on.year - plan.starts_on.year) * 12 + plan.ends_on.month - plan.starts_on.month >= LONGEST:
        yield "ends_on", Mistake.TOO_LONG
    if plan.opening > plan.ends_on:
        yield "opens_on", Mistake.OPENS_TOO_LATE
    if plan.stop_on is not None and not plan.opening <= plan.stop_on <= plan.ends_on:
        yield "stop_on", Mistake.STOP_OUTSIDE


def stops_too_soon(stop_on: date | None, before: date | None, today: date) -> bool:
    """Tell whether new contracts would be stopped with less than two days' notice.

    :param stop_on: what the municipality wants.
    :param before: what holds now; whatever stays as it is needs no notice.
    """
    return stop_on is not None and stop_on != before and stop_on < today + STOP_AHEAD
