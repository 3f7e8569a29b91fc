"""The tables of the catalogue: what they take and give back, and what the database itself refuses."""

from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sgo_pfdo.funds.model import Period
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammeTrait
from sgo_pfdo.programmes.provider_model import Agreement, DirectionLimit, ProviderAddress
from sgo_pfdo.programmes.rules.agreements import AgreementState
from sgo_pfdo.programmes.rules.kinds import Direction, Health, Trait
from sgo_pfdo.programmes.rules.texts import sort_key
from tests.programmes import making


def refused(session: Session, why: str = "(?i)unique") -> None:
    """Check that the database does not take what is pending."""
    with pytest.raises(DBAPIError, match=why):
        session.flush()
    session.rollback()


def refuse(session: Session, values: dict[str, Any], make: Callable[..., object]) -> None:
    """Check that the database does not take a row with these values, and has what it had before."""
    with pytest.raises(DBAPIError, match="ck_sgo_pfdo"), session.begin_nested():
        make(**values)


def test_a_whole_programme_comes_back_as_it_was_stored(session: Session) -> None:
    making.provider(session)
    where = making.address(session)
    programme = making.programme(session, where)
    making.trait(session, programme, Trait.HEALTH, Health.AUTISM.value)
    making.trait(session, programme, Trait.KEYWORD, "лего")
    group = making.group(session, making.part(session, programme))
    making.lesson(session, group, 3, begins_at=time(15, 40), ends_at=time(16, 25), week="odd")
    session.commit()
    session.expire_all()
    kept = session.scalars(select(Programme)).one()
    assert (kept.age_min, kept.age_max, kept.version, kept.changed_at) == (84, 155, 1, making.NOW)
    lesson = session.scalars(select(Lesson)).one()
    assert (lesson.weekday, lesson.begins_at, lesson.ends_at, lesson.week) == (3, time(15, 40), time(16, 25), "odd")
    traits = {(one.kind, one.value) for one in session.scalars(select(ProgrammeTrait))}
    assert traits == {("register", "certified"), ("health", "autism"), ("keyword", "лего")}
    point = session.scalars(select(ProviderAddress)).one()
    assert (point.latitude, point.longitude) == (53.99, 86.65)


def test_the_database_refuses_a_programme_outside_the_bounds(session: Session) -> None:
    making.provider(session)
    where = making.address(session)
    outside: list[dict[str, Any]] = [
        {"age_min": 35},
        {"age_max": 217},
        {"age_min": 156, "age_max": 155},
        {"kind": "other"},
        {"direction": "roboticts"},
        {"form": "evening"},
        {"level": "high"},
        {"state": "certified"},
        {"final_document": "medal"},
        {"place_type": "sea"},
        {"duration_years": 11},
        {"duration_months": 12},
        {"annotation": "ё" * 5001},
        {"equipment": "ё" * 2001},
        {"enrolment_limit": 0},
        {"rating": 1001},
    ]
    for values in outside:
        refuse(session, values, partial(making.programme, session, where))


def test_the_bounds_themselves_are_taken(session: Session) -> None:
    making.provider(session)
    where = making.address(session)
    making.programme(
        session, where, age_min=36, age_max=216, annotation="ё" * 5000, duration_years=10, duration_months=11
    )


def test_the_database_refuses_a_part_outside_the_bounds(session: Session) -> None:
    making.provider(session)
    programme = making.programme(session, making.address(session))
    outside: list[dict[str, Any]] = [
        {"position": 0},
        {"position": 13},
        {"months": 0},
        {"months": 13},
        {"hours": 0},
        {"hours": 20_001},
        {"individual_hours": 721},
        {"second_teacher_hours": -1},
        {"min_children": 0},
        {"max_children": 101},
        {"min_children": 13},
        {"price": -1},
        {"price": 100_000_001},
        {"normative_price": -1},
        {"qualification": "best"},
    ]
    for values in outside:
        refuse(session, values, partial(making.part, session, programme))


def test_the_database_refuses_a_group_outside_the_bounds(session: Session) -> None:
    making.provider(session)
    part = making.part(session, making.programme(session, making.address(session)))
    outside: list[dict[str, Any]] = [
        {"ends_on": date(2026, 9, 1)},
        {"places": 0},
        {"extra_places": -1},
        {"age_min": 20, "age_max": 84},
        {"kind": "pair"},
        {"order_from": date(2026, 9, 2), "order_to": date(2026, 9, 1)},
        {"lesson_minutes": 0},
    ]
    for values in outside:
        refuse(session, values, partial(making.group, session, part))


def test_the_database_refuses_a_lesson_outside_the_bounds(session: Session) -> None:
    making.provider(session)
    group = making.group(session, making.part(session, making.programme(session, making.address(session))))
    outside: list[dict[str, Any]] = [
        {"weekday": 0},
        {"weekday": 8},
        {"ends_at": time(16)},
        {"week": "third"},
        {"valid_from": date(2027, 1, 2), "valid_to": date(2027, 1, 1)},
    ]
    for values in outside:
        refuse(session, values, partial(making.lesson, session, group))


@pytest.mark.parametrize(("kind", "value"), [("register", "free"), ("health", "flu"), ("smell", "rose")])
def test_the_database_refuses_a_trait_that_nobody_knows(session: Session, kind: str, value: str) -> None:
    making.provider(session)
    programme = making.programme(session, making.address(session))
    session.add(ProgrammeTrait(programme_id=programme.id, kind=kind, value=value))
    refused(session, "ck_sgo_pfdo_programme_trait")


def test_the_database_refuses_half_a_point_and_one_that_is_not_on_the_earth(session: Session) -> None:
    making.provider(session)
    outside: list[dict[str, Any]] = [{"latitude": None}, {"latitude": 90.5}, {"longitude": -180.5}]
    for values in outside:
        refuse(session, values, partial(making.address, session))


def test_a_name_of_the_files_is_there_once_for_each_provider(session: Session) -> None:
    for code in ("ddt", "shkola"):
        making.provider(session, code)
        programme = making.programme(session, making.address(session, code), external_id="1", card_id=code)
        making.group(session, making.part(session, programme), external_id="1", card_id=code)
    where = session.scalars(select(ProviderAddress).where(ProviderAddress.provider_code == "ddt")).one()
    session.commit()
    with pytest.raises(DBAPIError, match=r"(?i)unique"):
        making.programme(session, where, short_name="Шахматы", external_id="1")
    session.rollback()
    group = session.scalars(select(ProgrammeGroup).where(ProgrammeGroup.provider_code == "ddt")).one()
    session.add(
        ProgrammeGroup(
            card_id="other",
            provider_code="ddt",
            external_id="1",
            part_id=group.part_id,
            name="2",
            starts_on=group.starts_on,
            ends_on=group.ends_on,
            places=1,
        )
    )
    refused(session)


def test_an_agreement_is_there_once_for_a_period_and_active_only_with_number_and_date(session: Session) -> None:
    making.provider(session)
    period = Period(
        municipality_code=making.TOWN,
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 12, 31),
        opens_on=date(2026, 8, 2),
    )
    session.add(period)
    session.flush()

    def agreement(**values: Any) -> Agreement:
        return Agreement(provider_code="ddt", period_id=period.id, **values)

    signed = {"number": "12", "signed_on": date(2026, 8, 1)}
    session.add(agreement(state=AgreementState.ACTIVE.value, maximum=5_000_000_000_00, **signed))
    session.add(DirectionLimit(municipality_code=making.TOWN, direction=Direction.ARTS.value, most=0))
    session.commit()
    period_id = period.id
    session.add(Agreement(provider_code="ddt", period_id=period_id, state=AgreementState.ASKED.value))
    refused(session)
    making.provider(session, "shkola")
    session.add(Agreement(provider_code="shkola", period_id=period_id, state=AgreementState.ACTIVE.value))
    refused(session, "ck_sgo_pfdo_agreement_active")


def test_names_are_sorted_alike_by_both_databases() -> None:
    assert sort_key("«Ёлка»  и  Ко") == "елка и ко"
    assert len(sort_key("İ" * 64)) <= 64
