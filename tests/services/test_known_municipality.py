"""What is read of a municipality once is read anew after every change of what families see, whoever makes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask
import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.reading import read_family
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.reading import READ_OF_THE_ROW, known_municipality
from tests.support.apps import IGOR, SCHOOL

VALUES = {
    "code": None,  # what everything else refers to
    "validity_days": "77",
    "pupil_may_come_alone": "TRUE",
    "application_way": "'email'",
    "time_zone": "'Asia/Omsk'",
    "has_applications": None,  # a test of its own
}
PARTS = {
    "another group": "INSERT INTO sgo_pfdo_group (municipality_code, name, age_from, age_to, position, is_open)"
    " VALUES ('kiselevsk', 'Подростки', 14, 18, 9, TRUE)",
    "a group renamed": "UPDATE sgo_pfdo_group SET name = 'Все' WHERE municipality_code = 'kiselevsk'",
    "a group deleted": "DELETE FROM sgo_pfdo_group WHERE municipality_code = 'kiselevsk'",
    "another organisation": "INSERT INTO sgo_pfdo_organisation (code, municipality_code, name, position, is_open)"
    " VALUES ('new', 'kiselevsk', 'Дом творчества', 9, TRUE)",
    "an organisation closed": "UPDATE sgo_pfdo_organisation SET is_open = FALSE WHERE code = 'cdt'",
    "an organisation deleted": "DELETE FROM sgo_pfdo_organisation WHERE code = 'cdt'",
    "a paper of its own": "INSERT INTO sgo_pfdo_own_paper (municipality_code, kind, content)"
    " VALUES ('kiselevsk', 'consent_pupil', '%PDF')",
}


def known() -> KnownMunicipality:
    return read_family(current_session(), [SCHOOL.id], IGOR.id).municipalities[SCHOOL.id]


def run(statement: str) -> None:
    perform(lambda session: session.execute(text(statement)))


def revision() -> str:
    found: str = (
        current_session()
        .execute(text("SELECT revision FROM sgo_pfdo_municipality WHERE code = 'kiselevsk'"))
        .scalar_one()
    )
    return found


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def look(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", look)
    yield statements
    event.remove(engine, "before_cursor_execute", look)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("column", [name for name in READ_OF_THE_ROW if VALUES.get(name, "") is not None])
def test_a_change_of_any_column_that_is_read_is_seen_at_once(column: str) -> None:
    before = known()
    value = VALUES.get(column, "'77'")
    run(f"UPDATE sgo_pfdo_municipality SET {column} = {value} WHERE code = 'kiselevsk'")
    assert str(getattr(known(), column)) == value.strip("'").replace("TRUE", "True") != str(getattr(before, column))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("change", PARTS)
def test_a_change_of_a_group_an_organisation_or_a_paper_is_seen_at_once(change: str) -> None:
    before = known()
    run(PARTS[change])
    after = known()
    assert (after.groups, after.open_ages, after.places, after.own_papers) != (
        before.groups,
        before.open_ages,
        before.places,
        before.own_papers,
    )


@pytest.mark.usefixtures("app")
def test_a_paper_replaced_and_removed_is_seen_at_once() -> None:
    run(PARTS["a paper of its own"])
    assert known().own_papers == {"consent_pupil": 4}
    run("UPDATE sgo_pfdo_own_paper SET content = '%PDF-1'")
    assert known().own_papers == {"consent_pupil": 6}
    run("DELETE FROM sgo_pfdo_own_paper")
    assert known().own_papers == {}


@pytest.mark.usefixtures("app")
def test_the_first_application_is_seen_and_no_later_one_makes_anybody_read_anew() -> None:
    count = "UPDATE sgo_pfdo_municipality SET applications_used = applications_used + 1"
    assert not known().has_applications
    run(count)
    assert known().has_applications
    before = revision()
    run(count)
    run("UPDATE sgo_pfdo_municipality SET numbers_used = 7, introduction = 'Здравствуйте!'")
    assert revision() == before


@pytest.mark.usefixtures("app")
def test_an_organisation_that_moves_changes_both_municipalities() -> None:
    ours, theirs = known(), known_municipality(current_session(), "myski")
    run("UPDATE sgo_pfdo_organisation SET municipality_code = 'myski' WHERE code = 'cdt'")
    assert len(known().places) == len(ours.places) - 1
    assert len(known_municipality(current_session(), "myski").places) == len(theirs.places) + 1


def test_a_municipality_that_has_not_changed_is_read_once(app: flask.Flask) -> None:
    with app.app_context():
        first = known()
        with counted(current_session().get_bind()) as statements:  # type: ignore[arg-type]
            assert known() is first
            assert len(statements) == 1
            run("UPDATE sgo_pfdo_municipality SET name = 'г. Новый'")
            statements.clear()
            assert known().name == "г. Новый"
            assert len(statements) == 2


@pytest.mark.usefixtures("app")
def test_a_change_that_is_taken_back_is_seen_by_nobody_afterwards() -> None:
    before = known()

    def change(session: Session) -> None:
        session.execute(text("UPDATE sgo_pfdo_municipality SET name = 'г. Новый'"))
        assert known().name == "г. Новый"
        raise InterruptedError

    with pytest.raises(InterruptedError):
        perform(change)
    assert known() is before


def test_a_change_made_past_the_module_is_seen_too(app: flask.Flask) -> None:
    with app.app_context():
        before = known()
        session = current_session()
        session.rollback()
        other = create_engine(session.get_bind().url)  # type: ignore[union-attr]
        with other.begin() as connection:
            connection.execute(text("UPDATE sgo_pfdo_organisation SET name = 'Дом творчества' WHERE code = 'cdt'"))
        other.dispose()
        assert before.places[0].name != "Дом творчества" == known().places[0].name


@pytest.mark.usefixtures("app")
def test_without_the_triggers_a_municipality_is_read_each_time() -> None:
    run("UPDATE sgo_pfdo_municipality SET revision = ''")
    assert known() is not known()
