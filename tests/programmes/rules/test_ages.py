"""Ages in full months, and in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.ages import full_years
from sgo_pfdo.programmes.rules.ages import MONTH_IN_KEYS, age_in_words, ages_in_words, day_key, day_of_age, full_months

BORN = st.dates(date(2005, 1, 1), date(2025, 12, 31))


@given(BORN, st.integers(0, 220))
def test_the_day_of_an_age_is_the_first_day_of_it(born: date, months: int) -> None:
    day = day_of_age(born, months)
    assert full_months(born, day) == months
    assert full_months(born, day - timedelta(days=1)) == months - 1


@given(BORN, st.integers(0, 220), st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_ages_can_be_told_from_numbers_of_days(born: date, months: int, day: date) -> None:
    is_old_enough = day_key(born) + MONTH_IN_KEYS * months <= day_key(day)
    assert is_old_enough == (full_months(born, day) >= months)


@given(BORN, st.dates(date(2026, 1, 1), date(2040, 1, 1)))
def test_twelve_months_are_a_year_as_everywhere_else(born: date, day: date) -> None:
    assert full_months(born, day) // 12 == full_years(born, day)


@pytest.mark.parametrize(
    ("born", "months", "day"),
    [
        (date(2020, 2, 29), 12, date(2021, 3, 1)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2020, 1, 31), 1, date(2020, 3, 1)),
        (date(2020, 12, 31), 2, date(2021, 3, 1)),
        (date(2020, 10, 31), 1, date(2020, 12, 1)),
    ],
)
def test_days_that_a_month_lacks_come_on_the_first_of_the_next(born: date, months: int, day: date) -> None:
    assert day_of_age(born, months) == day


@pytest.mark.parametrize(
    ("months", "said"),
    [(84, "7 лет"), (90, "7 лет 6 месяцев"), (13, "1 год 1 месяц"), (0, "0 месяцев"), (36, "3 года")],
)
def test_an_age_in_words(months: int, said: str) -> None:
    assert age_in_words(months).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (84, 155, "7–12 лет"),
        (84, 95, "7 лет"),
        (36, 47, "3 года"),
        (36, 216, "3–18 лет"),
        (78, 108, "от 6 лет 6 месяцев до 9 лет"),
        (84, 150, "от 7 лет до 12 лет 6 месяцев"),
        (61, 253, "от 5 лет 1 месяца до 21 года 1 месяца"),
    ],
)
def test_the_ages_of_a_programme_in_words(least: int, most: int, said: str) -> None:
    assert ages_in_words(least, most).replace("\u00a0", " ") == said
