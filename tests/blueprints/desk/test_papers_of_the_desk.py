"""What a clerk prints: the receipt, blank forms, and once the credentials sheet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.register.sync import sync
from tests.blueprints.desk.office import ANNA, DESK, IN_PERSON, SEEN, SEEN_IN_PERSON, Desk
from tests.documents.reading import copied
from tests.support import actions
from tests.support.apps import IGOR, NOW
from tests.support.registers import LedRegister
from tests.support.web import MakeWeb

SHEET = "Лист с учётными данными"


def test_the_receipt_says_who_took_which_papers_for_whom(desk: Desk) -> None:
    page = desk.activate()
    answer = desk.client.get(page.link("Напечатать расписку"))
    assert answer.mimetype == "application/pdf"
    text = copied(answer.data)
    digits = desk.certificate().number
    for words in (
        "Расписка",
        IGOR.full_name,
        "28 октября 2019 года",
        "МАУ ДО «Центр детского творчества»",
        "Заявление, подписанное",
        "Паспорт заявителя",
        f"{digits[:4]} {digits[4:8]} {digits[8:]}",
    ):
        assert words in text
    assert "СНИЛС" not in text
    assert desk.events()[-1] == "receipt_printed"


def test_asking_for_the_size_of_a_receipt_prints_nothing(desk: Desk) -> None:
    page = desk.activate()
    assert desk.client.head(page.link("Напечатать расписку")).status_code == 200
    assert "receipt_printed" not in desk.events()


def test_before_the_activation_there_is_no_receipt_and_after_undoing_it_neither(desk: Desk) -> None:
    address = f"{DESK}/c/{desk.certificate().card_id}/receipt.pdf"
    assert desk.client.get(address).status_code == 404
    page = desk.activate()
    assert desk.client.get(address).status_code == 200
    desk.press(page, "Отменить активацию")
    assert desk.client.get(address).status_code == 404


def test_the_receipt_keeps_the_day_and_the_organisation_of_the_activation(desk: Desk) -> None:
    desk.activate()
    desk.portal.moment = NOW + timedelta(days=40)
    text = copied(desk.client.get(f"{DESK}/c/{desk.certificate().card_id}/receipt.pdf").data)
    assert "28 октября 2019 года" in text


@pytest.mark.parametrize("path", ["application-form.pdf", "consent.pdf"])
def test_blank_forms_are_those_of_the_municipality_for_whoever_signs(desk: Desk, path: str) -> None:
    for_parent = copied(desk.client.get(f"{DESK}/{path}").data)
    for_pupil = copied(desk.client.get(f"{DESK}/{path}?by=pupil").data)
    assert "Киселёвского городского округа" in for_parent
    assert for_pupil != for_parent


def test_the_credentials_sheet_is_printed_once(desk: Desk) -> None:
    page = desk.register()
    answer = page.press(desk.client, SHEET)
    assert answer.mimetype == "application/pdf"
    text = copied(answer.data)
    assert desk.web.passwords()[2] in text
    assert desk.certificate(2).number in text
    second = desk.press(page, SHEET)
    assert second.status == 409
    assert "второй раз это невозможно" in second.text
    page = desk.card(2)
    assert not page.has_button(SHEET)
    assert "Лист с учётными данными уже напечатан." in page.text
    assert desk.events().count("credentials_printed") == 1


def test_the_sheet_of_a_certificate_from_the_portal_is_the_family_s_alone(desk: Desk) -> None:
    assert not desk.activate().has_button(SHEET)
    fields = {"csrf_token": desk.web.token(), "version": "2"}
    answer = desk.client.post(f"{DESK}/c/{desk.certificate().card_id}/credentials", data=fields)
    assert answer.status_code == 409
    assert desk.web.passwords()[0] not in answer.text
    assert "credentials_printed" not in desk.events()


def never_printed(desk: Desk, position: int) -> None:
    """Look at a card that has no button for the sheet, and send what such a button would."""
    card = desk.card(position)
    assert not card.has_button(SHEET)
    certificate = desk.certificate(position)
    fields = {"csrf_token": desk.web.token(), "version": str(certificate.version)}
    answer = desk.client.post(f"{DESK}/c/{certificate.card_id}/credentials", data=fields)
    assert answer.status_code == 409
    assert not any(password in answer.text for password in desk.web.passwords())
    assert "credentials_printed" not in desk.events()


def test_a_child_of_the_portal_that_is_registered_in_person_has_the_sheet_there(desk: Desk) -> None:
    typed = {"surname": IGOR.surname, "first_name": IGOR.first_name, "patronymic": IGOR.patronymic or ""}
    desk.press(desk.step_page("annul"), "Аннулировать", reason="moved")
    page = desk.register(**typed, born="14.05.2004")
    page = desk.press(page, "Оформить сертификат", pupil=f"same:{IGOR.id}", papers=SEEN_IN_PERSON, attends="y")
    assert "оформлен и активирован" in page.text
    never_printed(desk, 2)


def test_nor_is_the_sheet_of_a_new_certificate_in_place_of_an_expired_one(desk: Desk) -> None:
    desk.portal.moment = NOW + timedelta(days=200)
    page = desk.press(desk.card(), "Выдать новый и активировать", papers=SEEN)
    assert "Выдан новый сертификат" in page.text
    never_printed(desk, 2)


def test_a_child_that_got_a_pupil_after_the_page_was_opened_has_the_sheet_there(desk: Desk) -> None:
    page = desk.register()
    with desk.web.app.app_context():
        holder_id = desk.certificate(2).holder_id
        database.perform(lambda session: session.execute(update(Holder).filter_by(id=holder_id).values(pupil_id="new")))
    assert desk.press(page, SHEET).status == 409
    never_printed(desk, 2)


def test_a_token_that_is_too_old_prints_nothing(desk: Desk) -> None:
    page = desk.register()
    assert desk.press(page, SHEET, csrf_token="stale").status == 400
    assert "credentials_printed" not in desk.events()


def test_the_sheet_waits_until_a_remote_register_has_opened_the_account(make_web: MakeWeb) -> None:
    register = LedRegister()
    desk = Desk(make_web(register=register))
    desk.portal.sign_in_clerk("cdt")
    page = desk.register()
    assert not page.has_button(SHEET)
    assert "появится здесь, когда АИС ПФДО откроет учётную запись" in page.text
    with desk.web.app.app_context():
        sync(register, desk.web.app.extensions["sgo_pfdo"].cipher, lambda: NOW)
    assert desk.card().has_button(SHEET)


def test_a_name_that_no_paper_can_print_says_which_sign(desk: Desk) -> None:
    with desk.web.app.app_context():
        actions.press(replace(IGOR, id="odd", surname="Смирнов😀"))
    page = desk.activate(2, attends="y")
    page = desk.web.open(page.link("Напечатать расписку"))
    assert page.status == 409
    assert "«😀»" in page.text


PRINT_APPLICATION, PRINT_CONSENT = "Напечатать заявление", "Напечатать согласие"


def printed(desk: Desk, paper: str, **typed: str) -> str:
    """Print a paper from «Оформить лично» and read it."""
    form = desk.web.open(IN_PERSON).form(PRINT_APPLICATION)
    answer = desk.client.post(f"{IN_PERSON}/{paper}.pdf", data=form.fields | typed)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return copied(answer.data)


def test_the_application_is_printed_with_what_was_typed_before_anything_is_registered(desk: Desk) -> None:
    before = len(desk.web.certificates())
    typed = {name: value for name, value in ANNA.items() if isinstance(value, str)}
    more = {"print_name": "Ёлкина Мария Юрьевна", "print_telephone": "8 905 000-12-34"}
    text = printed(desk, "application", **typed, **more, print_address="г. Киселёвск, ул. Мира, д. 8")
    for words in (
        "Ёлкина",
        "Анна",
        "Павловна",
        "III-АБ № 123456",
        "Мария Юрьевна",
        "8 905 000-12-34",
        "ул. Мира, д. 8",
    ):
        assert words in text, words
    assert "Анна" in printed(desk, "consent", **typed)
    assert len(desk.web.certificates()) == before
    assert desk.events() == []


def test_what_is_not_typed_or_no_date_stays_a_rule_to_write_on(desk: Desk) -> None:
    text = printed(desk, "application", surname="Ёлкина", born="вчера", document_number="?")
    assert "Ёлкина" in text and "вчера" not in text and "?" not in text
    form = desk.web.open(IN_PERSON).form(PRINT_APPLICATION)
    answer = desk.client.post(f"{IN_PERSON}/application.pdf", data=form.fields | {"csrf_token": "stale"})
    assert answer.status_code == 400


def test_a_card_prints_the_papers_with_the_child_s_data_and_the_family_reads_of_it(desk: Desk) -> None:
    certificate = desk.certificate()
    for paper, told in (("application", "заявление с данными ребёнка"), ("consent", "согласие с данными ребёнка")):
        text = copied(desk.client.get(f"{DESK}/c/{certificate.card_id}/print/{paper}.pdf").data)
        assert "Иванов" in text and "Игорь" in text
        assert (certificate.number in text) is (paper == "application")
        assert told in desk.web.open(f"{DESK}/c/{certificate.card_id}/history").text
    by_pupil = copied(desk.client.get(f"{DESK}/c/{certificate.card_id}/print/application.pdf?by=pupil").data)
    assert "достигшего (достигшую) возраста 14 лет" in by_pupil
    assert "самому ребёнку" in desk.card().text and "самому ребёнку" not in desk.card(1).text
