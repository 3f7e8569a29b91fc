"""S001, parts 3 and 7: each sentence of the manual is held by one test, on pages as a family sees them."""

import re

import pytest

from sgo_pfdo.cabinet.presence import EXPLANATIONS, PresenceKind
from tests.support.cabinet import EMAIL, Office
from tests.support.pages import Page

SEND = "Отправить письмо со ссылкой"
RULES = (
    "Согласие с правилами обработки персональных данных в автоматизированной информационной системе "
    "«Персонифицированное финансирование дополнительного образования»"
)


def test_the_overview_has_every_line_of_the_picture(office: Office) -> None:
    page = office.open()
    assert page.answer.status_code == 200
    for line in (
        "Родитель (законный представитель)",
        "Удобный адрес для посещения занятий Не задано",
        "Тип подтверждения присутствия при подаче заявки по инициативе организации",
        "Настройка электронной почты Почта еще не задана",
        "Персональные данные для подачи заявлений",
        RULES,
        "Сформировать новую выписку",
    ):
        assert line in page.text, line


def test_the_representative_and_the_convenient_address_can_be_entered(office: Office) -> None:
    office.save("representative", surname="Иванова", first_name="Мария", patronymic="Сергеевна")
    page = office.save("place", address="г. Киселёвск, ул. Мира, 8")
    assert "Иванова Мария Сергеевна" in page.text and "г. Киселёвск, ул. Мира, 8" in page.text
    assert "навигатор предлагает территориально приближенные" in office.open("place").text


def test_a_kind_of_presence_must_be_chosen(office: Office) -> None:
    assert "Обязательно выберите" in office.open().text
    assert "Обязательно выберите" in office.open("presence").text
    office.save("presence", kind="forbidden")
    assert "Обязательно выберите" not in office.open().text


@pytest.mark.parametrize(
    ("kind", "label", "sentences"),
    [
        ("forbidden", "Запись запрещена", ("не позволит создавать новые заявки", "не намереваетесь обращаться")),
        ("name", "Подтверждение по ФИО", ("номер сертификата и ФИО ребенка", "любой организацией, где Вы ранее",
         "В связи с ранее выявляемыми фактами неправомерной записи на программы не рекомендуем")),
        ("phrase", "Подтверждение по кодовой фразе", ("только в Вашем присутствии", "специальное «кодовое слово»",
         "Рекомендуем использовать данный способ защиты сертификата и периодически менять «кодовое слово»")),
    ],
)  # fmt: skip
def test_each_kind_is_explained_in_the_words_of_the_manual(
    office: Office, kind: str, label: str, sentences: tuple[str, ...]
) -> None:
    page = office.open("presence")
    for sentence in (label, *sentences):
        assert sentence in page.text, sentence
    page = office.save("presence", kind=kind, phrase="зелёный крокодил" if kind == "phrase" else "")
    assert label in page.text and EXPLANATIONS[PresenceKind(kind)] in page.text


def test_of_three_kinds_one_is_recommended_and_one_is_not(office: Office) -> None:
    page = office.open("presence")
    assert "Подтверждение по кодовой фразе рекомендуем" in page.text
    assert "Подтверждение по ФИО не рекомендуем" in page.text
    assert page.form("Сохранить").fields["kind"] == "forbidden"


def test_the_address_must_be_given_so_that_a_lost_cabinet_can_be_recovered(office: Office) -> None:
    page = office.open("email")
    assert "Обязательно укажите адрес" in page.text and "восстановить письмом" in page.text
    office.give_email()
    assert EMAIL in office.open().text


def test_data_for_applications_shorten_an_application_and_can_be_looked_at(office: Office) -> None:
    assert "сократят время при подаче заявки" in office.open("applicant/edit").text
    page = office.save("applicant/edit", surname="Иванова", first_name="Мария")
    assert any(said.startswith("Посмотреть") for said, _ in page.links)
    assert "Иванова Мария" in office.open("applicant").text


def test_the_rules_are_read_and_agreed_to(office: Office) -> None:
    page = office.open("rules")
    assert "Ознакомьтесь с правилами и поставьте отметку о согласии с ними" in page.text
    page = office.web.land(page.press(office.web.client, "Согласен с правилами"))
    line = next(item for item in page.items if RULES in item)
    assert "получено" in line and "Изменить" in line


def test_a_new_extract_can_be_printed_or_saved_and_changes_the_password(office: Office) -> None:
    page = office.open()
    assert "распечатать или сохранить сертификат ребёнка, обновив при этом пароль от личного кабинета" in page.text
    before = office.web.passwords()[0]
    page = office.save("extract", "Сформировать новую выписку")
    assert office.web.client.get(page.link("Скачать выписку (PDF)")).mimetype == "application/pdf"
    assert office.web.passwords()[0] != before


@pytest.mark.parametrize("page", ["", "presence", "email", "rules", "extract"])
def test_the_button_with_the_question_mark_stands_on_every_page(office: Office, page: str) -> None:
    shown = office.open(page)
    assert shown.link("? Помощь" if shown.has_link("? Помощь") else "?Помощь").startswith("/pfdo/cabinet/help")


def test_it_shows_three_kinds_of_help(office: Office) -> None:
    page = office.web.open("/pfdo/cabinet/help?municipality=kiselevsk")
    headings = [said for said, href in page.links if href.startswith("#pfdo-help-")]
    assert headings == ["Инструкции", "Видеоуроки", "Часто задаваемые вопросы"]


def test_the_help_explains_how_the_cabinet_works_and_what_people_often_ask(office: Office) -> None:
    page = office.web.open("/pfdo/cabinet/help")
    assert "Что заполнить в «Личных данных» в первый раз" in page.text
    assert "Почему номинал сертификата уменьшается каждый месяц?" in page.text
    answer = page.press(office.web.client, "Найти", words="забыли пароль")
    found = Page(answer)
    assert "Что делать, если пароль потерян?" in found.text and "обналичить" not in found.text


@pytest.mark.parametrize("page", ["", "email", "email/remove"])
def test_who_has_the_portal_reads_that_it_brings_a_lost_cabinet_back(office: Office, page: str) -> None:
    assert re.search("на школьном портале|школьный портал", office.open(page).text)
