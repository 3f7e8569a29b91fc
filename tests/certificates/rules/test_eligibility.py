"""Who may press «Получить сертификат», and every reason why somebody may not (S004)."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.eligibility import Reason, Situation, may_see_credentials, opening_day, reasons_against
from sgo_pfdo.plain.ages import DEFAULT_AGES, AgeRange, birthday
from tests.support.days import any_day, days_after, full_years

TODAY = date(2019, 10, 28)
BIRTH_DATES = {
    "unknown": None,
    "5 tomorrow": date(2014, 10, 29),
    "5 today": date(2014, 10, 28),
    "10": date(2009, 3, 1),
    "14 tomorrow": date(2005, 10, 29),
    "14 today": date(2005, 10, 28),
    "15": date(2004, 5, 14),
    "18 tomorrow": date(2001, 10, 29),
    "18 today": date(2001, 10, 28),
    "born tomorrow": date(2019, 10, 29),
}
GROUPS = {
    "one group from 5 to 18": (DEFAULT_AGES,),
    "a gap between groups": (AgeRange(5, 10), AgeRange(12, 15)),
    "no open group": (),
}
CLOSED = ((), (AgeRange(10, 16),))

age_ranges = st.tuples(st.integers(0, 18), st.integers(0, 18)).filter(lambda ages: ages[0] < ages[1])
groups = st.lists(age_ranges.map(lambda ages: AgeRange(*ages)), max_size=3)


def parent_of(birth_date: date | None, **changes: object) -> Situation:
    return Situation(
        **{
            "by_pupil": False,
            "is_owner": None,
            "birth_date": birth_date,
            "connected": True,
            "has_certificate": False,
            **changes,
        }
    )


def account_of(birth_date: date | None, **changes: object) -> Situation:
    return parent_of(birth_date, **({"by_pupil": True, "is_owner": True} | changes))


def every_situation() -> Iterator[Situation]:
    truth = (False, True)
    for by_pupil, is_owner, born, connected, has_certificate, ages, closed, has_another in product(
        truth, (None, True, False), BIRTH_DATES.values(), truth, truth, GROUPS.values(), CLOSED, truth
    ):
        yield Situation(
            by_pupil=by_pupil,
            is_owner=is_owner,
            birth_date=born,
            connected=connected,
            has_certificate=has_certificate,
            ages=ages,
            closed_ages=closed,
            has_another=has_another,
        )


def holds(reason: Reason, situation: Situation, today: date) -> bool:
    """Say in full years when each reason of the domain holds."""
    born = situation.birth_date
    age = None if born is None else full_years(born, today)
    match reason:
        case Reason.HAS_CERTIFICATE:
            return situation.has_certificate
        case Reason.ON_CHILDS_ACCOUNT:
            return situation.by_pupil and situation.is_owner is False
        case Reason.UNDER_14:
            return situation.by_pupil and age is not None and age < 14
        case Reason.NOT_CONNECTED:
            return not situation.connected
        case Reason.NO_BIRTH_DATE:
            return age is None
        case Reason.HAS_ANOTHER:
            return situation.has_another
        case Reason.CLOSED:
            return not belongs_to(situation.ages, age) and belongs_to(situation.closed_ages, age)
        case Reason.OUTSIDE_AGES:
            return age is not None and not belongs_to((*situation.ages, *situation.closed_ages), age)


def belongs_to(groups: Sequence[AgeRange], age: int | None) -> bool:
    """Say whether an age in full years is one of these groups'."""
    return any(age in range(group.age_from, min(group.age_to, 18)) for group in groups)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_given_exactly_when_it_holds(reason: Reason) -> None:
    for situation in every_situation():
        assert (reason in reasons_against(situation, TODAY)) == holds(reason, situation, TODAY), situation


def test_all_reasons_that_hold_are_given_in_the_order_of_the_page() -> None:
    order = list(Reason)
    for situation in every_situation():
        reasons = reasons_against(situation, TODAY)
        assert [order.index(reason) for reason in reasons] == sorted({order.index(reason) for reason in reasons})


@given(
    by_pupil=st.booleans(),
    is_owner=st.sampled_from([None, True, False]),
    born=st.none() | any_day,
    connected=st.booleans(),
    has_certificate=st.booleans(),
    ages=groups,
    today=any_day,
)
def test_the_reasons_are_right_on_every_day_of_a_hundred_years(
    by_pupil: bool,
    is_owner: bool | None,
    born: date | None,
    connected: bool,
    has_certificate: bool,
    ages: list[AgeRange],
    today: date,
) -> None:
    situation = Situation(
        by_pupil=by_pupil,
        is_owner=is_owner,
        birth_date=born,
        connected=connected,
        has_certificate=has_certificate,
        ages=ages,
    )
    assert set(reasons_against(situation, today)) == {reason for reason in Reason if holds(reason, situation, today)}


def test_a_parent_may_press_from_the_5th_birthday_to_the_day_before_the_18th() -> None:
    may = [who for who, born in BIRTH_DATES.items() if not reasons_against(parent_of(born), TODAY)]
    assert may == ["5 today", "10", "14 tomorrow", "14 today", "15", "18 tomorrow"]


def test_a_pupil_may_press_from_the_14th_birthday_to_the_day_before_the_18th() -> None:
    may = [who for who, born in BIRTH_DATES.items() if not reasons_against(account_of(born), TODAY)]
    assert may == ["14 today", "15", "18 tomorrow"]


def test_born_on_29_february_a_pupil_may_press_from_1_march() -> None:
    situation = account_of(date(2004, 2, 29))
    assert reasons_against(situation, date(2018, 2, 28)) == (Reason.UNDER_14,)
    assert reasons_against(situation, date(2018, 3, 1)) == ()
    assert reasons_against(situation, date(2022, 2, 28)) == ()
    assert reasons_against(situation, date(2022, 3, 1)) == (Reason.OUTSIDE_AGES,)


def test_where_the_portal_cannot_tell_who_sits_there_the_pupil_is_believed() -> None:
    assert reasons_against(account_of(date(2004, 5, 14), is_owner=None), TODAY) == ()


def test_a_parent_on_the_childs_account_is_refused_at_any_age() -> None:
    for born in BIRTH_DATES.values():
        assert Reason.ON_CHILDS_ACCOUNT in reasons_against(account_of(born, is_owner=False), TODAY)


def test_no_group_lasts_beyond_18() -> None:
    too_wide = AgeRange(5, 99)
    assert reasons_against(parent_of(date(2001, 10, 28), ages=(too_wide,)), TODAY) == (Reason.OUTSIDE_AGES,)


@given(born=any_day, ages=groups, today=any_day)
def test_the_opening_day_is_the_first_day_on_which_a_child_too_young_belongs(
    born: date, ages: list[AgeRange], today: date
) -> None:
    def belongs(day: date) -> bool:
        return any(group.includes(born, day) for group in ages)

    opens = opening_day(ages, born, today)
    # a child can only begin to belong on a birthday
    later_birthdays = [day for age in range(19) if (day := birthday(born, age)) > today]
    if not belongs(today):
        assert opens == next((day for day in later_birthdays if belongs(day)), None)
    assert opens is None or (opens > today and belongs(opens))


def test_a_child_who_is_too_old_is_told_no_day() -> None:
    assert opening_day((DEFAULT_AGES,), date(2001, 10, 28), TODAY) is None
    assert opening_day((DEFAULT_AGES,), date(2015, 2, 3), TODAY) == date(2020, 2, 3)


@pytest.mark.parametrize("who", BIRTH_DATES)
def test_a_parent_sees_the_credentials_of_a_living_certificate_at_any_age(who: str) -> None:
    born = BIRTH_DATES[who]
    assert may_see_credentials(parent_of(born, has_certificate=True), TODAY)
    assert not may_see_credentials(parent_of(born), TODAY)


@given(born=any_day, today=any_day, is_owner=st.sampled_from([None, True]))
def test_a_pupil_sees_the_credentials_from_14_on(born: date, today: date, is_owner: bool | None) -> None:
    situation = account_of(born, is_owner=is_owner, has_certificate=True)
    assert may_see_credentials(situation, today) == (full_years(born, today) >= 14)


def test_nobody_sees_credentials_on_somebody_elses_account_or_without_a_birth_date() -> None:
    for born in BIRTH_DATES.values():
        assert not may_see_credentials(account_of(born, is_owner=False, has_certificate=True), TODAY)
    assert not may_see_credentials(account_of(None, has_certificate=True), TODAY)


def test_a_group_begins_on_the_birthday_and_ends_the_day_before_the_age_that_no_longer_belongs() -> None:
    born, group = date(2010, 9, 1), AgeRange(7, 10)
    assert not group.includes(born, date(2017, 8, 31))
    assert group.includes(born, date(2017, 9, 1))
    assert group.includes(born, days_after(date(2020, 9, 1), -1))
    assert not group.includes(born, date(2020, 9, 1))
