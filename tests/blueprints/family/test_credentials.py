"""Login and password for АИС ПФДО: who gets them, when, and what «Новый пароль» does."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.database import perform
from sgo_pfdo.register.accounts import check_password, choose_password
from sgo_pfdo.register.port import RegisterUnavailableError
from sgo_pfdo.register.sync import sync
from tests.documents.reading import read
from tests.support.apps import KEY, NOW
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.registers import LedRegister
from tests.support.web import PAGE, MakeWeb, Web

SHEET = "Файл с учётными данными для входа в АИС ПФДО"
RENEW = "Создать новый пароль"


def can_sign_in(web: Web, password: str) -> bool:
    """Say whether АИС ПФДО would let the first certificate's holder in."""
    login = web.certificates()[0].number
    with web.app.app_context():
        cipher = web.app.extensions["sgo_pfdo"].cipher
        return perform(lambda session: check_password(session, cipher, login, password))


def change_certificates(web: Web, values: dict[Any, Any]) -> None:
    """Do to all certificates what a clerk would do."""
    with web.app.app_context():
        perform(lambda session: session.execute(update(Certificate).values(values)))


def synchronise(web: Web) -> None:
    """Run ``flask pfdo register sync``."""
    with web.app.app_context():
        state = web.app.extensions["sgo_pfdo"]
        sync(state.register, state.cipher, state.host.now)


def renew(web: Web) -> Page:
    """Ask for a new password and say yes."""
    question = web.open(web.open().link("Новый пароль"))
    return web.land(question.press(web.client, RENEW))


def test_the_sheet_holds_number_login_and_password(make_web: MakeWeb) -> None:
    certified = make_web(certified=True, SGO_PFDO_BASE_URL="https://portal.example")
    text = read(certified.client.get(certified.open().link(SHEET)).data).text
    joined = text.replace(" ", "")
    assert certified.certificates()[0].number in joined
    assert certified.passwords()[0] in joined
    assert "https://portal.example/pfdo/cabinet/sign-in" in joined
    assert can_sign_in(certified, certified.passwords()[0])


def test_a_new_password_ends_the_old_one_and_the_link_gives_the_new_sheet(certified: Web) -> None:
    (old, sisters), number = certified.passwords(), certified.certificates()[0].number
    page = renew(certified)
    assert "Новый пароль создан, прежний больше не действует." in page.text
    new, sisters_now = certified.passwords()
    assert new != old
    assert sisters_now == sisters
    text = read(certified.client.get(page.link(SHEET)).data).text.replace(" ", "")
    assert new in text and old not in text and number in text
    assert can_sign_in(certified, new)
    assert not can_sign_in(certified, old)


def test_the_question_says_what_will_happen_and_changes_nothing_by_itself(certified: Web) -> None:
    before = contents_of(certified.app)
    page = certified.open(certified.open().link("Новый пароль"))
    assert "Прежний пароль сразу перестанет действовать" in page.text
    assert page.link("Оставить прежний") == f"{PAGE}?child=igor"
    assert contents_of(certified.app) == before


@pytest.mark.parametrize(
    ("pupil", "is_owner", "may"),
    [
        ("igor", None, True),
        ("igor", True, True),
        ("igor", False, False),
        ("sasha", None, False),
        ("sasha", True, False),
    ],
)
def test_a_pupil_has_them_from_14_on_at_an_account_of_their_own(
    certified: Web, pupil: str, is_owner: bool | None, may: bool
) -> None:
    certified.portal.sign_in_pupil(pupil, is_owner=is_owner)
    page = certified.open()
    assert page.has_link(SHEET) is page.has_link("Новый пароль") is may
    assert ("может скачать родитель под своей учётной записью" in page.text) is not may


@pytest.mark.parametrize("end", ["annulled", "expired"])
def test_there_is_no_sheet_of_a_certificate_that_ended(certified: Web, end: str) -> None:
    sheet = certified.open().link(SHEET)
    if end == "annulled":
        change_certificates(certified, {Certificate.stored_status: Status.ANNULLED, Certificate.living_key: None})
    else:
        certified.portal.moment = NOW + timedelta(days=90)
    page = certified.open()
    assert not page.has_link(SHEET) and not page.has_link("Новый пароль")
    assert certified.client.get(sheet).status_code == 404
    fields = {"child": "igor", "csrf_token": certified.token()}
    assert certified.client.post(f"{PAGE}/password", data=fields).status_code == 404


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.FROZEN])
def test_there_is_a_sheet_while_the_certificate_lives(certified: Web, status: Status) -> None:
    change_certificates(certified, {Certificate.stored_status: status})
    assert certified.client.get(certified.open().link(SHEET)).status_code == 200


def test_with_a_remote_register_the_sheet_appears_once_the_account_is_open(make_web: MakeWeb) -> None:
    register = LedRegister(RegisterUnavailableError("closed for the night"))
    web = make_web(register=register)
    page = web.press()
    assert "готовится" in page.text and not page.has_link(SHEET)
    assert web.client.get(f"{PAGE}/credentials.pdf").status_code == 404
    synchronise(web)
    assert not web.open().has_link(SHEET)
    web.portal.moment = NOW + timedelta(minutes=5)
    synchronise(web)
    page = web.open()
    assert "готовится" not in page.text
    assert web.client.get(page.link(SHEET)).status_code == 200


def test_with_a_remote_register_a_new_password_is_prepared_first(make_web: MakeWeb) -> None:
    web = make_web(register=LedRegister())
    web.press()
    synchronise(web)
    page = renew(web)
    assert "Файл с ним готовится" in page.text and not page.has_link(SHEET)
    synchronise(web)
    text = read(web.client.get(web.open().link(SHEET)).data).text.replace(" ", "")
    assert web.passwords()[0] in text


def test_who_chose_a_password_of_their_own_needs_no_sheet_and_can_have_a_new_one(certified: Web) -> None:
    login = certified.certificates()[0].number
    with certified.app.app_context():
        perform(lambda session: choose_password(session, login, "мой собственный", now=NOW))
    page = certified.open()
    assert "задан собственный пароль" in page.text and not page.has_link(SHEET)
    assert certified.client.get(f"{PAGE}/credentials.pdf").status_code == 404
    assert renew(certified).has_link(SHEET)
    assert not can_sign_in(certified, "мой собственный")


def test_a_lost_key_costs_the_password_and_nothing_else(certified: Web, make_web: MakeWeb) -> None:
    new_key = Fernet.generate_key().decode()
    web = make_web(certified=True, SGO_PFDO_KEYS=[new_key])
    told = web.open(web.open().link(SHEET))
    assert told.status == 409
    assert "Прежний пароль прочитать больше нельзя" in told.text
    page = web.land(web.open(told.link("Новый пароль")).press(web.client, RENEW))
    assert web.client.get(page.link(SHEET)).status_code == 200


def test_a_new_key_in_front_of_the_old_one_costs_nothing(make_web: MakeWeb) -> None:
    web = make_web(certified=True, SGO_PFDO_KEYS=f"{Fernet.generate_key().decode()}, {KEY}")
    assert web.client.get(web.open().link(SHEET)).status_code == 200


def test_two_new_passwords_from_two_pages_leave_the_last_one(certified: Web) -> None:
    question = certified.open(certified.open().link("Новый пароль"))
    certified.land(question.press(certified.client, RENEW))
    certified.land(question.press(certified.client, RENEW))
    assert can_sign_in(certified, certified.passwords()[0])
