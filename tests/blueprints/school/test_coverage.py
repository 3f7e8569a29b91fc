"""Who of a school's pupils has a certificate: yes or no, counted on both databases."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from sgo_pfdo import Pupil
from sgo_pfdo.certificates.coverage import AT_ONCE, Ages, Coverage, count_pupils, coverage_of, pupils_without
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from sgo_pfdo.plain.ages import DEFAULT_AGES
from tests.blueprints.school.conftest import ELKIN, NO_DATE, RARE, YOUNGEST
from tests.support.actions import press
from tests.support.apps import IGOR, KINDERGARTEN, SASHA, TODAY, another_child
from tests.support.desk import take

pytestmark = pytest.mark.usefixtures("app")
PUPILS = (YOUNGEST, NO_DATE, ELKIN, IGOR, SASHA, RARE)
AGES = (DEFAULT_AGES,)


def pages(size: int = 2) -> Iterator[Sequence[Pupil]]:
    """Give the pupils a page at a time."""
    for start in range(0, len(PUPILS), size):
        yield PUPILS[start : start + size]


def states() -> dict[str, Coverage]:
    return {pupil.id: state for pupil, state in coverage_of(current_session(), PUPILS, Ages(AGES), TODAY)}


def test_before_anybody_pressed() -> None:
    assert states() == {
        YOUNGEST.id: Coverage.OUTSIDE_AGES,
        NO_DATE.id: Coverage.NO_BIRTH_DATE,
        ELKIN.id: Coverage.NONE,
        IGOR.id: Coverage.NONE,
        SASHA.id: Coverage.NONE,
        RARE.id: Coverage.NONE,
    }


def test_a_living_certificate_counts_wherever_it_was_issued_and_an_annulled_one_does_not() -> None:
    press(replace(IGOR, schools=(KINDERGARTEN,)))
    take(Step.ANNUL, press(SASHA), reason_code="moved")
    assert [states()[child.id] for child in (IGOR, SASHA)] == [Coverage.HAS, Coverage.NONE]
    press(SASHA)
    assert states()[SASHA.id] is Coverage.HAS


def test_an_expired_certificate_does_not_count() -> None:
    press(IGOR)
    later = TODAY + timedelta(days=90)
    assert coverage_of(current_session(), [IGOR], Ages(AGES), later) == [(IGOR, Coverage.NONE)]


def test_counts_come_page_by_page_and_tell_the_active_ones_apart() -> None:
    take(Step.ACTIVATE, press(IGOR))
    press(SASHA)
    counts = count_pupils(current_session(), pages(), Ages(AGES), TODAY)
    assert counts.pupils == len(PUPILS)
    assert (counts.of(Coverage.HAS), counts.active, counts.of(Coverage.NONE)) == (2, 1, 2)
    take(Step.FREEZE, press(IGOR), reason_code="misuse")
    assert count_pupils(current_session(), pages(), Ages(AGES), TODAY).active == 0


def test_those_without_are_listed_in_the_portals_order() -> None:
    press(IGOR)
    assert pupils_without(current_session(), pages(), Ages(AGES), TODAY) == [ELKIN, SASHA, RARE]


def test_a_page_may_hold_more_pupils_than_one_query_takes() -> None:
    many = [another_child(number) for number in range(2 * AT_ONCE + 1)]
    press(many[-1])
    found = coverage_of(current_session(), many, Ages(AGES), TODAY)
    assert [state for _, state in found].count(Coverage.HAS) == 1
    assert found[-1] == (many[-1], Coverage.HAS)


def test_without_an_open_group_nobody_is_missing_one() -> None:
    assert set(dict(coverage_of(current_session(), [IGOR, ELKIN], Ages(()), TODAY)).values()) == {Coverage.OUTSIDE_AGES}
