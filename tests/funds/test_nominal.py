"""The monthly decrease: the worked tables of the specification, and what holds for any period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.funds.rules.nominal import Decrease, Fall, Span, available, last_day_of_month, next_fall

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
JANUARY_TO_AUGUST = Span(date(2026, 1, 1), date(2026, 8, 31))
SEPTEMBER_TO_MAY = Span(date(2025, 9, 1), date(2026, 5, 31))
AUTUMN = Span(date(2026, 9, 1), date(2026, 12, 31))
TABLES = {
    "12,000.00 in 12 months": (YEAR, 1_200_000, [100_000 * left for left in range(12, 0, -1)]),
    "10,000.00 in 12 months": (
        YEAR,
        1_000_000,
        [1000000, 916666, 833333, 750000, 666666, 583333, 500000, 416666, 333333, 250000, 166666, 83333],
    ),
    "18,000.00 from January to August": (
        JANUARY_TO_AUGUST,
        1_800_000,
        [1800000, 1575000, 1350000, 1125000, 900000, 675000, 450000, 225000],
    ),
    "19,552.00 from September to May": (
        SEPTEMBER_TO_MAY,
        1_955_200,
        [1955200, 1737955, 1520711, 1303466, 1086222, 868977, 651733, 434488, 217244],
    ),
    "6,000.00 from September to December": (AUTUMN, 600_000, [600000, 450000, 300000, 150000]),
}


@pytest.mark.parametrize("table", TABLES)
def test_the_nominal_falls_month_by_month_as_the_tables_say(table: str) -> None:
    span, full, amounts = TABLES[table]
    assert [available(full, span, day) for day in span.first_days()] == amounts
    assert [available(full, span, last_day_of_month(day)) for day in span.first_days()] == amounts


def test_the_running_month_counts() -> None:
    assert YEAR.months_left(date(2026, 1, 31)) == 12
    assert YEAR.months_left(date(2026, 2, 1)) == 11


def test_before_its_first_day_a_period_has_all_and_after_its_last_nothing() -> None:
    assert available(600_000, AUTUMN, date(2026, 8, 2)) == 600_000
    assert available(600_000, AUTUMN, date(2027, 1, 1)) == 0
    assert available(600_000, AUTUMN, date(2027, 1, 1), Decrease.NONE) == 0


def test_where_the_municipality_wants_it_nothing_falls() -> None:
    assert available(600_000, AUTUMN, date(2026, 12, 31), Decrease.NONE) == 600_000
    assert next_fall(600_000, AUTUMN, date(2026, 9, 1), Decrease.NONE) is None


def test_the_page_can_say_what_it_becomes_and_when() -> None:
    assert next_fall(1_200_000, YEAR, date(2026, 2, 14)) == Fall(date(2026, 3, 1), 1_000_000)
    assert next_fall(600_000, AUTUMN, date(2026, 8, 2)) == Fall(date(2026, 10, 1), 450_000)
    assert next_fall(600_000, AUTUMN, date(2026, 12, 1)) is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 1, 2), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 12, 30)),
        (date(2026, 2, 1), date(2026, 1, 31)),
    ],
)
def test_a_period_has_whole_months(starts_on: date, ends_on: date) -> None:
    with pytest.raises(ValueError, match="a period"):
        Span(starts_on, ends_on)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.dates(date(2000, 1, 1), date(2090, 1, 1))).replace(day=1)
    end = draw(st.dates(start, start + timedelta(days=900)))
    return Span(start, last_day_of_month(end))


@given(spans(), st.integers(0, 10_000_000), st.dates(date(1999, 1, 1), date(2093, 1, 1)))
def test_it_never_rises_and_never_exceeds_the_whole(span: Span, full: int, day: date) -> None:
    now, tomorrow = available(full, span, day), available(full, span, day + timedelta(days=1))
    assert full >= now >= tomorrow >= 0
    assert available(full, span, span.starts_on) == full
    fall = next_fall(full, span, day)
    if fall is not None:
        assert day < fall.on <= span.ends_on and available(full, span, fall.on) == fall.amount
