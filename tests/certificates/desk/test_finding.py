"""A clerk finds a certificate by number, by QR code, by surname and birth date; in the own municipality only."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates import finding
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.showing import record_opened
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.writing import Actor
from tests.support.actions import press
from tests.support.apps import NOW
from tests.support.desk import CLERK, LIZA, MYSKI_CLERK, OTHER_CLERK, birth_certificate, entries, register, take

on_both = pytest.mark.usefixtures("any_app")
by_rule = pytest.mark.usefixtures("app")


def search(typed: str, clerk: Actor = CLERK, *, minutes: int = 0) -> list[Certificate]:
    now = NOW + timedelta(minutes=minutes)

    def action(session: Session) -> list[Certificate]:
        found = finding.find_by_number(session, clerk.municipality_code or "", typed)
        finding.record_search(session, clerk, found, now)
        return found

    return database.perform(action)


@on_both
def test_a_certificate_is_found_by_its_number_and_by_its_card() -> None:
    certificate = press()
    assert search(f" {certificate.number[:4]} {certificate.number[4:]} ") == [certificate]
    address = f"https://portal.example/pfdo/desk/c/{certificate.card_id}"
    for scanned in (address, address.swapcase(), address.upper(), address.lower()):
        assert search(scanned) == [certificate]


@on_both
def test_another_municipality_finds_nothing_by_either() -> None:
    certificate = press()
    assert search(certificate.number, MYSKI_CLERK) == []
    assert search(f"https://portal.example/pfdo/desk/c/{certificate.card_id}", MYSKI_CLERK) == []
    assert finding.find_card(current_session(), "myski", certificate.card_id) is None
    assert finding.find_by_name(current_session(), "myski", "Иванов", press().end_date) == []


@by_rule
def test_a_name_is_found_whatever_its_case_and_yo_with_the_newest_certificate_of_each_child() -> None:
    old = register()
    take(Step.ANNUL, old, reason_code="at_request")
    new = register()
    twin = register(first_name="Анна", document_number=birth_certificate(2), others=[new.card_id])
    register(birth_date=LIZA.birth_date + timedelta(days=1), document_number=birth_certificate(3))
    found = finding.find_by_name(current_session(), "kiselevsk", " елКИНА ", LIZA.birth_date)
    assert {one.id for one in found} == {new.id, twin.id}


@by_rule
def test_every_search_stands_in_the_history_of_the_child_or_of_the_desk() -> None:
    certificate = press()
    search(certificate.number)
    search("000000000000")
    assert entries(certificate.holder_id)[-1] == ("found", None)
    assert entries(None) == [("not_found", None)]


@by_rule
def test_opening_the_same_card_again_within_minutes_is_no_new_entry() -> None:
    certificate = press()
    about = certificate.holder_id, certificate.id
    for minutes in (0, 5, 14, 40):
        now = NOW + timedelta(minutes=minutes)
        database.perform(lambda session, now=now: record_opened(session, CLERK, *about, now))
    database.perform(lambda session: record_opened(session, OTHER_CLERK, *about, NOW))
    assert [event for event, _ in entries(certificate.holder_id)].count("found") == 3
