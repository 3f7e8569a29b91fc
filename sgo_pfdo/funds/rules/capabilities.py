"""What a certificate can do in a period, put together from facts: money, numbers, and why something is not possible."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.funds.rules.kinds import RegisterKind, Unit
from sgo_pfdo.funds.rules.ledger import Ledger, Month, ledger_of
from sgo_pfdo.funds.rules.nominal import Course, Decrease, Fall, Span, available, next_fall

LEAST = 100
"""Kopecks: with less than a rouble nothing can be paid."""


class Stage(enum.StrEnum):
    """Where a day lies as seen from a period."""

    CLOSED = "closed"
    """It has not begun, and families cannot use it yet."""
    NEXT = "next"
    """It has not begun, and families can apply for it."""
    RUNNING = "running"
    PAST = "past"


def stage_of(span: Span, opens_on: date, today: date) -> Stage:
    """Tell where today lies as seen from a period."""
    if today > span.ends_on:
        return Stage.PAST
    if today >= span.starts_on:
        return Stage.RUNNING
    return Stage.NEXT if today >= opens_on else Stage.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What is given in money, and the fact that it was used: all that the sums follow from.

    :param full: the nominal of the whole period, in kopecks.
    :param fixed: the nominal that the first application has fixed, and when.
    :param months: of all enrolments of the certificate in the period.
    """

    full: int
    decrease: Decrease
    fixed: tuple[int, date] | None
    months: Sequence[Month]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The row of money.

    :param ledger: nominal, balance, reserved, spent.
    :param fall: what the nominal becomes next, and when, if nothing is chosen before.
    :param course: the nominal in each month of the period.
    :param fixed_on: the day since when it does not fall any more.
    :param limit_reached: the municipality has no money left for new contracts.
    """

    full: int
    ledger: Ledger
    fall: Fall | None
    course: Course
    fixed_on: date | None
    limit_reached: bool

    @property
    def is_used(self) -> bool:
        """Whether anything is reserved or spent."""
        return bool(self.ledger.reserve or self.ledger.spent)


def money_of(purse: Purse, span: Span, today: date, *, left: int | None) -> Money:
    """Put the row of money together.

    :param left: kopecks that the municipality can still give in the period; ``None`` for no limit.
    """
    day = min(today, span.ends_on)  # of a period that is over: how it ended
    now = available(purse.full, span, day, purse.decrease)
    ledger = ledger_of(now, purse.fixed[0] if purse.fixed else None, purse.months, today)
    is_used = bool(ledger.reserve or ledger.spent)
    fixed = purse.fixed if is_used else None
    return Money(
        full=purse.full,
        ledger=ledger,
        fall=None if is_used or today > span.ends_on else next_fall(purse.full, span, today, purse.decrease),
        course=Course(purse.full, span, purse.decrease, fixed),
        fixed_on=fixed[1] if fixed else None,
        limit_reached=left is not None and left < LEAST,
    )


@dataclass(frozen=True, slots=True)
class Number:
    """The row of a register: how many programmes, and how many of them are taken."""

    register: RegisterKind
    unit: Unit
    amount: int
    used: int

    @property
    def left(self) -> int:
        """How many more can be chosen, where the number is limited."""
        return max(0, self.amount - self.used)
