"""Nominal, reserve, spent, balance: the worked ledger of the specification, and the sum that always holds."""

import random
from datetime import date, timedelta

import pytest

from sgo_pfdo.funds.rules.ledger import EnrolmentStatus, Ledger, Month, ledger_of, refund
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


def test_the_sum_holds_over_a_hundred_thousand_random_histories() -> None:
    """Applications within the balance, answered, ended, corrected, on any days: never a kopeck too much or missing."""
    chance = random.Random(152)
    for _ in range(100_000):
        full = chance.randrange(10_000_000)
        months: list[Month] = []
        fixed: int | None = None
        today = AUTUMN.starts_on - timedelta(days=chance.randrange(30))
        for _ in range(chance.randrange(1, 4)):
            now = ledger_of(available(full, AUTUMN, today), fixed, months, today)
            if not (now.reserve or now.spent):
                fixed = now.nominal
            months += _applied(chance, now.balance)
            today += timedelta(days=chance.randrange(50))
            one = ledger_of(available(full, AUTUMN, today), fixed, months, today)
            assert one.nominal == one.balance + one.reserve + one.spent
            assert min(one.balance, one.reserve, one.spent) >= 0
            assert one.nominal <= full


def _applied(chance: random.Random, balance: int) -> list[Month]:
    """Apply for some of the balance, with any end."""
    rest, months = chance.randrange(balance + 1), []
    status = chance.choice(list(EnrolmentStatus))
    ends_early_on = AUTUMN.starts_on + timedelta(days=chance.randrange(120)) if chance.random() < 0.3 else None
    for first in AUTUMN.first_days():
        part = chance.randrange(rest + 1)
        rest -= part
        corrected = refund(part, chance.randrange(101)) if chance.random() < 0.2 else 0
        months.append(Month(status, first, first, part, ends_early_on, corrected))
    return months
