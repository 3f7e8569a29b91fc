"""The way on the pages: each step, what it says, and what happens when people do something else."""

import re
from datetime import timedelta

import pytest

from sgo_pfdo import FamilyRecord, IdentityDocument
from sgo_pfdo.applications.letters import SUBJECT
from sgo_pfdo.mail.smtp import MailRefusedError
from tests.applications.conftest import MakeWay
from tests.support.applying import (
    APPLY,
    BASE_URL,
    DOCUMENT,
    EMAIL,
    EVERYTHING,
    GET,
    SEND,
    Applicant,
    choose_way,
    link_in,
)
from tests.support.apps import IGOR, NOW, OTHER_PARENT, PARENT, SASHA
from tests.support.pages import Page
from tests.support.web import Web

HOUR = timedelta(hours=1)


def test_each_child_without_a_certificate_has_a_way_of_its_own(web: Web) -> None:
    page = web.open()
    assert page.has_link(APPLY) and not page.has_button(GET)
    assert page.link(f"{APPLY}: Александра").endswith("child=sasha")
    assert "Другие дети без сертификата" in page.text


def test_the_reasons_are_those_of_every_certificate(web: Web) -> None:
    web.portal.sign_in_pupil(SASHA.id)
    page = web.open()
    assert page.reasons == ["under_14"]
    assert not page.has_link(APPLY)
    assert Applicant(web, SASHA).open().answer.request.path == "/settings/certificate"


def test_a_press_on_an_old_page_of_the_other_way_leads_to_the_application(web: Web) -> None:
    with web.app.app_context():
        choose_way("direct")
    page = web.open()
    with web.app.app_context():
        choose_way("email")
    answer = page.press(web.client, GET)
    assert answer.location == "/settings/certificate/application?child=igor"


def test_where_one_press_is_enough_there_is_no_application(web: Web) -> None:
    with web.app.app_context():
        choose_way("direct")
    assert Applicant(web).open().answer.request.path == "/settings/certificate"
    assert not web.open().has_link(APPLY)


def test_the_address_that_the_portal_knows_is_offered(web: Web) -> None:
    web.portal.put_record(PARENT, IGOR.id, FamilyRecord(email="ivanova@school.example"))
    assert Applicant(web).open().form(SEND).fields["email"] == "ivanova@school.example"


def test_the_letter_says_what_the_manual_says_and_names_the_child_by_the_first_name_alone(mother: Applicant) -> None:
    mother.send()
    (letter,) = mother.letters()
    assert letter["Subject"] == SUBJECT == "Заявка на сертификат ПДО. Подтверждение электронной почты"
    parts = [part.get_content() for part in letter.iter_parts()]
    for text in parts:
        assert "Для подтверждения адреса электронной почты перейдите по ссылке" in text
        assert "Игорь" in text and "Иванов" not in text
        assert "30 октября 2019 года, 10:00" in text
        assert not re.search("{|}|None", text)
    assert not re.search(r"<(img|link|script|style)|url\(", parts[1])
    assert len(set(re.findall(r"https?://[^\s\"<]+", "".join(parts))) - {BASE_URL}) == 1


def test_the_link_begins_with_the_option_whatever_the_host_header_says(mother: Applicant) -> None:
    client, address, evil = mother.web.client, "/settings/certificate/application", "http://evil.example"
    form = Page(client.get(address, base_url=evil)).form(SEND)
    assert client.post(address, data=form.fields | {"email": EMAIL}, base_url=evil).status_code == 303
    (letter,) = mother.letters()
    assert "evil" not in letter.as_string() and link_in(letter).startswith("/pfdo/mail/")


def test_opening_the_link_confirms_nothing_only_the_press_does(mother: Applicant) -> None:
    mother.send()
    scanner = mother.web.app.test_client()
    for _ in range(2):
        assert scanner.get(mother.link()).status_code == 200
        assert scanner.head(mother.link()).status_code == 200
    assert "ждёт подтверждения почты" in mother.family_page().text
    assert mother.confirm().has_link("Продолжить")


def test_on_another_device_it_signs_nobody_in_and_asks_to(mother: Applicant) -> None:
    mother.send()
    mother.web.portal.sign_out()
    other_device = mother.web.app.test_client()
    page = mother.confirm(other_device)
    assert "Адрес электронной почты подтверждён" in page.text
    assert other_device.get(page.link("Войти на портал и продолжить")).status_code == 401
    for secret in (IGOR.first_name, IGOR.surname, EMAIL):
        assert secret not in page.html
    mother.web.portal.sign_in_parent(PARENT)
    assert mother.family_page().has_link("Продолжить")


def test_a_press_without_a_token_confirms_nothing_and_can_be_repeated(mother: Applicant) -> None:
    mother.send()
    answer = mother.web.client.post(mother.link())
    assert answer.status_code == 400
    page = Page(answer)
    assert "Нажмите кнопку ещё раз" in page.text
    assert page.press(mother.web.client, "Подтвердить адрес").status_code == 303


def test_a_link_that_was_used_says_what_to_do(mother: Applicant) -> None:
    mother.send()
    mother.confirm()
    page = Page(mother.web.client.get(mother.link()))
    assert page.status == 410
    assert "больше не действует" in page.text and page.has_link("Войти на портал")


@pytest.mark.parametrize("torn", ["x", "WzEsIm", "a.b.c", "ключ", "." * 300])
def test_a_link_that_was_torn_says_the_same(web: Web, torn: str) -> None:
    answer = web.client.get(f"/pfdo/mail/{torn}")
    assert answer.status_code == 410
    assert web.client.post(f"/pfdo/mail/{torn}").status_code == 410


def test_a_link_that_is_too_old_can_be_asked_for_again(mother: Applicant) -> None:
    mother.send()
    old = mother.link()
    mother.web.portal.moment = NOW + 48 * HOUR
    assert mother.web.client.get(old).status_code == 410
    assert "больше не действует" in mother.open().text
    page = mother.web.land(mother.open().press(mother.web.client, "Отправить ещё раз"))
    assert "Новое письмо отправлено" in page.text
    assert mother.confirm().has_link("Продолжить")


def test_sending_again_too_soon_says_when_it_can_be_done(mother: Applicant) -> None:
    mother.send()
    answer = mother.open().press(mother.web.client, "Отправить ещё раз")
    assert answer.status_code == 429
    assert "28 октября 2019, 10:01" in Page(answer).text
    assert len(mother.letters()) == 1


def test_a_double_click_sends_one_letter_and_tells_no_error(mother: Applicant) -> None:
    page = mother.open()
    for _ in range(2):
        answer = page.press(mother.web.client, SEND, email=EMAIL)
        assert answer.status_code == 303
    assert len(mother.letters()) == 1


def test_changing_the_address_kills_the_old_link_and_offers_the_old_address(mother: Applicant) -> None:
    mother.send("mama@mial.ru")
    old = mother.link()
    page = mother.web.land(mother.open().press(mother.web.client, "Изменить адрес"))
    assert "Прежняя ссылка больше не действует" in page.text
    assert page.form(SEND).fields["email"] == "mama@mial.ru"
    assert mother.web.client.get(old).status_code == 410
    assert page.press(mother.web.client, SEND, email=EMAIL).status_code == 429
    mother.web.portal.moment = NOW + timedelta(minutes=1)
    mother.send()
    assert mother.letters()[-1]["To"] == EMAIL


def test_withdrawing_says_what_happens_before_it_does(mother: Applicant) -> None:
    mother.send()
    page = mother.open("withdraw")
    assert "сразу удалится" in page.text
    page = mother.web.land(page.press(mother.web.client, "Отозвать заявку"))
    assert "Заявка отозвана" in page.text and page.has_link(APPLY)
    assert mother.web.client.get("/settings/certificate/application/withdraw?child=igor").status_code == 303


def test_an_address_that_no_server_knows_is_told(mother: Applicant, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(message: object) -> None:
        raise MailRefusedError("the mail server answered 550")

    monkeypatch.setattr(mother.web.portal, "send_mail", refuse)
    mother.send("nobody@mail.ru")
    mother.letters()
    assert "не принимает письма" in mother.family_page().text
    page = mother.open()
    assert page.form(SEND).fields["email"] == "nobody@mail.ru"
    monkeypatch.undo()
    mother.web.portal.moment = NOW + timedelta(minutes=1)
    mother.send()
    assert mother.letters()[-1]["To"] == EMAIL


def test_without_the_portals_own_address_nobody_is_sent_a_link_that_leads_nowhere(make_way: MakeWay) -> None:
    web = make_way(SGO_PFDO_BASE_URL="")
    page = Applicant(web).open()
    assert page.status == 503
    assert "отправка писем ещё не настроена" in page.text
    assert page.press(web.client, SEND, email=EMAIL).status_code == 503


def test_one_group_is_chosen_already_and_the_documents_of_the_portal_are_offered(web: Web) -> None:
    documents = [
        IdentityDocument(kind="birth_certificate", number="iii-аб 123456"),
        IdentityDocument(kind="passport", number="not a passport"),
        IdentityDocument(kind="student card", number="77\u00ad (1)"),
    ]
    web.portal.put_record(PARENT, IGOR.id, FamilyRecord(child_documents=documents))
    page = Applicant(web).confirmed()
    assert page.form(GET).fields["group"]
    assert "Свидетельство о рождении III-АБ № 123456" in page.text and "student" not in page.html
    assert "Паспорт гражданина РФ not a passport" in page.text, "nothing of the portal's disappears"
    assert "Другой документ: 77 (1)" in page.text
    assert page.form(GET).fields["document_number"] == "77 (1)"
    refused = Page(page.press(web.client, GET, document="birth_certificate"))
    assert refused.status == 422 and "Выберите документ ребёнка." in refused.text
    page = web.land(page.press(web.client, GET, document="passport not a passport"))
    assert "Сертификат получен" in page.text


@pytest.mark.parametrize("document", ["birth_certificate III-АБ № 123456", "passport not a passport"])
def test_papers_are_made_of_any_document_that_the_portal_has_written(web: Web, document: str) -> None:
    kind, _, number = document.partition(" ")
    documents = [IdentityDocument(kind=kind, number=number), IdentityDocument(kind="foreign", number="AB")]
    web.portal.put_record(PARENT, IGOR.id, FamilyRecord(child_documents=documents))
    page = web.land(Applicant(web).confirmed().press(web.client, GET, document=document))
    assert web.client.get(page.link("Скачать заявление")).status_code == 200


def test_what_the_portal_has_written_oddly_is_taken_and_only_shown_to_be_corrected(web: Web) -> None:
    record = FamilyRecord(
        surname="Иванова", first_name="Мария", telephone="рабочий 2-12-34", address="8", child_address="13",
        document=IdentityDocument(kind="passport", number="32 10 45678", issued_by="1"),
    )  # fmt: skip
    web.portal.put_record(PARENT, IGOR.id, record)
    page = Applicant(web).confirmed()
    assert page.text.count("Так записано на портале: проверьте") == 5
    refused = Page(page.press(web.client, GET, **DOCUMENT, telephone="рабочий 2-12-35"))
    assert refused.status == 422 and "Введите один номер телефона" in refused.text
    assert "Сертификат получен" in web.land(page.press(web.client, GET, **DOCUMENT)).text


def test_what_the_portal_knows_is_not_asked_again(web: Web) -> None:
    passport = IdentityDocument(kind="passport", number="3210 456789")
    record = FamilyRecord(
        surname="Иванова", first_name="Мэри-Энн", document=passport, address="г. Киселёвск, ул. Мира, 8",
        child_address="г. Киселёвск, ул. Мира, 8", telephone="8 905 000-12-34",
    )  # fmt: skip
    web.portal.put_record(PARENT, IGOR.id, record)
    fields = Applicant(web).confirmed().form(GET).fields
    assert fields["applicant_first_name"] == "Мэри-Энн"
    assert fields["applicant_document"] == "3210 456789"
    assert fields["same_address"] and fields["child_address"] == "г. Киселёвск, ул. Мира, 8"


def test_a_name_that_the_portal_gave_is_never_refused(web: Web) -> None:
    web.portal.put_record(PARENT, IGOR.id, FamilyRecord(surname="O’Brien III", first_name="Mary"))
    page = Applicant(web).confirmed()
    assert "Сертификат получен" in web.land(page.press(web.client, GET, **DOCUMENT)).text


def test_one_can_stop_and_go_on_a_week_later_with_everything_there(mother: Applicant) -> None:
    page = mother.confirmed()
    typed = EVERYTHING | {"telephone": "ещё не знаю", "document_number": "III-АБ"}
    page = mother.web.land(page.press(mother.web.client, GET, **typed, later="1"))
    assert "сохранено" in page.text
    mother.web.portal.moment = NOW + 7 * 24 * HOUR
    again = mother.open("papers")
    assert "Мы сохранили то, что вы ввели раньше" in again.text
    shown = again.form(GET).fields
    assert {name: shown.get(name) for name in typed} == typed


def test_what_was_typed_wrong_is_there_again_too(mother: Applicant) -> None:
    page = mother.confirmed()
    answer = page.press(mother.web.client, GET, **(EVERYTHING | {"telephone": "12"}))
    assert answer.status_code == 422
    assert mother.open("papers").form(GET).fields["telephone"] == "12"


def test_nothing_is_lost_when_the_session_ends_in_the_middle_of_the_form(mother: Applicant) -> None:
    page = mother.confirmed()
    mother.web.portal.sign_out()
    assert page.press(mother.web.client, GET, **EVERYTHING).status_code == 401
    mother.web.portal.sign_in_parent(PARENT)
    page = mother.open("papers")
    assert page.form(GET).fields["child_address"] == EVERYTHING["child_address"]
    assert "Сертификат получен" in mother.web.land(page.press(mother.web.client, GET)).text


def test_a_bad_token_keeps_everything_on_the_page(mother: Applicant) -> None:
    page = mother.confirmed()
    answer = page.press(mother.web.client, GET, **EVERYTHING, csrf_token="old")
    assert answer.status_code == 400
    page = Page(answer)
    assert page.form(GET).fields["child_address"] == EVERYTHING["child_address"]
    assert "Сертификат получен" in mother.web.land(page.press(mother.web.client, GET)).text


def test_a_second_press_leads_to_the_certificate_there_is(mother: Applicant) -> None:
    page = mother.confirmed()
    for _ in range(2):
        answer = page.press(mother.web.client, GET, **DOCUMENT)
        assert answer.status_code == 303
    assert len(mother.web.certificates()) == 1


def test_a_pupil_is_asked_nothing_twice(web: Web) -> None:
    web.portal.sign_in_pupil(IGOR.id)
    pupil = Applicant(web)
    page = pupil.confirmed()
    assert not [name for name in page.form(GET).fields if name.startswith("applicant")]
    assert "Ваш адрес" in page.text
    page = web.land(page.press(web.client, GET, document_kind="passport", document_number="3210123456"))
    assert "Сертификат получен" in page.text


def test_somebody_else_at_the_pupils_account_sees_nothing_of_the_application(web: Web) -> None:
    web.portal.sign_in_pupil(IGOR.id)
    Applicant(web).send("igor@mail.ru")
    web.portal.sign_in_pupil(IGOR.id, is_owner=False)
    page = web.open()
    assert page.reasons == ["on_childs_account"]
    assert "igor@mail.ru" not in page.html
    assert Applicant(web).open().answer.request.path == "/settings/certificate"


def test_the_other_parent_applies_for_themself(web: Web) -> None:
    Applicant(web).send()
    web.portal.sign_in_parent(OTHER_PARENT)
    page = web.open()
    assert page.has_link(APPLY) and EMAIL not in page.html
    assert "Сертификат получен" in Applicant(web).finish().text


def test_two_children_have_two_applications(web: Web) -> None:
    igor, sasha = Applicant(web), Applicant(web, SASHA)
    igor.send()
    sasha.send("sasha@mail.ru")
    page = web.open()
    assert page.link("Продолжить: Александра").endswith("child=sasha")
    assert {letter["To"] for letter in igor.letters()} == {EMAIL, "sasha@mail.ru"}
