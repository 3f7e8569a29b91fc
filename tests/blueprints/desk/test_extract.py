"""A lost sheet of a child without a portal account: a clerk makes a new extract, with the papers seen."""

import pytest

from tests.blueprints.desk.office import Desk
from tests.documents.reading import read
from tests.support.pages import Page

PAPERS = ["applicant_passport", "child_identity"]
MAKE = "Создать новый пароль"
LINK = "Новая выписка (лист потерян)"
SHEET = "Лист с учётными данными"
ANNA_AT = 2


def make(desk: Desk, page: Page, **typed: object) -> Page:
    """Tick the papers and press."""
    return desk.press(page, MAKE, **({"papers": PAPERS} | typed))


def printed(desk: Desk) -> str:
    """Print the sheet, and read it."""
    answer = desk.card(ANNA_AT).press(desk.client, SHEET)
    assert answer.mimetype == "application/pdf"
    return read(answer.data).text.replace(" ", "")


@pytest.fixture
def anna(desk: Desk) -> Desk:
    """Anna was registered in person, and her sheet was printed."""
    desk.register()
    assert desk.web.passwords()[ANNA_AT] in printed(desk)
    assert not desk.card(ANNA_AT).has_button(SHEET)
    return desk


def test_a_new_extract_prints_once_and_ends_the_old_password(anna: Desk) -> None:
    old = anna.web.passwords()[ANNA_AT]
    page = make(anna, anna.web.open(anna.card(ANNA_AT).link(LINK)))
    assert "Новая выписка готова, прежний пароль больше не действует." in page.text
    new = anna.web.passwords()[ANNA_AT]
    assert new != old
    text = printed(anna)
    assert new in text and old not in text
    assert "уже напечатан" in anna.card(ANNA_AT).text
    told = [event for event in anna.events() if event in {"password_reset", "credentials_printed"}]
    assert told == ["credentials_printed", "password_reset", "credentials_printed"]
    history = anna.web.open(anna.card(ANNA_AT).link("История сертификата"))
    assert "проверено: паспорт заявителя; документ, удостоверяющий личность ребёнка" in history.text


def test_without_the_papers_nothing_happens(anna: Desk) -> None:
    old = anna.web.passwords()
    page = make(anna, anna.web.open(anna.card(ANNA_AT).link(LINK)), papers=["child_identity"])
    assert page.status == 422 and "Не отмечено: паспорт заявителя." in page.text
    assert anna.web.passwords() == old


def test_two_presses_make_one_password(anna: Desk) -> None:
    question = anna.web.open(anna.card(ANNA_AT).link(LINK))
    make(anna, question)
    new = anna.web.passwords()
    again = make(anna, question)
    assert again.status == 409 and "пароль уже сменили" in again.text
    assert anna.web.passwords() == new


def test_families_of_the_portal_make_theirs_there(desk: Desk) -> None:
    page = desk.card()
    assert not page.has_link(LINK)
    token = page.forms[0].fields["csrf_token"]
    old = desk.web.passwords()
    answer = desk.client.post(
        f"/pfdo/desk/c/{desk.certificate().card_id}/extract",
        data={"version": "1", "papers": PAPERS, "csrf_token": token},
    )
    assert answer.status_code == 409
    assert desk.web.passwords() == old


def test_a_sheet_that_the_family_made_itself_is_not_the_desks(anna: Desk) -> None:
    """The desk prints what it made; a password of the family's own stays theirs."""
    make(anna, anna.web.open(anna.card(ANNA_AT).link(LINK)))
    certificate, password = anna.certificate(ANNA_AT), anna.web.passwords()[ANNA_AT]
    device = anna.web.app.test_client()
    page = Page(device.get("/pfdo/cabinet/sign-in"))
    page.press(device, "Войти", number=certificate.number, password=password)
    own = Page(device.get(f"/pfdo/cabinet/{certificate.card_id}/password"))
    own.press(device, "Задать пароль", password="лес поле река", again="лес поле река")
    assert not anna.card(ANNA_AT).has_button(SHEET)
    assert anna.card(ANNA_AT).has_link(LINK)
