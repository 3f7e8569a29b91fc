"""Making, editing, reviewing: who may, who is told that somebody was faster, and what the history says."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes import editing, groups, steps
from sgo_pfdo.programmes.acting import By, FieldsRefusedError, TakenError
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import Side, State, Step, StepImpossibleError
from sgo_pfdo.programmes.rules.records import GROUP, LESSON, PART, PROGRAMME, Fields, read_record
from sgo_pfdo.programmes.traits import traits_of
from tests.programmes import making

PROVIDER_SIDE = By(actor=Actor(role="provider", id="p1"), side=Side.PROVIDER, now=making.NOW)
OPERATOR = By(actor=Actor(role="operator", id="o1"), side=Side.OPERATOR, now=making.NOW)
TYPED = {
    "short_name": "Робототехника",
    "full_name": "Робототехника для начинающих",
    "direction": "Техническая",
    "kind": "Общеразвивающая",
    "form": "Очная",
    "age_min": "7",
    "age_max": "12",
    "registers": "Сертифицированные, Значимые",
    "keywords": "лего, роботы",
}
PART_TYPED = {"position": "1", "name": "Первый год", "months": "9", "hours": "72", "min_children": "8"}
GROUP_TYPED = {"name": "Группа 1", "starts_on": "01.09.2026", "ends_on": "31.05.2027"}


def values(known: Fields, **typed: str) -> dict[str, Any]:
    read, faults = read_record(known, typed)
    assert faults == {}
    return read


PROGRAMME_VALUES = values(PROGRAMME, **TYPED)
PART_VALUES = values(PART, **PART_TYPED, max_children="12", price="10800")
GROUP_VALUES = values(GROUP, **GROUP_TYPED)

Do = Callable[[Callable[[Session], Any]], Any]


@pytest.fixture
def made(session: Session) -> Programme:
    """A draft with one part."""

    def action(session: Session) -> Programme:
        provider = making.provider(session)
        where = making.address(session)
        programme = editing.add_programme(session, provider, PROGRAMME_VALUES, PROVIDER_SIDE, addresses=[where.id])
        editing.add_part(session, programme, PART_VALUES, PROVIDER_SIDE)
        return programme

    return database.perform(action)


def step(programme: Programme, what: Step, by: By, **more: Any) -> None:
    seen = more.pop("seen", programme.version)
    database.perform(lambda session: steps.take_step(session, programme, what, by, seen=seen, **more))


def only_part(session: Session) -> ProgrammePart:
    return session.scalars(select(ProgrammePart)).one()


def published(programme: Programme) -> None:
    step(programme, Step.SEND, PROVIDER_SIDE)
    step(programme, Step.PUBLISH, OPERATOR)


def told(session: Session) -> list[str]:
    query = select(JournalEntry.details).where(JournalEntry.event == "catalogue_changed").order_by(JournalEntry.id)
    return [str(details) for details in session.scalars(query)]


def test_a_programme_goes_from_draft_to_returned_to_published_with_its_parts(session: Session, made: Programme) -> None:
    assert (made.state, only_part(session).state) == (State.DRAFT, State.DRAFT)
    step(made, Step.SEND, PROVIDER_SIDE)
    assert (made.state, only_part(session).state, made.sent_at) == (State.REVIEW, State.REVIEW, making.NOW)
    with pytest.raises(FieldsRefusedError):
        step(made, Step.RETURN, OPERATOR, reason="  ")
    step(made, Step.RETURN, OPERATOR, reason="Добавьте цели")
    assert steps.steps_of(session, made.id)[0].reason == "Добавьте цели"
    published(made)
    assert (made.state, only_part(session).state) == (State.PUBLISHED, State.PUBLISHED)
    assert told(session)[-2:] == [
        "Программа «Робототехника» отправлена на проверку",
        "Программа «Робототехника» опубликована",
    ]


def test_a_provider_asks_for_certified_and_paid_and_the_operator_sets_the_others(
    session: Session, made: Programme
) -> None:
    assert traits_of(session, made.id)[Trait.REGISTER] == {"certified"}
    database.perform(
        lambda session: editing.set_registers(session, made, ["certified", "valued"], OPERATOR, seen=made.version)
    )
    database.perform(
        lambda session: editing.change_programme(
            session, made, {"registers": ("paid",)}, PROVIDER_SIDE, seen=made.version
        )
    )
    assert traits_of(session, made.id)[Trait.REGISTER] == {"paid", "valued"}


def test_only_what_families_alone_pay_is_published_without_a_review(session: Session, made: Programme) -> None:
    with pytest.raises(FieldsRefusedError):
        step(made, Step.PUBLISH_PAID, PROVIDER_SIDE)
    paid = {"registers": ("paid",)}
    database.perform(lambda session: editing.change_programme(session, made, paid, PROVIDER_SIDE, seen=made.version))
    step(made, Step.PUBLISH_PAID, PROVIDER_SIDE)
    assert (made.state, only_part(session).state) == (State.PUBLISHED, State.PUBLISHED)


def test_nothing_is_sent_that_nobody_could_enrol_in(session: Session) -> None:
    provider = database.perform(making.provider)
    bare = database.perform(lambda session: editing.add_programme(session, provider, PROGRAMME_VALUES, PROVIDER_SIDE))
    with pytest.raises(FieldsRefusedError) as caught:
        step(bare, Step.SEND, PROVIDER_SIDE)
    assert set(caught.value.faults) == {"parts", "address"}


@pytest.mark.parametrize(
    ("changed", "after"),
    [({"telephone": "+7 905 000-12-34"}, State.PUBLISHED), ({"age_max": 143}, State.REVIEW)],
)
def test_terms_of_what_families_see_are_reviewed_again_and_a_telephone_is_not(
    session: Session, made: Programme, changed: dict[str, Any], after: State
) -> None:
    published(made)
    version = made.version
    database.perform(lambda session: editing.change_programme(session, made, changed, PROVIDER_SIDE, seen=version))
    assert (made.state, made.version) == (after, version + 1)


def test_what_is_with_the_operator_cannot_be_changed(session: Session, made: Programme) -> None:
    step(made, Step.SEND, PROVIDER_SIDE)
    with pytest.raises(StepImpossibleError):
        database.perform(
            lambda session: editing.change_programme(session, made, {"age_max": 143}, PROVIDER_SIDE, seen=made.version)
        )
    session.refresh(made)
    assert made.age_max == 155


def test_the_second_of_two_editors_is_told_and_writes_nothing(session: Session, made: Programme) -> None:
    seen = made.version
    database.perform(lambda session: editing.change_programme(session, made, {"age_min": 96}, PROVIDER_SIDE, seen=seen))
    late: list[Callable[[Session], Any]] = [
        lambda session: editing.change_programme(session, made, {"age_min": 108}, PROVIDER_SIDE, seen=seen),
        lambda session: steps.take_step(session, made, Step.SEND, PROVIDER_SIDE, seen=seen),
        lambda session: editing.set_registers(session, made, ["other"], OPERATOR, seen=seen),
    ]
    for action in late:
        with pytest.raises(ChangedMeanwhileError):
            database.perform(action)
    session.refresh(made)
    assert (made.age_min, made.state) == (96, State.DRAFT)
    assert told(session)[-1] == "Программа «Робототехника» изменена"


def test_saving_the_same_changes_nothing_and_tells_nothing(session: Session, made: Programme) -> None:
    before, version = told(session), made.version
    asked = PROGRAMME_VALUES | {"registers": ("certified",)}
    assert not database.perform(
        lambda session: editing.change_programme(session, made, asked, PROVIDER_SIDE, seen=version)
    )
    assert (told(session), made.version) == (before, version)


def test_a_copy_is_a_draft_with_the_parts_and_without_groups_and_the_operators_registers(
    session: Session, made: Programme
) -> None:
    published(made)
    database.perform(
        lambda session: editing.set_registers(session, made, ["certified", "other"], OPERATOR, seen=made.version)
    )
    database.perform(lambda session: groups.add_group(session, only_part(session), GROUP_VALUES, PROVIDER_SIDE))
    copy = database.perform(lambda session: editing.copy_programme(session, made, PROVIDER_SIDE))
    assert (copy.state, copy.version, copy.card_id != made.card_id) == (State.DRAFT, 1, True)
    assert traits_of(session, copy.id)[Trait.REGISTER] == {"certified"}
    assert traits_of(session, copy.id)[Trait.KEYWORD] == {"лего", "роботы"}
    (part,) = steps.parts_of(session, copy.id)
    assert (part.name, part.price, part.state, part.is_open) == ("Первый год", 1_080_000, State.DRAFT, False)
    assert session.scalars(select(ProgrammeGroup.part_id)).all() != [part.id]
    step(copy, Step.SEND, PROVIDER_SIDE)


def test_a_part_is_closed_before_its_terms_change_and_reviewed_again_alone(session: Session, made: Programme) -> None:
    published(made)
    part = only_part(session)

    def change(price: int) -> bool:
        return database.perform(
            lambda session: editing.change_part(
                session, part, PART_VALUES | {"price": price}, PROVIDER_SIDE, seen=part.version
            )
        )

    def set_open(is_open: bool) -> None:
        database.perform(lambda session: editing.open_part(session, part, is_open, PROVIDER_SIDE, seen=part.version))

    set_open(True)
    with pytest.raises(StepImpossibleError):
        change(1_200_000)
    set_open(False)
    assert change(1_200_000)
    assert (part.state, made.state) == (State.REVIEW, State.PUBLISHED)
    with pytest.raises(StepImpossibleError):
        set_open(True)
    database.perform(lambda session: steps.take_part_step(session, part, Step.PUBLISH, OPERATOR, seen=part.version))
    set_open(True)
    assert told(session)[-2] == "Программа «Робототехника», модуль 1 опубликован"


def test_a_part_that_was_returned_is_not_published_by_its_programme(session: Session, made: Programme) -> None:
    published(made)
    part = only_part(session)
    changed = PART_VALUES | {"price": 1_200_000}
    database.perform(lambda session: editing.change_part(session, part, changed, PROVIDER_SIDE, seen=part.version))
    database.perform(
        lambda session: steps.take_part_step(
            session, part, Step.RETURN, OPERATOR, seen=part.version, reason="Цена выше нормативной"
        )
    )
    ages = {"age_max": 143}
    database.perform(lambda session: editing.change_programme(session, made, ages, PROVIDER_SIDE, seen=made.version))
    step(made, Step.PUBLISH, OPERATOR)
    assert (made.state, part.state) == (State.PUBLISHED, State.RETURNED)


def test_a_part_that_comes_to_a_returned_programme_is_sent_along(session: Session, made: Programme) -> None:
    step(made, Step.SEND, PROVIDER_SIDE)
    step(made, Step.RETURN, OPERATOR, reason="Нужен второй год")
    second = PART_VALUES | {"position": 2, "name": "Второй год"}
    database.perform(lambda session: editing.add_part(session, made, second, PROVIDER_SIDE))
    step(made, Step.SEND, PROVIDER_SIDE)
    assert [part.state for part in steps.parts_of(session, made.id)] == [State.REVIEW, State.REVIEW]


def test_two_parts_cannot_have_one_place(session: Session, made: Programme) -> None:
    with pytest.raises(TakenError):
        database.perform(lambda session: editing.add_part(session, made, PART_VALUES, PROVIDER_SIDE))


def test_a_group_takes_its_places_from_the_part_and_its_timetable_is_told_to_have_changed(
    session: Session, made: Programme
) -> None:
    group = database.perform(lambda session: groups.add_group(session, only_part(session), GROUP_VALUES, PROVIDER_SIDE))
    assert (group.places, group.provider_code) == (12, "ddt")
    lessons = [values(LESSON, weekday="Вт", begins_at="16:00", ends_at="17:30")]

    def put(what: list[dict[str, Any]]) -> bool:
        return database.perform(
            lambda session: groups.put_lessons(session, group, what, PROVIDER_SIDE, seen=group.version)
        )

    assert [put(lessons), put(lessons), put([])] == [True, False, True]
    assert put(lessons)
    (lesson,) = groups.lessons_of(session, group.id)
    assert (lesson.weekday, lesson.begins_at, lesson.week) == (2, time(16), "every")
    assert group.version == 4
    with pytest.raises(ChangedMeanwhileError):
        database.perform(lambda session: groups.archive_group(session, group, PROVIDER_SIDE, seen=1))


def test_addresses_of_another_provider_are_refused(session: Session, made: Programme) -> None:
    def action(session: Session) -> int:
        making.provider(session, "shkola")
        return making.address(session, "shkola").id

    foreign = database.perform(action)
    with pytest.raises(FieldsRefusedError):
        database.perform(
            lambda session: editing.change_programme(
                session, made, {}, PROVIDER_SIDE, seen=made.version, addresses=[foreign]
            )
        )
    with pytest.raises(FieldsRefusedError):
        database.perform(
            lambda session: groups.add_group(
                session, only_part(session), GROUP_VALUES, PROVIDER_SIDE, address_id=foreign
            )
        )


def test_another_providers_programme_and_group_are_not_found(session: Session, made: Programme) -> None:
    group = database.perform(lambda session: groups.add_group(session, only_part(session), GROUP_VALUES, PROVIDER_SIDE))
    assert editing.find_programme(session, made.card_id, "ddt") is made
    assert editing.find_programme(session, made.card_id, "shkola") is None
    assert groups.find_group(session, group.card_id, "shkola") is None
    assert groups.find_group(session, group.card_id, "ddt") is group
