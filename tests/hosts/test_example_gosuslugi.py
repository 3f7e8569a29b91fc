"""The portal of `make demo` with a stand of Госуслуги that is down, and what its records do with people from there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from school_portal.gosuslugi import IdentityRecord, as_known, verified_applicant
from school_portal.models import Account, db
from school_portal.portal import Portal

from sgo_pfdo import Level, VerifiedPerson
from tests.browser.demo_portal import DemoPortal, copy_database
from tests.support.apps import close_app
from tests.support.pages import open_page

MARIA = VerifiedPerson(
    provider="gosuslugi",
    subject="1",
    level=Level.CONFIRMED,
    surname="Лебедева",
    first_name="Мария",
    patronymic="Сергеевна",
    birth_date=date(1984, 5, 17),
    snils="200-000-103 24",
)


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[DemoPortal]:
    """The demo portal, whose provider nobody answers for."""
    portal = DemoPortal(
        copy_database(demo_file, tmp_path),
        SGO_PFDO_BASE_URL="http://127.0.0.1:5000",
        GOSUSLUGI_ISSUER="http://localhost:9",
        GOSUSLUGI_CLIENT_ID="school-portal",
        GOSUSLUGI_CLIENT_SECRET="secret",
    )
    yield portal
    close_app(portal.app)


def test_while_the_stand_is_down_the_notice_is_shown_and_the_password_works(demo: DemoPortal) -> None:
    client = demo.app.test_client()
    assert open_page(client, "/sign-in").has_link("Войти через Госуслуги")
    for _ in range(3):
        assert client.get("/pfdo/sign-in/gosuslugi").status_code == 503
    page = open_page(client, "/sign-in")
    assert "Вход через Госуслуги временно недоступен. Ведутся технические работы." in page.text
    assert not page.has_link("Войти через Госуслуги")
    assert page.press(client, "Войти", login="ivanova", password="ivanova").status_code == 302
    assert "Иванова Мария Сергеевна" in open_page(client, "/").text


def test_without_a_stand_the_page_is_as_before(demo_file: Path, tmp_path: Path) -> None:
    portal = DemoPortal(copy_database(demo_file, tmp_path))
    assert "Госуслуги" not in open_page(portal.app.test_client(), "/sign-in").text
    close_app(portal.app)


def account_of(login: str) -> Account:
    found = db.session.query(Account).filter_by(login=login).one()
    assert isinstance(found, Account)
    return found


def test_the_records_say_what_the_rules_need(demo: DemoPortal) -> None:
    with demo.app.app_context():
        portal, mother, igor = Portal(), account_of("ivanova"), account_of("igor")
        candidates = portal.account_candidates(MARIA)
        assert candidates[0].id == str(mother.id), "by СНИЛС first"
        assert (candidates[0].snils, candidates[0].birth_date) == ("20000010324", date(1984, 5, 17))
        child = as_known(igor)
        assert (child.pupil_id, child.surname, child.snils) == (str(igor.pupil_id), "Иванов", "20000010223")
        assert portal.account("999999") is None


def test_what_is_confirmed_is_taken_over_and_fills_the_request(demo: DemoPortal) -> None:
    with demo.app.app_context():
        portal, mother = Portal(), account_of("ivanova")
        assert verified_applicant(mother.id) is None, "the school's record says nothing of Госуслуги"
        portal.verified(str(mother.id), MARIA)
        db.session.commit()
        applicant = portal.applicant(str(mother.id))
        assert (applicant.surname, applicant.level, applicant.is_verified) == ("Лебедева", Level.CONFIRMED, True)
        assert mother.full_name == "Лебедева Мария Сергеевна"


def test_a_new_account_has_no_password_and_no_child_gets_one(demo: DemoPortal) -> None:
    with demo.app.app_context():
        portal = Portal()
        account_id = portal.register(MARIA)
        assert account_id is not None
        account = db.session.get_one(Account, int(account_id))
        assert (
            not account.has_password("") and not account.has_password("!") and not account.has_password(account.login)
        )
        assert db.session.get_one(IdentityRecord, account.id).snils == "20000010324"
        child = VerifiedPerson(
            provider="gosuslugi",
            subject="2",
            level=Level.CONFIRMED,
            surname="Иванов",
            first_name="Пётр",
            birth_date=date(2010, 1, 1),
        )
        assert portal.register(child) is None
