"""«Исправить данные» and «Принять из другого муниципалитета», on the pages and in both histories."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.blueprints.desk.office import DESK, Desk
from tests.documents.reading import copied
from tests.support.apps import IGOR, MYSKI_SCHOOL, SASHA
from tests.support.pages import Page

CORRECT, FIND, ACCEPT = "Исправить", "Найти", "Принять сертификат"
GIVE_BACK = "Вернуть: г. Киселёвск"


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


def accept(desk: Desk, number: str, born: str = "14.05.2004") -> Page:
    """Find a certificate of another municipality and answer the question with yes."""
    return desk.press(desk.press(desk.web.open(f"{DESK}/accept"), FIND, number=number, born=born), ACCEPT)


def test_a_certificate_is_accepted_by_number_and_birth_date_and_both_sides_know(desk: Desk) -> None:
    certificate = desk.certificate()
    desk.portal.sign_in_clerk("myski-centre")
    typed = {"number": f"{certificate.number[:4]} {certificate.number[4:]}", "born": "14.05.2004"}
    question = desk.press(desk.web.open(f"{DESK}/accept"), FIND, **typed)
    assert IGOR.full_name in question.text
    assert "г. Киселёвск" in question.text
    assert desk.certificate().municipality_code == "kiselevsk"
    page = desk.press(question, ACCEPT)
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
    page = desk.press(desk.web.open(f"{DESK}/accept"), FIND, number=desk.certificate().number, born=born)
    assert "Сертификата с таким номером и такой датой рождения нет." in page.text
    assert page.form(FIND).fields["born"] == born
    assert desk.events() == ["not_found"]
    assert desk.certificate().municipality_code == "kiselevsk"


def test_what_is_here_already_is_simply_opened(desk: Desk) -> None:
    page = desk.press(desk.web.open(f"{DESK}/accept"), FIND, number=desk.certificate(1).number, born="01.09.2010")
    assert "Этот сертификат уже в вашем муниципалитете" in page.text
    assert SASHA.full_name in page.text


def test_a_page_that_another_municipality_took_meanwhile_is_gone(desk: Desk) -> None:
    old = desk.card()
    number = desk.certificate().number
    desk.portal.sign_in_clerk("myski-centre")
    accept(desk, number)
    desk.portal.sign_in_clerk("cdt")
    assert old.press(desk.client, "Активировать").status_code == 404


@pytest.mark.parametrize(("address", "button"), [("/accept", FIND)])
def test_a_token_that_is_too_old_keeps_what_was_typed(desk: Desk, address: str, button: str) -> None:
    page = desk.press(desk.web.open(DESK + address), button, number="7850", born="1.9.2010", csrf_token="stale")
    assert page.status == 400
    assert page.form(button).fields["number"] == "7850"
    page = desk.press(desk.step_page("correct"), CORRECT, surname="Сидоров", csrf_token="stale")
    assert page.status == 400
    assert page.form(CORRECT).fields["surname"] == "Сидоров"


def test_whom_the_question_shows_reads_of_it(desk: Desk) -> None:
    certificate = desk.certificate()
    desk.portal.sign_in_clerk("myski-centre")
    desk.press(desk.web.open(f"{DESK}/accept"), FIND, number=certificate.number, born="14.05.2004")
    assert desk.events() == ["shown"]
    assert desk.certificate().municipality_code == "kiselevsk", "to look is not to accept"
    desk.portal.sign_in_parent("ivanova")
    assert "вопрос о переходе в другой муниципалитет" in desk.web.open("/settings/certificate/history").text


def test_what_was_accepted_by_mistake_goes_back_on_the_same_day(desk: Desk) -> None:
    before = desk.certificate()
    desk.portal.sign_in_clerk("myski-centre")
    page = desk.press(accept(desk, before.number), GIVE_BACK)
    assert "Сертификат возвращён в прежний муниципалитет." in page.text
    after = desk.certificate()
    assert (after.municipality_code, after.group_id) == (before.municipality_code, before.group_id)
    assert desk.client.get(f"{DESK}/c/{before.card_id}").status_code == 404
    desk.portal.sign_in_clerk("cdt")
    history = desk.web.open(desk.card().link("История сертификата"))
    assert "г. Мыски → г. Киселёвск, принято по ошибке" in history.text


def test_a_certificate_that_something_was_done_with_is_not_given_back(desk: Desk) -> None:
    desk.portal.sign_in_clerk("myski-centre")
    page = accept(desk, desk.certificate().number)
    desk.activate()
    assert GIVE_BACK not in desk.card().text
    refused = desk.press(page, GIVE_BACK)
    assert refused.status == 409
    assert "Вернуть сертификат в прежний муниципалитет можно только в день" in refused.text
    assert desk.certificate().municipality_code == "myski"


def test_the_next_day_it_stays(desk: Desk) -> None:
    desk.portal.sign_in_clerk("myski-centre")
    page = accept(desk, desk.certificate().number)
    desk.portal.moment += timedelta(days=1)
    assert GIVE_BACK not in desk.card().text
    assert desk.press(page, GIVE_BACK).status == 409


def test_a_certificate_that_changed_after_the_question_is_asked_about_again(desk: Desk) -> None:
    number = desk.certificate().number
    desk.portal.sign_in_clerk("myski-centre")
    question = desk.press(desk.web.open(f"{DESK}/accept"), FIND, number=number, born="14.05.2004")
    desk.portal.sign_in_clerk("cdt")
    desk.activate()
    desk.portal.sign_in_clerk("myski-centre")
    answer = desk.press(question, ACCEPT)
    assert answer.status == 409
    assert "Пока вы отвечали, сертификат изменили." in answer.text
    assert desk.certificate().municipality_code == "kiselevsk"


def test_the_family_of_an_accepted_certificate_sees_its_municipality_everywhere(desk: Desk) -> None:
    desk.portal.sign_in_parent("ivanova")
    before = desk.web.open()
    assert "Центр детского творчества" in before.text
    desk.portal.sign_in_clerk("myski-centre")
    accept(desk, desk.certificate().number)
    desk.portal.sign_in_parent("ivanova")
    page = desk.web.open()
    assert "Центр дополнительного образования" in page.text
    assert "Центр детского творчества" not in page.text
    assert page.link("Информация о получении сертификата").endswith("/info/myski")
    picture = desk.client.get("/settings/certificate/certificate.pdf").data
    assert "г. Мыски" in copied(picture)
    assert "Киселёвск" not in copied(picture)


def test_the_school_of_the_issue_is_never_shown_as_that_of_today(desk: Desk) -> None:
    desk.portal.sign_in_clerk("myski-centre")
    accept(desk, desk.certificate().number)
    desk.portal.add(replace(IGOR, schools=(MYSKI_SCHOOL,)), "ivanova")
    then = "МБОУ «СОШ № 1», г. Киселёвск"
    card = desk.card()
    assert f"Школа сейчас МБОУ «СОШ № 2» Школа при получении {then}" in card.text
    register = desk.web.open(f"{DESK}/register")
    assert then in register.text and "СОШ № 2» " not in register.text.split("Всего 1 ")[1]
    for choice, is_found in (("elsewhere", True), ("none", False), ("school:school-2", False)):
        found = Page(register.press(desk.client, "Показать", school=choice))
        assert (then in found.text) is is_found, choice
    file = Page(register.press(desk.client, "Показать", school="elsewhere"))
    fields = file.form("Файл для других программ (CSV)").fields
    answer = desk.client.post(f"{DESK}/register/export", data=fields | {"format": "csv"})
    csv = answer.data.decode("utf-8-sig")
    assert "Школа при получении" in csv.splitlines()[0] and "г. Киселёвск" in csv
    desk.portal.sign_in_operator("myski")
    counts = desk.web.open("/pfdo/municipality/counts")
    assert "По школам, для которых получены" in counts.text and then in counts.text
