"""«Личные данные»: which letters come, and the data for applications."""

from sqlalchemy import update

from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.municipalities.model import Municipality
from tests.support.cabinet import Office
from tests.support.editing import change_past_the_module
from tests.support.pages import Page

PERSON = {"surname": "Иванова", "first_name": "Мария", "patronymic": "Сергеевна", "telephone": "8 905 000-12-34"}


def test_letters_that_are_not_wanted(office: Office) -> None:
    answer = office.open("notices").press(office.web.client, "Сохранить", wanted="activated")
    page = office.web.land(answer)
    assert "Сертификат активирован" in page.text and "Задан новый пароль" not in page.text
    form = office.open("notices").form("Сохранить").fields | {"wanted": "made up"}
    assert office.web.client.post(office.address("notices"), data=form).status_code == 422


def test_letters_that_the_municipality_does_not_send_are_not_offered_and_stay_as_they_were(office: Office) -> None:
    office.web.land(office.open("notices").press(office.web.client, "Сохранить", wanted=["activated", "ending"]))
    with office.web.app.app_context():
        change_past_the_module(update(Municipality).values(letters_off="activated password"))
    page = office.open("notices")
    boxes = [given["value"] for _, given in page.elements if given.get("name") == "wanted"]
    assert boxes == ["issued", "ending", "frozen", "annulled", "corrected", "entered"]
    office.web.land(page.press(office.web.client, "Сохранить", wanted=["issued"]))
    with office.web.app.app_context():
        change_past_the_module(update(Municipality).values(letters_off=None))
    boxes = [given for _, given in office.open("notices").elements if given.get("name") == "wanted"]
    assert [box["value"] for box in boxes if "checked" in box] == ["issued", "activated"]


def test_only_letters_that_somebody_sends_are_offered(office: Office) -> None:
    boxes = [given["value"] for _, given in office.open("notices").elements if given.get("name") == "wanted"]
    assert boxes == list(LETTERS)
    with office.web.app.app_context():
        change_past_the_module(update(Municipality).values(letters_off=" ".join(LETTERS)))
    page = office.open("notices")
    assert "писем о сертификате портал и муниципалитет сейчас не отправляют" in page.text
    assert not page.has_button("Сохранить")


def test_data_for_applications_are_shown_and_the_history_tells_so(office: Office) -> None:
    typed = {"document_kind": "passport", "document_number": "3210456789", "document_issued_on": "14.09.2011"}
    page = office.save("applicant/edit", **(PERSON | typed))
    assert "хранятся зашифрованными" in page.text and "456789" not in page.html
    page = office.open("applicant")
    assert "Паспорт гражданина РФ 3210 456789" in page.text and "14.09.2011" in page.text
    assert "Показаны персональные данные" in office.history() and "456789" not in office.history()
    page = office.save("applicant/edit", "Удалить эти данные")
    assert "Не заполнены" in page.text


def test_so_it_does_of_the_form_that_they_stand_in(office: Office) -> None:
    office.save("applicant/edit", **PERSON)
    assert "Показаны персональные данные" not in office.history()
    page = office.open("applicant/edit")
    assert office.history().count("Показаны персональные данные") == 1
    Page(page.press(office.web.client, "Удалить эти данные", csrf_token="cut"))
    assert office.history().count("Показаны персональные данные") == 2
    office.web.client.head(office.address("applicant/edit"))
    assert office.history().count("Показаны персональные данные") == 2
