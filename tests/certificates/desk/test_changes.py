"""Correcting and accepting from elsewhere, below the pages: what changes, what stays, and whose history tells it."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates import accepting, correcting
from sgo_pfdo.certificates.correcting import Correction
from sgo_pfdo.certificates.holders import AnotherChildError
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.model import Group, Municipality
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from tests.support.actions import press
from tests.support.apps import IGOR, NOW, TODAY
from tests.support.desk import BIRTH_CERTIFICATE, CLERK, MYSKI_CLERK, entries, holder_of, register, take

on_both = pytest.mark.usefixtures("any_app")
by_rule = pytest.mark.usefixtures("app")


def correct(certificate: Certificate, **changes: object) -> None:
    """Correct a certificate; what is not given stays."""
    data = {
        "version": certificate.version,
        "surname": certificate.surname,
        "first_name": certificate.first_name,
        "patronymic": certificate.patronymic,
    }
    correction, certificate_id = Correction(**(data | changes)), certificate.id  # type: ignore[arg-type]
    plan = current_state().issuing
    database.perform(
        lambda session: correcting.correct(session, certificate_id, correction, CLERK, issuing=plan, now=NOW)
    )
    current_session().refresh(certificate)


def accept(number: str, birth_date: date, clerk: Actor = MYSKI_CLERK) -> Certificate | None:
    """Accept a certificate of another municipality."""

    def action(session: Session) -> Certificate | None:
        municipality = session.get_one(Municipality, clerk.municipality_code)
        return accepting.accept_from_elsewhere(session, number, birth_date, clerk, municipality, today=TODAY, now=NOW)

    return database.perform(action)


@on_both
def test_a_name_is_corrected_and_found_under_the_new_surname() -> None:
    certificate = press()
    version = certificate.version
    correct(certificate, surname="Щёголев", patronymic=None)
    assert (certificate.surname, certificate.surname_key, certificate.patronymic) == ("Щёголев", "щеголев", None)
    assert certificate.version == version + 1
    assert entries(certificate.holder_id)[-1] == ("data_corrected", "фамилия, отчество")


@by_rule
def test_the_slower_of_two_corrections_is_refused() -> None:
    certificate = press()
    seen = certificate.version
    correct(certificate, first_name="Егор")
    with pytest.raises(ChangedMeanwhileError):
        correct(certificate, first_name="Иван", version=seen)
    assert certificate.first_name == "Егор"


@on_both
def test_a_document_of_another_child_is_refused_and_nothing_changes() -> None:
    register()
    certificate = press()
    with pytest.raises(AnotherChildError):
        correct(certificate, surname="Другой", document=(DocumentKind.BIRTH_CERTIFICATE, BIRTH_CERTIFICATE))
    current_session().refresh(certificate)
    assert certificate.surname == IGOR.surname
    assert holder_of(certificate).document_key is None


@on_both
def test_an_accepted_certificate_keeps_number_status_and_dates_and_comes_into_a_group_of_its_new_place() -> None:
    certificate = take(Step.ACTIVATE, press())
    before = (certificate.number, certificate.stored_status, certificate.start_date, certificate.end_date)
    session = current_session()
    group = Group(municipality_code="myski", name="Все дети", age_from=5, age_to=18, position=1)
    session.add(group)
    session.commit()
    assert IGOR.birth_date is not None
    accepted = accept(certificate.number, IGOR.birth_date)
    assert accepted is not None
    assert accepted.municipality_code == "myski"
    assert accepted.group_id == group.id
    assert (accepted.number, accepted.stored_status, accepted.start_date, accepted.end_date) == before


@by_rule
def test_both_municipalities_and_the_family_find_it_in_their_history() -> None:
    certificate = press()
    assert IGOR.birth_date is not None
    accept(certificate.number, IGOR.birth_date)
    query = select(JournalEntry).where(JournalEntry.event == "transferred").order_by(JournalEntry.id)
    told = current_session().scalars(query).all()
    assert [entry.municipality_code for entry in told] == ["kiselevsk", "myski"]
    assert [entry.holder_id for entry in told] == [None, certificate.holder_id]
    assert {entry.details for entry in told} == {"г. Киселёвск → г. Мыски"}


@by_rule
@pytest.mark.parametrize("birth_date", [date(2004, 5, 15), date(2010, 9, 1)])
def test_number_without_the_birth_date_accepts_nothing(birth_date: date) -> None:
    certificate = press()
    assert accept(certificate.number, birth_date) is None
    assert certificate.municipality_code == "kiselevsk"


@by_rule
def test_what_is_here_already_is_given_without_a_transfer() -> None:
    certificate = press()
    assert IGOR.birth_date is not None
    accepted = accept(certificate.number, IGOR.birth_date, CLERK)
    assert accepted is not None and accepted.id == certificate.id
    assert ("transferred", None) not in entries(certificate.holder_id)
