"""What the services refuse by themselves: what was put away, what is with the operator, what comes out of turn."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.programmes import editing, groups, steps
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import Step, StepImpossibleError
from sgo_pfdo.programmes.rules.records import LESSON, PART
from tests.programmes import making
from tests.programmes.test_services import (
    GROUP_VALUES,
    OPERATOR,
    PART_TYPED,
    PART_VALUES,
    PROGRAMME_VALUES,
    PROVIDER_SIDE,
    only_part,
    step,
    values,
)


@pytest.fixture
def made(session: Session) -> Programme:
    """A draft with one part."""

    def action(session: Session) -> Programme:
        provider, where = making.provider(session), making.address(session)
        programme = editing.add_programme(session, provider, PROGRAMME_VALUES, PROVIDER_SIDE, addresses=[where.id])
        editing.add_part(session, programme, PART_VALUES, PROVIDER_SIDE)
        return programme

    return database.perform(action)


def test_a_part_goes_to_review_alone_only_once_its_programme_is_published(session: Session, made: Programme) -> None:
    part = only_part(session)

    def send(what: Step, by: By = PROVIDER_SIDE) -> None:
        seen = part.version
        database.perform(lambda session: steps.take_part_step(session, part, what, by, seen=seen))

    for what in (Step.SEND, Step.PUBLISH_PAID):
        with pytest.raises(StepImpossibleError):
            send(what)
    step(made, Step.SEND, PROVIDER_SIDE)
    for what, by in ((Step.TAKE_BACK, PROVIDER_SIDE), (Step.PUBLISH, OPERATOR)):
        with pytest.raises(StepImpossibleError):
            send(what, by)
    assert part.state == "review"
    step(made, Step.PUBLISH, OPERATOR)
    assert part.state == "published"
    new = values(PART, **(PART_TYPED | {"position": "2"}), max_children="12")
    part = database.perform(lambda session: editing.add_part(session, made, new, PROVIDER_SIDE))
    send(Step.SEND)
    assert (made.state, part.state) == ("published", "review")


def test_a_part_is_not_changed_or_opened_while_its_programme_is_with_the_operator(
    session: Session, made: Programme
) -> None:
    part = only_part(session)
    changed = PART_VALUES | {"name": "Другой"}
    step(made, Step.SEND, PROVIDER_SIDE)
    part.state = "draft"  # as if it had come back alone
    session.commit()
    for act in (
        lambda session: editing.change_part(session, part, changed, PROVIDER_SIDE, seen=part.version),
        lambda session: editing.open_part(session, part, True, PROVIDER_SIDE, seen=part.version),
    ):
        with pytest.raises(StepImpossibleError):
            database.perform(act)
    assert (part.name, part.is_open) == ("Первый год", False)


def test_groups_of_what_was_put_away_stay_as_they_are(session: Session, made: Programme) -> None:
    part = only_part(session)
    group = database.perform(lambda session: groups.add_group(session, part, GROUP_VALUES, PROVIDER_SIDE))
    other = GROUP_VALUES | {"name": "Группа 2"}
    lesson = values(LESSON, weekday="Вт", begins_at="16:00", ends_at="17:00")
    acts: list[Callable[[Session], Any]] = [
        lambda session: groups.change_group(session, group, other, PROVIDER_SIDE, seen=group.version),
        lambda session: groups.put_lessons(session, group, [lesson], PROVIDER_SIDE, seen=group.version),
    ]
    step(made, Step.ARCHIVE, PROVIDER_SIDE)
    for act in (*acts, lambda session: groups.add_group(session, part, other, PROVIDER_SIDE)):
        with pytest.raises(StepImpossibleError):
            database.perform(act)
    step(made, Step.RESTORE, PROVIDER_SIDE)
    database.perform(lambda session: groups.archive_group(session, group, PROVIDER_SIDE, seen=group.version))
    away = (*acts, lambda session: groups.archive_group(session, group, PROVIDER_SIDE, seen=group.version))
    for act in away:
        with pytest.raises(StepImpossibleError):
            database.perform(act)
    assert (group.name, groups.lessons_of(session, group.id)) == ("Группа 1", [])


def test_a_closed_address_is_no_choice_for_a_group_that_has_another(session: Session, made: Programme) -> None:
    def close(session: Session) -> tuple[int, int]:
        kept, gone = (making.address(session, text=text) for text in ("ул. Мира, 3", "ул. Мира, 5"))
        gone.is_open = False
        return kept.id, gone.id

    kept, gone = database.perform(close)
    part = only_part(session)

    def add(where: int) -> ProgrammeGroup:
        return database.perform(
            lambda session: groups.add_group(session, part, GROUP_VALUES, PROVIDER_SIDE, address_id=where)
        )

    with pytest.raises(FieldsRefusedError):
        add(gone)
    group = add(kept)
    database.perform(lambda session: session.get_one(ProviderAddress, kept).__setattr__("is_open", False))
    assert database.perform(
        lambda session: groups.change_group(
            session, group, GROUP_VALUES | {"places": 5}, PROVIDER_SIDE, seen=group.version, address_id=kept
        )
    )
