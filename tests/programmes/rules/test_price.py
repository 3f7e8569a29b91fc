"""The price of a contract: the worked cases of the specification, and what holds for any price."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.programmes.rules.price import Terms, first_day_of, price_of


def terms(price: int, normative: int, group: str, first: str, end: str, balance: int) -> Terms:
    starts, ends = (date.fromisoformat(one) for one in group.split())
    return Terms(
        price=price,
        normative=normative,
        group_starts_on=starts,
        group_ends_on=ends,
        first_day=date.fromisoformat(first),
        period_ends_on=date.fromisoformat(end),
        balance=balance,
    )


YEAR, LAST = "2026-09-01 2027-05-31", "2025-09-01 2026-05-31"
CASES = {
    "A": (
        terms(1_080_000, 1_080_000, YEAR, "2026-09-01", "2026-12-31", 1_200_000),
        [118_683, 121_318, 121_318, 121_318],
        [0] * 4,
    ),
    "A'": (
        terms(1_080_000, 1_080_000, YEAR, "2027-01-01", "2027-12-31", 1_200_000),
        [122_638, *[118_681] * 4],
        [0] * 5,
    ),
    "B": (
        terms(1_080_000, 990_000, LAST, "2025-09-15", "2025-12-31", 350_000),
        [51_854, *[99_382] * 3],
        [11_447, *[21_935] * 3],
    ),
    "C": (
        terms(1_080_000, 990_000, LAST, "2025-09-15", "2025-12-31", 1_000_000),
        [58_024, *[111_208] * 3],
        [5_277, *[10_109] * 3],
    ),
    "D": (
        terms(300_000, 300_000, "2026-11-01 2026-11-30", "2026-11-10", "2026-12-31", 1_000_000),
        [210_000],
        [0],
    ),
    "E": (
        terms(1_000, 1_000, "2026-10-31 2026-11-01", "2026-10-31", "2026-12-31", 1_000_000),
        [500, 500],
        [0, 0],
    ),
    "F": (
        terms(1_080_000, 1_080_000, YEAR, "2026-09-01", "2026-12-31", 0),
        [0] * 4,
        [118_683, *[121_318] * 3],
    ),
}


@pytest.mark.parametrize(("asked", "certificate", "parents"), CASES.values(), ids=CASES)
def test_the_worked_cases(asked: Terms, certificate: list[int], parents: list[int]) -> None:
    price = price_of(asked)
    assert [one.certificate for one in price.months] == certificate
    assert [one.parents for one in price.months] == parents
    assert (price.certificate, price.parents) == (sum(certificate), sum(parents))


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MONEY = st.integers(0, 100_000_000)


@given(DAYS, st.integers(1, 500), st.integers(0, 400), st.integers(0, 400), MONEY, MONEY, MONEY)
def test_the_months_add_up_and_a_certificate_never_pays_more_than_it_has(
    starts: date, length: int, later: int, until: int, price: int, normative: int, balance: int
) -> None:
    ends = starts + timedelta(days=length)
    first = min(starts + timedelta(days=later), ends)
    asked = Terms(
        price=price,
        normative=normative,
        group_starts_on=starts,
        group_ends_on=ends,
        first_day=first,
        period_ends_on=first + timedelta(days=until),
        balance=balance,
    )
    found = price_of(asked)
    assert sum(one.certificate for one in found.months) == found.certificate <= min(balance, normative)
    assert sum(one.parents for one in found.months) == found.parents
    assert found.total <= price
    assert all(one.certificate >= 0 and one.parents >= 0 for one in found.months)


@given(MONEY, st.dates(date(2026, 9, 2), date(2027, 5, 31)))
def test_consecutive_periods_together_never_cost_more_than_the_price(price: int, second: date) -> None:
    whole = {"price": price, "normative": price, "balance": price}
    dates = {"group_starts_on": date(2026, 9, 1), "group_ends_on": date(2027, 5, 31)}
    before = Terms(first_day=date(2026, 9, 1), period_ends_on=second - timedelta(days=1), **whole, **dates)
    after = Terms(first_day=second, period_ends_on=date(2027, 12, 31), **whole, **dates)
    assert price_of(before).total + price_of(after).total <= price


def test_a_first_day_outside_the_group_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        price_of(terms(1, 1, YEAR, "2026-08-31", "2026-12-31", 1))
    with pytest.raises(ValueError, match="outside"):
        price_of(terms(1, 1, YEAR, "2027-01-01", "2026-12-31", 1))


@pytest.mark.parametrize(
    ("today", "backdate", "first"),
    [
        (date(2026, 8, 20), 0, date(2026, 9, 1)),
        (date(2026, 9, 1), 0, date(2026, 9, 2)),
        (date(2026, 10, 5), 0, date(2026, 10, 6)),
        (date(2026, 9, 5), 5, date(2026, 9, 1)),
        (date(2026, 9, 6), 5, date(2026, 9, 7)),
    ],
)
def test_the_first_day_is_that_of_the_group_or_tomorrow(today: date, backdate: int, first: date) -> None:
    assert first_day_of(date(2026, 9, 1), date(2026, 9, 1), today, backdate_days=backdate) == first
    # the period begins later than the group: so does the contract
    assert first_day_of(date(2026, 5, 1), date(2026, 9, 1), today, backdate_days=backdate) == first
