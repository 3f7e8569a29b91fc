"""Four states are stored, «Срок действия истёк» follows from the dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.lifecycle import SHOWN, STORED, Status, is_living, shown_status
from tests.support.days import any_day

BEFORE, LAST_DAY, AFTER = date(2020, 1, 24), date(2020, 1, 25), date(2020, 1, 26)

stored_states = st.sampled_from(STORED)


@pytest.mark.parametrize(
    ("stored", "before", "on_last_day", "after"),
    [
        (Status.INACTIVE, "Не активирован", "Не активирован", "Срок действия истёк"),
        (Status.ACTIVE, "Активный", "Активный", "Срок действия истёк"),
        (Status.FROZEN, "Заморожен", "Заморожен", "Срок действия истёк"),
        (Status.ANNULLED, "Аннулирован", "Аннулирован", "Аннулирован"),
    ],
)
def test_families_see_the_status_that_counts_today(stored: Status, before: str, on_last_day: str, after: str) -> None:
    shown = [SHOWN[shown_status(stored, LAST_DAY, today)] for today in (BEFORE, LAST_DAY, AFTER)]
    assert shown == [before, on_last_day, after]


def test_each_status_has_its_word_and_expired_is_never_stored() -> None:
    assert set(SHOWN) == set(Status)
    assert set(Status) - set(STORED) == {Status.EXPIRED}


@given(stored=stored_states, end=any_day, today=any_day)
def test_a_certificate_lives_until_its_last_day_unless_it_is_annulled(stored: Status, end: date, today: date) -> None:
    assert is_living(stored, end, today) == (stored is not Status.ANNULLED and today <= end)


@given(stored=stored_states, end=any_day, days=st.lists(any_day, min_size=2, max_size=2).map(sorted))
def test_a_certificate_that_has_ended_never_lives_again(stored: Status, end: date, days: list[date]) -> None:
    earlier, later = days
    assert is_living(stored, end, earlier) or not is_living(stored, end, later)
