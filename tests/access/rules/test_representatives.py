"""Who may ask for which child, and what a school can go by."""

from datetime import date

import pytest

from sgo_pfdo.access.rules.representatives import (
    BASES,
    REASONS,
    RELATIONS,
    TOLD,
    Basis,
    Problem,
    RefusalReason,
    is_enough,
    request_problem,
)
from sgo_pfdo.people import Relation

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("relation", "born", "problem"),
    [
        (Relation.PARENT, date(2017, 1, 1), None),
        (Relation.PARENT, TODAY, None),
        (Relation.PARENT, date(2026, 11, 29), Problem.FUTURE),
        (Relation.PARENT, date(2008, 11, 28), Problem.ADULT),
        (Relation.PARENT, date(2008, 11, 29), None),
        (Relation.GUARDIAN, date(2012, 11, 29), None),
        (Relation.GUARDIAN, date(2012, 11, 28), Problem.TOO_OLD_FOR_GUARDIAN),
        (Relation.TRUSTEE, date(2012, 11, 28), None),
        (Relation.TRUSTEE, date(2012, 11, 29), Problem.TOO_YOUNG_FOR_TRUSTEE),
        (Relation.FOSTER, date(2012, 11, 28), None),
    ],
)
def test_a_request_that_nobody_can_make_is_refused_at_once(
    relation: Relation, born: date, problem: Problem | None
) -> None:
    assert request_problem(relation, born, TODAY) is problem


def test_the_29th_of_february_comes_of_age_in_the_municipality_s_year() -> None:
    assert request_problem(Relation.PARENT, date(2008, 2, 29), date(2026, 2, 28)) is None
    assert request_problem(Relation.PARENT, date(2008, 2, 29), date(2026, 3, 1)) is Problem.ADULT


def test_a_passport_alone_says_nothing_of_a_child() -> None:
    assert not is_enough([])
    assert not is_enough([Basis.PASSPORT, Basis.STATE_SERVICES, Basis.CHANGE_OF_NAME])
    assert is_enough([Basis.BIRTH_CERTIFICATE])
    assert is_enough([Basis.PASSPORT, Basis.GUARDIANSHIP])


def test_two_refusals_read_the_same_to_the_family() -> None:
    assert TOLD[RefusalReason.NOT_OUR_PUPIL] == TOLD[RefusalReason.NOT_REPRESENTATIVE]
    assert len(set(TOLD.values())) == len(TOLD) - 1
    assert (set(TOLD), set(REASONS), set(BASES), set(RELATIONS)) == (
        set(RefusalReason),
        set(RefusalReason),
        set(Basis),
        set(Relation),
    )
