"""«Исправить данные» and «Принять из другого муниципалитета», on the pages and in both histories."""

import pytest

from tests.blueprints.desk.office import DESK, Desk
from tests.support.apps import IGOR, SASHA

CORRECT, ACCEPT = "Исправить", "Принять"


def test_a_new_surname_is_corrected_and_the_history_says_what_not_from_what(desk: Desk) -> None:
    page = desk.press(desk.step_page("correct", 1), CORRECT, surname="Петрова-Водкина")
    assert "Данные исправлены." in page.text
    assert "Петрова-Водкина Александра Ивановна" in page.text
    history = desk.web.open(page.link("История сертификата"))
    assert "Исправлены данные: фамилия" in history.text
    assert "Иванова " not in history.text
    assert "Петрова-Водкина" in desk.search_name("петрова-водкина", "01.09.2010").text


def test_the_form_shows_what_the_certificate_says(desk: Desk) -> None:
    fields = desk.step_page("correct").form(CORRECT).fields
    assert (fields["surname"], fields["first_name"], fields["patronymic"]) == ("Иванов", "Игорь", "Иванович")
    assert fields.get("document_kind", "") == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"surname": ""}, "Введите фамилию."),
        ({"first_name": "Igor"}, "Пишите русскими буквами."),
        ({"document_kind": "passport", "document_number": "1"}, "например 3210 123456"),
    ],
)
def test_what_cannot_stand_in_a_document_is_refused(desk: Desk, typed: dict[str, str], said: str) -> None:
    page = desk.press(desk.step_page("correct"), CORRECT, **typed)
    assert page.status == 422
    assert said in page.text


def test_a_new_document_keeps_the_child_single_from_then_on(desk: Desk) -> None:
    desk.press(desk.step_page("correct"), CORRECT, document_kind="passport", document_number="3210 654321", seen="y")
    page = desk.register(
        surname=IGOR.surname,
        first_name=IGOR.first_name,
        patronymic="",
        born="14.05.2004",
        document_kind="passport",
        document_number="3210654321",
        pupil="other",
    )
    assert "У ребёнка уже есть сертификат" in page.text


def test_a_document_of_another_child_is_refused(desk: Desk) -> None:
    desk.register()
    typed = {"document_kind": "birth_certificate", "document_number": "III-АБ 123456"}
    assert "Отметьте, что документ ребёнка проверен" in desk.press(desk.step_page("correct"), CORRECT, **typed).text
    page = desk.press(desk.step_page("correct"), CORRECT, seen="y", **typed)
    assert page.status == 422
    assert "С этим документом записан другой ребёнок." in page.text
    assert "Анна" not in page.text


def test_a_correction_of_an_old_page_is_not_taken(desk: Desk) -> None:
    old = desk.step_page("correct")
    desk.press(desk.step_page("correct"), CORRECT, first_name="Егор")
    page = desk.press(old, CORRECT, first_name="Иван")
    assert page.status == 409
    assert "Исправлены данные: имя" in page.text
    assert desk.certificate().first_name == "Егор"


def test_a_certificate_is_accepted_by_number_and_birth_date_and_both_sides_know(desk: Desk) -> None:
    certificate = desk.certificate()
    desk.portal.sign_in_clerk("myski-centre")
    typed = {"number": f"{certificate.number[:4]} {certificate.number[4:]}", "born": "14.05.2004"}
    page = desk.press(desk.web.open(f"{DESK}/accept"), ACCEPT, **typed)
    assert "Сертификат принят из другого муниципалитета." in page.text
    assert IGOR.full_name in page.text
    history = desk.web.open(page.link("История сертификата"))
    assert "г. Киселёвск → г. Мыски" in history.text
    desk.portal.sign_in_clerk("cdt")
    assert desk.client.get(f"{DESK}/c/{certificate.card_id}").status_code == 404
    assert desk.events().count("transferred") == 2


@pytest.mark.parametrize("born", ["15.05.2004", "01.09.2010"])
def test_a_number_alone_opens_nothing(desk: Desk, born: str) -> None:
    desk.portal.sign_in_clerk("myski-centre")
    page = desk.press(desk.web.open(f"{DESK}/accept"), ACCEPT, number=desk.certificate().number, born=born)
    assert "Сертификата с таким номером и такой датой рождения нет." in page.text
    assert page.form(ACCEPT).fields["born"] == born
    assert desk.events() == ["not_found"]
    assert desk.certificate().municipality_code == "kiselevsk"


def test_what_is_here_already_is_simply_opened(desk: Desk) -> None:
    page = desk.press(desk.web.open(f"{DESK}/accept"), ACCEPT, number=desk.certificate(1).number, born="01.09.2010")
    assert "Этот сертификат уже в вашем муниципалитете" in page.text
    assert SASHA.full_name in page.text


def test_a_page_that_another_municipality_took_meanwhile_is_gone(desk: Desk) -> None:
    old = desk.card()
    number = desk.certificate().number
    desk.portal.sign_in_clerk("myski-centre")
    desk.press(desk.web.open(f"{DESK}/accept"), ACCEPT, number=number, born="14.05.2004")
    desk.portal.sign_in_clerk("cdt")
    assert old.press(desk.client, "Активировать").status_code == 404


@pytest.mark.parametrize(("address", "button"), [("/accept", ACCEPT)])
def test_a_token_that_is_too_old_keeps_what_was_typed(desk: Desk, address: str, button: str) -> None:
    page = desk.press(desk.web.open(DESK + address), button, number="7850", born="1.9.2010", csrf_token="stale")
    assert page.status == 400
    assert page.form(button).fields["number"] == "7850"
    page = desk.press(desk.step_page("correct"), CORRECT, surname="Сидоров", csrf_token="stale")
    assert page.status == 400
    assert page.form(CORRECT).fields["surname"] == "Сидоров"
