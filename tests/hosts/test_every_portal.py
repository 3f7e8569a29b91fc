"""What a family does, the same in every portal that embeds the module."""

import re

from flask.testing import FlaskClient

from sgo_pfdo.doctor import findings
from tests.hosts.conftest import RunningPortal
from tests.support.pages import Page, open_page

SECTION = "Сертификат дополнительного образования"
GET_IT = "Получить сертификат"


def open_section(client: FlaskClient) -> Page:
    """Go to the section the way a person does: through the portal's menu."""
    return open_page(client, open_page(client, "/").link(SECTION))


def test_a_family_goes_from_the_menu_to_its_certificate(portal_on_each_database: RunningPortal) -> None:
    parent = portal_on_each_database.sign_in("ivanova")
    page = open_section(parent)
    assert "Иванов Игорь Иванович" in page.text
    answer = page.press(parent, GET_IT)
    assert answer.status_code == 303
    certified = open_page(parent, answer.headers["Location"])
    assert "Сертификат получен." in certified.text
    assert re.search(r"Номер \d{12} Статус Не активирован Дата начала действия \d\d\.\d\d\.\d\d", certified.text)
    history = open_page(parent, certified.link("История сертификата"))
    assert "Получен сертификат" in history.text
    assert "Вы" in history.text.split()


def test_every_paper_can_be_downloaded(portal: RunningPortal) -> None:
    parent = portal.sign_in("ivanova")
    page = open_page(parent, open_section(parent).press(parent, GET_IT).headers["Location"])
    kinds = {}
    for label in (
        "Скачать бланк заявления на сертификат",
        "Скачать бланк согласия на обработку персональных данных",
        "Файл с изображением сертификата",
        "Картинка сертификата для телефона",
        "Файл с учётными данными для входа в АИС ПФДО",
    ):
        answer = parent.get(page.link(label))
        assert answer.status_code == 200, label
        kinds[label] = (answer.mimetype, answer.data[:5])
    assert kinds.pop("Картинка сертификата для телефона") == ("image/png", b"\x89PNG\r")
    assert set(kinds.values()) == {("application/pdf", b"%PDF-")}


def test_the_other_child_is_chosen_and_stays_chosen(portal: RunningPortal) -> None:
    parent = portal.sign_in("ivanova")
    page = open_section(parent)
    igor, sasha = page.children
    assert page.child == igor
    chosen = open_page(parent, page.link_to(sasha))
    certified = open_page(parent, chosen.press(parent, GET_IT).headers["Location"])
    assert certified.child == sasha
    question = open_page(parent, certified.link("Новый пароль"))
    renewed = open_page(parent, question.press(parent, "Создать новый пароль").headers["Location"])
    assert renewed.child == sasha
    assert "Новый пароль создан, прежний больше не действует." in renewed.text


def test_a_bad_token_shows_the_page_again_with_one_that_works(portal: RunningPortal) -> None:
    parent = portal.sign_in("ivanova")
    page = open_section(parent)
    _, sasha = page.children
    again = Page(page.press(parent, GET_IT, child=sasha, csrf_token="bad"))
    assert again.status == 400
    assert "Ничего не изменилось." in again.text
    assert again.form(GET_IT).fields["child"] == sasha
    assert again.press(parent, GET_IT).status_code == 303


def test_who_has_no_business_here_has_no_menu_entry_either(portal: RunningPortal) -> None:
    address = open_page(portal.sign_in("ivanova"), "/").link(SECTION)
    teacher = portal.sign_in("teacher")
    assert not open_page(teacher, "/").has_link(SECTION)
    assert teacher.get(address).status_code == 404
    stranger = portal.app.test_client()
    assert not open_page(stranger, "/sign-in").has_link(SECTION)
    assert stranger.get(address).headers["Location"].split("?")[0] == "/sign-in"


def test_nobody_reaches_the_children_of_others(portal: RunningPortal) -> None:
    mother = portal.sign_in("ivanova")
    page = open_section(mother)
    igor, _ = page.children
    other = portal.sign_in("petrova")
    theirs = open_section(other)
    assert "Петров Михаил" in theirs.text
    assert "Иванов" not in theirs.text
    address = open_page(other, "/").link(SECTION)
    assert other.get(address, query_string={"child": igor}).status_code == 404
    assert theirs.press(other, GET_IT, child=igor).status_code == 404
    assert open_section(mother).has_button(GET_IT)


def test_a_pupil_sees_their_own_page(portal: RunningPortal) -> None:
    assert open_section(portal.sign_in("igor")).has_button(GET_IT)
    sasha = open_section(portal.sign_in("sasha"))
    assert sasha.reasons == ["under_14"]
    assert not sasha.has_button(GET_IT)


def test_the_pages_stand_in_the_layout_with_their_stylesheet(portal: RunningPortal) -> None:
    parent = portal.sign_in("ivanova")
    page = open_section(parent)
    assert page.title == SECTION
    (stylesheet,) = [given["href"] for tag, given in page.elements if tag == "link"]
    with parent.get(stylesheet) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/css")


def test_the_doctor_finds_nothing_wrong(portal: RunningPortal) -> None:
    with portal.app.app_context():
        assert [finding for finding in findings() if not finding.is_well] == []
