"""What is read of a municipality is kept until a service changes it, or somebody says that they have."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import flask
import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.family_reading import read_family
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.municipalities import editing
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.loading import load_file
from tests.support.apps import IGOR, MUNICIPALITIES, SCHOOL
from tests.support.editing import (
    NEW_GROUP,
    NEW_ORGANISATION,
    change_past_the_module,
    edit,
    groups,
    organisations,
    seen_settings,
)

OTHER_SETTINGS = {
    "name": "г. Новый",
    "district": "Нового городского округа",
    "region": "Новой области",
    "region_code": "77",
    "municipality_code": "77",
    "time_zone": "Asia/Omsk",
    "number_format": "pfdo10",
    "validity_days": 77,
    "pupil_may_come_alone": False,
    "application_way": "email",
    "authority": "Новое управление",
    "authority_address": "г. Новый, ул. Новая, д. 1",
    "authority_telephone": "8 (384-64) 0-77-77",
    "authority_hours": "По средам",
    "regulation_title": "Новое положение",
    "regulation_date": date(2019, 5, 14),
    "regulation_number": "77",
    "regulation_excerpt": "Новая выдержка",
    "register_operator": "АНО «Новый оператор»",
    "register_operator_address": "г. Новый, ул. Новая, д. 2",
}


def known() -> KnownMunicipality:
    return read_family(current_session(), [SCHOOL.id], IGOR.id).municipalities[SCHOOL.id]


def close_the_organisation(session: Session) -> None:
    row = organisations()[0]
    before = editing.organisation_values(row, 1)
    editing.change_organisation(session, row.code, before | {"is_open": False}, edit(editing.fingerprint(before)))


def rename_the_group(session: Session) -> None:
    row = groups()[0]
    before = editing.group_values(row, 1)
    editing.change_group(session, row.id, before | {"name": "Все дети"}, edit(editing.fingerprint(before)))


def put_a_paper(session: Session) -> None:
    editing.put_paper(session, "consent_pupil", b"%PDF", edit(editing.paper_fingerprint(None)))


CHANGES: dict[str, Callable[[Session], object]] = {
    "another group": lambda session: editing.add_group(session, NEW_GROUP, edit()),
    "a group renamed": rename_the_group,
    "another organisation": lambda session: editing.add_organisation(session, "new", NEW_ORGANISATION, edit()),
    "an organisation closed": close_the_organisation,
    "a paper of its own": put_a_paper,
}


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def look(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", look)
    yield statements
    event.remove(engine, "before_cursor_execute", look)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", OTHER_SETTINGS)
def test_a_change_of_any_setting_that_families_see_is_seen_at_once(name: str) -> None:
    before = getattr(known(), name)
    change = {name: OTHER_SETTINGS[name]}
    perform(lambda session: editing.change_settings(session, change, edit(seen_settings(name))))
    assert getattr(known(), name) == OTHER_SETTINGS[name] != before


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_group_an_organisation_or_a_paper_is_seen_at_once(change: str) -> None:
    def seen() -> list[object]:
        one = known()
        return [one.groups, one.open_ages, one.places, one.own_papers]

    before = seen()
    perform(CHANGES[change])
    assert seen() != before


@pytest.mark.usefixtures("app")
def test_a_paper_replaced_and_removed_is_seen_at_once() -> None:
    perform(put_a_paper)
    assert known().own_papers == {"consent_pupil": 4}
    seen = editing.paper_fingerprint(b"%PDF")
    perform(lambda session: editing.put_paper(session, "consent_pupil", b"%PDF-1", edit(seen)))
    assert known().own_papers == {"consent_pupil": 6}
    seen = editing.paper_fingerprint(b"%PDF-1")
    perform(lambda session: editing.remove_paper(session, "consent_pupil", edit(seen)))
    assert known().own_papers == {}


@pytest.mark.usefixtures("app")
def test_a_file_that_is_loaded_again_is_seen_at_once() -> None:
    change_past_the_module(text("UPDATE sgo_pfdo_municipality SET name = 'г. Новый'"))
    assert known().name == "г. Новый"
    load_file(MUNICIPALITIES)
    assert known().name == "г. Киселёвск"


def test_a_municipality_that_has_not_changed_is_read_once(app: flask.Flask) -> None:
    with app.app_context():
        first = known()
        with counted(current_session().get_bind()) as statements:  # type: ignore[arg-type]
            assert known() is first
            assert len(statements) == 1
            change_past_the_module(text("UPDATE sgo_pfdo_municipality SET name = 'г. Новый'"))
            statements.clear()
            assert known().name == "г. Новый"
            assert len(statements) == 5, "the family, then the row, groups, organisations and papers"


@pytest.mark.usefixtures("app")
def test_a_change_that_is_taken_back_is_seen_by_nobody_afterwards() -> None:
    before = known()

    def change(session: Session) -> None:
        editing.change_settings(session, {"name": "г. Новый"}, edit(seen_settings("name")))
        assert known().name == "г. Новый"
        raise InterruptedError

    with pytest.raises(InterruptedError):
        perform(change)
    assert known() is before
