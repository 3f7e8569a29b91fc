"""A certificate that came in: a clerk finds the child in the portal, or gives the family its first password."""

from dataclasses import replace
from datetime import date

import pytest

from sgo_pfdo import Pupil, Role, Viewer
from sgo_pfdo.host import PupilDirectory
from tests.blueprints.desk.office import Desk
from tests.blueprints.desk.test_extract import MAKE, PAPERS, SHEET
from tests.documents.reading import read
from tests.importing.bringing import SOFIA, table, take_in
from tests.support.actions import press
from tests.support.apps import KINDERGARTEN, MYSKI_SCHOOL, SCHOOL
from tests.support.pages import Page

CAME_IN = 2
LINK, FIRST = "Связать с учащимся портала", "Новая выписка (первый пароль)"
PUPIL = Pupil(
    id="sofia",
    surname="Абрамова",
    first_name="София",
    patronymic="Петровна",
    birth_date=date(2010, 3, 14),
    schools=(SCHOOL,),
)
MOTHER = Viewer(id="abramova", role=Role.PARENT)


@pytest.fixture
def sofia(desk: Desk) -> Desk:
    """Sofia's certificate came in; the portal calls her София."""
    with desk.web.app.app_context():
        take_in(table(SOFIA))
    desk.portal.add(PUPIL, MOTHER.id)
    return desk


def link_page(desk: Desk) -> Page:
    return desk.web.open(desk.card(CAME_IN).link(LINK))


def test_the_clerk_finds_the_certificate_and_says_which_pupil_it_is(sofia: Desk) -> None:
    card = sofia.search("4207000101")
    assert "Пароля ещё нет: сертификат перенесён из прежней системы" in card.text
    page = link_page(sofia)
    assert "Абрамова София Петровна, МБОУ «СОШ № 1»" in page.text
    done = sofia.press(page, "Связать", pupil=PUPIL.id)
    assert "Сертификат связан с учащимся портала." in done.text
    assert "На портале записано иначе:" in done.text
    assert LINK not in done.text
    assert sofia.events().count("pupil_linked") == 1
    history = sofia.web.open(done.link("История сертификата"))
    assert "Сертификат показан и на портале" in history.text
    assert "Сертификат перенесён на портал из прежней системы" in history.text


def test_the_family_sees_it_from_then_on_and_makes_the_first_password(sofia: Desk) -> None:
    sofia.press(link_page(sofia), "Связать", pupil=PUPIL.id)
    sofia.portal.sign_in_parent(MOTHER.id)
    page = sofia.web.open()
    assert "Сертификат активен до 13 марта 2028" in page.text
    assert "пароль оттуда к нам не передают" in page.text
    assert not page.has_button("Открыть личный кабинет")
    question = sofia.web.open(page.link("Новый пароль"))
    assert "пароля на этом портале у него ещё нет" in question.text
    page = sofia.press(question, MAKE)
    assert "Пароль создан." in page.text
    sheet = read(sofia.client.get(page.link("Файл с учётными данными для входа в АИС ПФДО")).data).text
    assert sofia.web.passwords()[-1] in sheet.replace(" ", "")
    assert "перенесён" not in page.text
    again = sofia.press(sofia.web.open(page.link("Новый пароль")), MAKE)
    assert "Новый пароль создан, прежний больше не действует." in again.text


def test_nobody_is_linked_twice_or_to_a_pupil_with_a_certificate(sofia: Desk) -> None:
    page = link_page(sofia)
    with sofia.web.app.app_context():
        press(replace(PUPIL, schools=(MYSKI_SCHOOL,)), MOTHER)
    told = Page(page.press(sofia.client, "Связать", pupil=PUPIL.id))
    assert (told.status, "уже есть другой действующий сертификат" in told.text) == (409, True)
    other = sofia.portal.add(replace(PUPIL, id="other", schools=(KINDERGARTEN,)))
    sofia.press(page, "Связать", pupil=other.id)
    told = Page(page.press(sofia.client, "Связать", pupil=other.id))
    assert (told.status, "уже связан" in told.text) == (409, True)


@pytest.mark.parametrize("pupil", ["igor", "made-up", ""])
def test_only_a_pupil_with_this_surname_and_birth_date_can_be_chosen(sofia: Desk, pupil: str) -> None:
    assert Page(link_page(sofia).press(sofia.client, "Связать", pupil=pupil)).status == 422


def test_a_pupil_whom_the_portal_does_not_have_is_told(sofia: Desk) -> None:
    sofia.portal.add(replace(PUPIL, surname="Другая"))
    assert "На портале нет учащегося с такими фамилией и датой рождения." in link_page(sofia).text


def test_a_portal_without_lists_offers_no_link(sofia: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sgo_pfdo.blueprints.desk.card.PupilDirectory", type("Nothing", (PupilDirectory,), {}))
    assert LINK not in sofia.card(CAME_IN).text
    answer = sofia.client.get(f"/pfdo/desk/c/{sofia.certificate(CAME_IN).card_id}/link")
    assert answer.status_code == 303


def test_a_family_without_the_portal_gets_its_first_sheet_at_the_desk_once(sofia: Desk) -> None:
    question = sofia.web.open(sofia.card(CAME_IN).link(FIRST))
    assert "Будет создан первый пароль." in question.text
    page = sofia.press(question, MAKE, papers=PAPERS)
    assert "Напечатайте лист с учётными данными" in page.text
    answer = page.press(sofia.client, SHEET)
    assert sofia.web.passwords()[-1] in read(answer.data).text.replace(" ", "")
    assert "уже напечатан" in sofia.card(CAME_IN).text
    assert Page(question.press(sofia.client, MAKE, papers=PAPERS)).status == 409
    assert "Новая выписка (лист потерян)" in sofia.card(CAME_IN).text
