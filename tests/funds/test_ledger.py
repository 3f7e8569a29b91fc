"""Nominal, reserve, spent, balance: the worked ledger of the specification, and the sum that always holds."""

import random
from datetime import date, timedelta

import pytest

from sgo_pfdo.funds.rules.ledger import EnrolmentStatus, Ledger, Month, ledger_of, refund, status_on, uses_place
from sgo_pfdo.funds.rules.nominal import Span, available

AUTUMN = Span(date(2026, 9, 1), date(2026, 12, 31))
FULL = 1_200_000
PARTS = (118_683, 121_318, 121_318, 121_318)
"""Case A of the prices: 4,826.37 from September to December."""
REQUESTED, ACTIVE, REFUSED = EnrolmentStatus.REQUESTED, EnrolmentStatus.ACTIVE, EnrolmentStatus.REFUSED


def case_a(
    status: EnrolmentStatus, *, ends_early_on: date | None = None, corrections: dict[date, int] | None = None
) -> list[Month]:
    return [
        Month(status, first, first, part, ends_early_on, (corrections or {}).get(first, 0))
        for first, part in zip(AUTUMN.first_days(), PARTS, strict=True)
    ]


def ledger(today: date, months: list[Month], fixed: int | None = FULL) -> Ledger:
    return ledger_of(available(FULL, AUTUMN, today), fixed, months, today)


def figures(one: Ledger) -> tuple[int, int, int, int]:
    return one.nominal, one.balance, one.reserve, one.spent


def test_applied_before_the_period_begins() -> None:
    assert figures(ledger(date(2026, 8, 20), case_a(REQUESTED))) == (1_200_000, 717_363, 482_637, 0)


def test_active_from_the_first_day_one_month_is_spent() -> None:
    assert figures(ledger(date(2026, 9, 1), case_a(ACTIVE))) == (1_200_000, 717_363, 363_954, 118_683)


def test_a_month_later_two_are() -> None:
    assert figures(ledger(date(2026, 10, 1), case_a(ACTIVE))) == (1_200_000, 717_363, 242_636, 240_001)


def test_ended_early_the_rest_is_released_at_once_and_the_nominal_stays() -> None:
    ended = case_a(ACTIVE, ends_early_on=date(2026, 10, 31))
    assert figures(ledger(date(2026, 10, 14), ended)) == (1_200_000, 959_999, 0, 240_001)


def test_a_month_taught_in_part_gives_money_back() -> None:
    october = date(2026, 10, 1)
    back = refund(121_318, 75)
    assert back == 30_329
    ended = case_a(ACTIVE, ends_early_on=date(2026, 10, 31), corrections={october: back})
    assert figures(ledger(date(2026, 11, 5), ended)) == (1_200_000, 990_328, 0, 209_672)


@pytest.mark.parametrize(("day", "nominal"), [(date(2026, 8, 25), 1_200_000), (date(2026, 10, 5), 900_000)])
def test_refused_with_nothing_spent_the_nominal_is_that_of_the_month_again(day: date, nominal: int) -> None:
    assert figures(ledger(day, case_a(REFUSED))) == (nominal, nominal, 0, 0)


def test_an_application_that_waits_keeps_the_nominal_from_falling() -> None:
    assert ledger(date(2026, 11, 15), case_a(REQUESTED)).nominal == 1_200_000


def test_an_application_that_can_no_longer_begin_has_lapsed_with_its_reserve() -> None:
    last_day = date(2026, 12, 31)
    assert status_on(last_day, REQUESTED, last_day) is REQUESTED
    new_year = status_on(date(2027, 1, 1), REQUESTED, last_day)
    assert figures(ledger(date(2027, 1, 1), case_a(new_year))) == (0, 0, 0, 0)
    assert status_on(date(2027, 1, 1), ACTIVE, last_day) is ACTIVE


@pytest.mark.parametrize(
    ("status", "ends_early_on", "counts"),
    [
        (REQUESTED, None, True),
        (EnrolmentStatus.CONFIRMED, None, True),
        (ACTIVE, None, True),
        (ACTIVE, date(2026, 10, 31), True),
        (ACTIVE, date(2026, 8, 31), False),
        (REFUSED, None, False),
        (EnrolmentStatus.WITHDRAWN, None, False),
        (EnrolmentStatus.LAPSED, None, False),
    ],
)
def test_what_came_to_nothing_before_its_first_day_is_not_counted(
    status: EnrolmentStatus, ends_early_on: date | None, counts: bool
) -> None:
    assert uses_place(status, date(2026, 9, 1), ends_early_on) is counts


FIRST_DAYS = tuple(AUTUMN.first_days())
DAYS = [AUTUMN.starts_on + timedelta(days=number) for number in range(-30, 180)]
STATUSES = tuple(EnrolmentStatus)


def test_the_sum_holds_over_a_hundred_thousand_random_histories() -> None:
    """Applications within the balance, answered, ended, corrected, on any days: never a kopeck too much or missing."""
    chance = random.Random(152)
    openings = [available(FULL, AUTUMN, day) for day in DAYS]
    for _ in range(100_000):
        # one draw for everything: to draw each number apart takes four times as long as what is tried
        dice = chance.getrandbits(256)
        dice, day = divmod(dice, 30)
        dice, applications = divmod(dice, 3)
        months: list[Month] = []
        fixed: int | None = None
        now = ledger_of(openings[day], fixed, months, DAYS[day])
        for _ in range(applications + 1):
            if not (now.reserve or now.spent):
                fixed = now.nominal
            dice, days = divmod(dice, 50)
            dice = _apply(dice, now.balance, months)
            day += days
            now = ledger_of(openings[day], fixed, months, DAYS[day])
            assert now.nominal == now.balance + now.reserve + now.spent <= FULL
            assert now.balance >= 0 and now.reserve >= 0 and now.spent >= 0


def _apply(dice: int, balance: int, months: list[Month]) -> int:
    """Apply for some of the balance, with any end.

    :return: what is left of the dice.
    """
    dice, rest = divmod(dice, balance + 1)
    dice, status = divmod(dice, len(STATUSES))
    dice, end = divmod(dice, 400)
    ends_early_on = DAYS[30 + end] if end < 120 else None
    for first in FIRST_DAYS:
        dice, share = divmod(dice, 8)
        part = rest * share // 7
        rest -= part
        dice, completeness = divmod(dice, 512)
        corrected = refund(part, completeness) if completeness <= 100 else 0
        months.append(Month(STATUSES[status], first, first, part, ends_early_on, corrected))
    return dice
