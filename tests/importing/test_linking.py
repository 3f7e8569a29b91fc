"""Certificates that came in meet the pupils of the portal: by themselves where nothing is to decide, or by a clerk."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import flask
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import Pupil, database
from sgo_pfdo.certificates.holders import AlreadyHasOneError
from sgo_pfdo.certificates.linking import BY_CLERK, CannotBeLinkedError, link_to_pupil
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from sgo_pfdo.host_answers import pupils_by_school
from sgo_pfdo.importing import linking
from sgo_pfdo.importing.linking import Linked, link_imported
from sgo_pfdo.testing import MemoryPortal
from tests.importing.bringing import SOFIA, table, take_in
from tests.support.actions import press
from tests.support.apps import IGOR, KINDERGARTEN, NOW, SCHOOL, TODAY, another_child
from tests.support.desk import CLERK, entries, holder_of, register, take
from tests.support.editing import OPERATOR

SOFIA_PUPIL = Pupil(
    id="sofia",
    surname="АБРАМОВА",
    first_name="Софья",
    patronymic="Петровна",
    birth_date=date(2010, 3, 14),
    schools=(SCHOOL,),
)


@pytest.fixture
def earlier_portal(any_app: flask.Flask) -> MemoryPortal:
    """A portal with Sofia in it, before her certificate came in: once it is there, none is issued in her name."""
    portal: MemoryPortal = any_app.extensions["sgo_pfdo"].host
    portal.add(SOFIA_PUPIL, "abramova")
    return portal


@pytest.fixture
def portal(earlier_portal: MemoryPortal) -> MemoryPortal:
    """A portal with Sofia in it; her certificate came in."""
    take_in(table(SOFIA))
    return earlier_portal


def link(portal: MemoryPortal) -> Linked:
    def pages(schools: Sequence[str]) -> Iterator[tuple[str, Sequence[Pupil]]]:
        return pupils_by_school(portal, schools)

    done = link_imported(pages, "kiselevsk", OPERATOR, today=TODAY, now=NOW)
    current_session().expire_all()
    return done


def certificate(number: str = "4207000101") -> Certificate:
    return current_session().scalars(select(Certificate).where(Certificate.number == number)).one()


def pupil_of(number: str = "4207000101") -> str | None:
    return holder_of(certificate(number)).pupil_id


def by_clerk(pupil_id: str, number: str = "4207000101") -> None:
    one = certificate(number).id

    def action(session: Session) -> None:
        link_to_pupil(session, one, pupil_id, CLERK, ground=BY_CLERK, today=TODAY, now=NOW)

    database.perform(action)
    current_session().expire_all()


def test_full_name_birth_date_and_school_link_by_themselves_once(portal: MemoryPortal) -> None:
    assert link(portal) == Linked(1, 0)
    assert pupil_of() == "sofia"
    assert entries(certificate().holder_id) == [
        ("imported", None),
        ("pupil_linked", "имя, дата рождения и школа совпали"),
    ]
    assert link(portal) == Linked(0, 0)
    assert len(entries(certificate().holder_id)) == 2


def test_what_a_clerk_has_done_before_the_lock_is_seen(portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    read = linking._living_alike
    clerks = [lambda: take(Step.ANNUL, certificate(), reason_code="at_request")]

    def read_and_wait(*arguments: Any) -> Any:
        found = read(*arguments)
        if clerks:
            clerks.pop()()
        return found

    monkeypatch.setattr(linking, "_living_alike", read_and_wait)
    assert link(portal) == Linked(0, 0)
    assert not clerks and pupil_of() is None
    assert "pupil_linked" not in dict(entries(certificate().holder_id))


@pytest.mark.parametrize(
    "changes",
    [
        {"patronymic": None},
        {"patronymic": "Павловна"},
        {"first_name": "София"},
        {"birth_date": date(2010, 3, 15)},
        {"birth_date": None},
        {"schools": (KINDERGARTEN,)},
    ],
)
def test_nothing_is_linked_where_something_differs(portal: MemoryPortal, changes: dict[str, object]) -> None:
    portal.add(replace(SOFIA_PUPIL, **changes))  # type: ignore[arg-type]
    assert link(portal).linked == 0
    assert pupil_of() is None


def test_nothing_is_linked_where_another_pupil_is_called_so(portal: MemoryPortal) -> None:
    portal.add(replace(SOFIA_PUPIL, id="sofia-2", schools=(KINDERGARTEN,)))
    assert link(portal) == Linked(0, 1)
    assert pupil_of() is None


def test_nothing_is_linked_where_another_certificate_is_like_it(portal: MemoryPortal) -> None:
    take_in(table(SOFIA.replace("0101", "0102").replace("Петровна", "")))
    assert link(portal) == Linked(0, 2)
    take(Step.ANNUL, certificate("4207000102"), reason_code="duplicate")
    assert link(portal) == Linked(1, 0)


def test_who_attends_two_schools_is_one_pupil(portal: MemoryPortal) -> None:
    portal.add(replace(SOFIA_PUPIL, schools=(KINDERGARTEN, SCHOOL)))
    assert link(portal) == Linked(1, 0)


def test_who_has_a_living_certificate_here_is_left_to_the_clerk(earlier_portal: MemoryPortal) -> None:
    press(SOFIA_PUPIL)
    take_in(table(SOFIA))
    assert link(earlier_portal) == Linked(0, 0)
    assert pupil_of() is None


def test_who_had_one_here_becomes_one_child_with_both_histories(earlier_portal: MemoryPortal) -> None:
    earlier = press(SOFIA_PUPIL)
    take(Step.ANNUL, earlier, reason_code="duplicate")
    take_in(table(SOFIA))
    assert link(earlier_portal) == Linked(1, 0)
    assert certificate().holder_id == earlier.holder_id
    assert certificate().living_key == earlier.holder_id


def test_a_child_registered_in_person_is_not_linked_by_the_machine(portal: MemoryPortal) -> None:
    registered = register(surname="Иванов", first_name="Игорь", patronymic="Иванович", birth_date=IGOR.birth_date)
    assert link(portal) == Linked(1, 0)
    assert holder_of(registered).pupil_id is None


def test_a_clerk_links_and_the_family_has_its_certificate(portal: MemoryPortal) -> None:
    by_clerk("sofia")
    assert pupil_of() == "sofia"
    assert entries(certificate().holder_id)[-1] == ("pupil_linked", BY_CLERK)
    assert press(SOFIA_PUPIL).number == "4207000101"
    with pytest.raises(CannotBeLinkedError):
        by_clerk("igor")


def test_a_clerk_cannot_give_a_pupil_two_living_certificates(earlier_portal: MemoryPortal) -> None:
    issued = press(SOFIA_PUPIL)
    take_in(table(SOFIA))
    with pytest.raises(AlreadyHasOneError):
        by_clerk("sofia")
    current_session().expire_all()
    assert pupil_of() is None
    take(Step.ANNUL, issued, reason_code="duplicate")
    by_clerk("sofia")
    assert certificate().holder_id == issued.holder_id
    assert current_session().scalar(select(Holder.joined_id).where(Holder.joined_id.is_not(None))) == issued.holder_id


def test_pages_of_pupils_are_gone_through(portal: MemoryPortal) -> None:
    portal.page_size = 2
    for number in range(5):
        portal.add(another_child(number, surname=f"Яковлев{number}", schools=(SCHOOL,)))
    assert link(portal) == Linked(1, 0)
