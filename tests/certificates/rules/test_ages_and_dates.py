"""How old a child is, and from which day to which a certificate is valid (S000, S002, S004)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.validity import activated_end_date, days_left, end_date
from sgo_pfdo.plain.ages import birthday, has_age
from tests.support.days import any_day, days_after, every_day, full_years

ages = st.integers(0, 18)


@given(born=any_day, age=ages, today=any_day)
def test_an_age_is_reached_when_so_many_full_years_have_passed(born: date, age: int, today: date) -> None:
    assert has_age(born, age, today) == (full_years(born, today) >= age)


@pytest.mark.parametrize("age", [5, 14, 18])
def test_everybody_born_in_a_hundred_years_turns_an_age_on_the_birthday_and_not_the_day_before(age: int) -> None:
    for born in every_day():
        day = birthday(born, age)
        assert has_age(born, age, day), born
        assert not has_age(born, age, day - timedelta(days=1)), born
        assert (full_years(born, day), full_years(born, day - timedelta(days=1))) == (age, age - 1), born


@pytest.mark.parametrize(("age", "day"), [(14, date(2018, 3, 1)), (16, date(2020, 2, 29)), (18, date(2022, 3, 1))])
def test_born_on_29_february_a_common_year_counts_from_1_march(age: int, day: date) -> None:
    assert birthday(date(2004, 2, 29), age) == day


def test_the_year_2100_is_no_leap_year() -> None:
    assert birthday(date(2096, 2, 29), 4) == date(2100, 3, 1)


def test_the_certificate_of_the_manual_lasts_ninety_days_with_both_ends() -> None:
    assert end_date(date(2004, 5, 14), date(2019, 10, 28), 90) == date(2020, 1, 25)


def test_a_validity_of_one_day_ends_on_the_day_it_begins() -> None:
    assert end_date(date(2004, 5, 14), date(2019, 10, 28), 1) == date(2019, 10, 28)


def test_a_certificate_ends_the_day_before_the_18th_birthday() -> None:
    assert end_date(date(2001, 11, 10), date(2019, 10, 28), 90) == date(2019, 11, 9)
    assert activated_end_date(date(2004, 2, 29)) == date(2022, 2, 28)


@given(born=any_day, days=st.integers(1, 3650), data=st.data())
def test_a_certificate_lasts_as_long_as_the_rule_and_the_age_allow(born: date, days: int, data: st.DataObject) -> None:
    start = data.draw(st.dates(born, birthday(born, 18) - timedelta(days=1)), label="start")
    end = end_date(born, start, days)
    lasts = (end - start).days + 1
    assert 1 <= lasts <= days
    assert full_years(born, end) < 18
    assert lasts == days or full_years(born, days_after(end, 1)) == 18


def test_the_cut_at_18_is_right_for_everybody_born_in_a_hundred_years() -> None:
    for born in every_day():
        adult = birthday(born, 18)
        for before in (1, 89, 90, 91):
            start = days_after(adult, -before)
            assert end_date(born, start, 90) == days_after(start, min(90, before) - 1), born


@given(end=any_day, today=any_day)
def test_the_days_left_count_today_and_the_last_day(end: date, today: date) -> None:
    left = days_left(end, today)
    assert left == len(range(today.toordinal(), end.toordinal() + 1))


def test_on_the_last_day_one_day_is_left_and_none_afterwards() -> None:
    assert days_left(date(2020, 1, 25), date(2020, 1, 25)) == 1
    assert days_left(date(2020, 1, 25), date(2020, 1, 26)) == 0
    assert days_left(date(2020, 1, 25), date(2019, 10, 28)) == 90
