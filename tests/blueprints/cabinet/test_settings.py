"""«Личные данные» on the pages: what each says, and what happens when people do something else."""

import io
import re
from datetime import UTC, datetime, timedelta

import pdfplumber
import pytest
from sqlalchemy import update

from sgo_pfdo import FamilyRecord
from sgo_pfdo.limits import NUMBER, PASSWORD
from sgo_pfdo.mail.smtp import MailRefusedError
from sgo_pfdo.municipalities.model import Municipality
from tests.support.actions import run_command
from tests.support.apps import NOW, PARENT, SASHA
from tests.support.cabinet import EMAIL, Office, enter_cabinet
from tests.support.cabinet_doors import Family
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.web import MakeWeb

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEND = "Отправить письмо со ссылкой"
SIGN_IN = "/pfdo/cabinet/sign-in"
EXTRACT = "Сформировать новую выписку"
PERSON = {"surname": "Иванова", "first_name": "Мария", "patronymic": "Сергеевна", "telephone": "8 905 000-12-34"}
PAGES = (
    "", "representative", "place", "presence", "notices", "applicant/edit", "email", "email/remove", "rules", "extract",
)  # fmt: skip


def test_what_the_portal_knows_of_the_parent_stands_there_already(office: Office) -> None:
    record = FamilyRecord(surname="Иванова", first_name="Мария", telephone="8 905 000-12-34")
    office.web.portal.put_record(PARENT, office.child.id, record)
    assert office.open("representative").form("Сохранить").fields["surname"] == "Иванова"
    page = office.save("representative")
    assert "Сохранено" in page.text and "Иванова Мария" in page.text and "+7 905 000-12-34" in page.text
    assert office.open("applicant/edit").form("Сохранить").fields["first_name"] == "Мария"


def test_what_the_portal_has_written_oddly_is_taken_and_only_shown_to_be_corrected(office: Office) -> None:
    record = FamilyRecord(surname="Smith", first_name="Mary", telephone="вечером 2-12-34", address="8")
    office.web.portal.put_record(PARENT, office.child.id, record)
    page = office.open("representative")
    assert "Так записано на портале: проверьте" in page.text
    assert "Сохранено" in office.save("representative").text
    assert "вечером 2-12-34" in office.open().text
    refused = Page(page.press(office.web.client, "Сохранить", telephone="вечером 2-12-35"))
    assert refused.status == 422, "what was typed anew is checked"


def test_the_other_child_has_settings_of_its_own(office: Office) -> None:
    office.save("place", address="ул. Мира, 8")
    assert "ул. Мира, 8" in office.open().text
    assert "ул. Мира, 8" not in Office(office.web, SASHA).open().text


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        ("representative", {"surname": ""}, "Введите фамилию."),
        ("representative", PERSON | {"first_name": "Maria"}, "русскими буквами"),
        ("representative", PERSON | {"telephone": "123"}, "10 цифр после +7"),
        ("place", {"address": "я" * 256}, "Не больше 255 знаков."),
        ("place", {"address": "8"}, "Введите адрес"),
        ("place", {"address": "ул. Мира, 8", "point": "95.1, 20.2"}, "широту и долготу"),
        ("place", {"address": "ул. Мира, 8", "point": "где-то там"}, "широту и долготу"),
        ("place", {"address": "", "point": "53.1, 20.2"}, "Введите и адрес"),
        ("presence", {"kind": "phrase", "phrase": "щи"}, "не меньше 6 знаков"),
        ("presence", {"kind": "phrase", "phrase": "Игорь Иванов"}, "их знают другие"),
        ("presence", {"kind": "somehow"}, "Выберите один из способов."),
        ("email", {"email": "mama"}, "должен быть знак @"),
        ("applicant/edit", PERSON | {"document_kind": "passport", "document_number": "1"}, "4 цифры серии"),
        ("applicant/edit", PERSON | {"document_number": "3210 456789"}, "Выберите и вид документа."),
        ("applicant/edit", PERSON | {"document_issued_on": "вчера"}, "например 14.05.2010"),
        ("applicant/edit", PERSON | {"document_kind": "passport"}, "Введите серию и номер"),
    ],
)
def test_each_field_says_what_is_wrong_and_keeps_what_was_typed(
    office: Office, page: str, typed: dict[str, str], said: str
) -> None:
    button = SEND if page == "email" else "Сохранить"
    shown = office.refused(page, button, **typed)
    assert said in shown.text and "Не сохранено" in shown.title
    kept = {name: value for name, value in typed.items() if name not in {"phrase", "kind", "telephone"}}
    assert shown.form(button).fields.items() >= kept.items()
    assert "щи" not in shown.form(button).fields.get("phrase", "")
    assert "Изменены личные данные" not in office.history()


def test_a_point_can_be_pasted_and_emptied_with_the_address(office: Office) -> None:
    page = office.save("place", address="ул. Мира, 8", point="53.990; 86.662")
    assert "53.99, 86.662" in page.text
    page = office.save("place", address="", point="")
    assert "Не задано" in page.text


def test_a_phrase_is_never_shown_again(office: Office) -> None:
    page = office.save("presence", kind="phrase", phrase="зелёный крокодил")
    assert "Подтверждение по кодовой фразе" in page.text and "крокодил" not in page.html
    page = office.open("presence")
    assert "крокодил" not in page.html and page.form("Сохранить").fields["kind"] == "phrase"
    assert "Ничего не изменилось" in office.save("presence", kind="phrase", phrase="").text
    shown = office.refused("presence", kind="phrase", phrase="Игорь Иванов")
    assert 'value="Игорь Иванов"' not in shown.html
    assert "Задана новая кодовая фраза" in office.history() and "крокодил" not in office.history()


def test_an_old_phrase_is_called_to_mind(office: Office) -> None:
    office.save("presence", kind="phrase", phrase="зелёный крокодил")
    assert "пора её сменить" not in office.open().text
    office.web.portal.moment = NOW + 60 * DAY
    assert "пора её сменить" not in office.open().text


def test_an_address_is_confirmed_from_any_device_by_a_press(office: Office) -> None:
    page = office.save("email", SEND, email=EMAIL)
    assert "Письмо отправлено" in page.text and "ждёт подтверждения" in page.text
    scanner = office.web.app.test_client()
    assert scanner.get(office.link()).status_code == 200
    assert "ждёт подтверждения" in office.open().text
    page = office.confirm()
    assert "Адрес электронной почты подтверждён" in page.text
    assert EMAIL not in page.html and "Игорь" not in page.html
    assert EMAIL in office.open().text and "подтверждена" in office.open().text
    assert office.web.client.get(office.link()).status_code == 410
    assert "По ссылке из письма" in office.history()


def test_the_letter_names_the_child_by_the_first_name_alone(office: Office) -> None:
    office.save("email", SEND, email=EMAIL)
    (letter,) = office.letters()
    assert letter["To"] == EMAIL and letter["Subject"] == "Личный кабинет сертификата. Подтверждение электронной почты"
    for part in letter.iter_parts():
        written = part.get_content()
        assert "Игорь" in written and "Иванов" not in written
        assert "29 октября 2019 года, 10:00" in written and "24 часа" in written
        assert not re.search("{|}|None", written)
        assert not re.search(r"<(img|link|script|style)|url\(", written)


def test_the_old_address_is_told_of_a_change_and_of_the_end(office: Office) -> None:
    office.give_email()
    office.web.portal.moment = NOW + HOUR
    page = office.give_email("papa@mail.ru")
    told = office.letters()[-1]
    assert told["To"] == EMAIL and told["Subject"].endswith("изменён")
    assert all("papa@mail.ru" not in part.get_content() for part in told.iter_parts())
    page = office.save("email/remove", "Удалить адрес")
    assert "Почта еще не задана" in page.text
    told = office.letters()[-1]
    assert told["To"] == "papa@mail.ru" and told["Subject"].endswith("удалён")
    assert all("больше не указан в личном кабинете" in part.get_content() for part in told.iter_parts())


def test_a_new_address_can_be_given_up(office: Office) -> None:
    office.give_email()
    office.web.portal.moment = NOW + HOUR
    office.save("email", SEND, email="papa@mail.ru")
    link = office.link()
    page = office.save("email", "Оставить прежний адрес")
    assert "papa" not in page.text and EMAIL in page.text
    assert office.web.client.get(link).status_code == 410


def test_a_double_click_sends_one_letter_and_too_many_are_told(office: Office) -> None:
    page = office.open("email")
    for _ in range(2):
        assert page.press(office.web.client, SEND, email=EMAIL).status_code == 303
    assert len(office.letters()) == 1
    answer = office.open("email").press(office.web.client, SEND, email="papa@mail.ru")
    assert answer.status_code == 429 and "28 октября 2019, 10:01" in Page(answer).text


def test_an_address_that_no_server_knows_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(message: object) -> None:
        raise MailRefusedError("the mail server answered 550")

    monkeypatch.setattr(office.web.portal, "send_mail", refuse)
    office.save("email", SEND, email="nobody@mail.ru")
    run_command(office.web.app, "mail", "send")
    assert "такого адреса нет" in office.open().text
    assert "не принимает письма" in office.open("email").text


def test_without_the_portals_own_address_nobody_is_sent_a_link_that_leads_nowhere(make_web: MakeWeb) -> None:
    office = Office(make_web(certified=True, SGO_PFDO_BASE_URL=""))
    page = office.open("email")
    assert page.status == 503 and "ещё не настроена" in page.text
    assert page.press(office.web.client, SEND, email=EMAIL).status_code == 503


@pytest.mark.parametrize("torn", ["x", "WzEsIm", "a.b.c", "ключ", "." * 300])
def test_a_link_that_was_torn_says_what_to_do(office: Office, torn: str) -> None:
    page = Page(office.web.client.get(f"/pfdo/cabinet/mail/{torn}"))
    assert page.status == 410 and "больше не действует" in page.text
    assert office.web.client.post(f"/pfdo/cabinet/mail/{torn}").status_code == 410


def test_a_link_of_an_application_confirms_no_cabinet(office: Office) -> None:
    from sgo_pfdo.blueprints.common.letters.links import cabinet_links, links

    with office.web.app.test_request_context():
        assert cabinet_links().read(links().make(1, "key")) is None
        assert links().read(cabinet_links().make(1, "key")) is None


def test_the_day_of_the_consent_is_that_of_the_municipality(office: Office) -> None:
    office.web.portal.moment = datetime(2019, 10, 28, 18, tzinfo=UTC)  # in Moscow still the 28th, in Kuzbass the 29th
    office.save("rules", "Согласен с правилами")
    with office.web.app.app_context():
        change_past_the_module(update(Municipality).values(time_zone="Asia/Novokuznetsk"))
    assert "получено 29 октября 2019 года" in office.open().text
    with office.web.app.app_context():
        change_past_the_module(update(Municipality).values(time_zone="Europe/Moscow"))
    assert "получено 28 октября 2019 года" in office.open().text


def test_who_came_by_number_makes_ten_extracts_an_hour_as_anybody_does(family: Family) -> None:
    device = family.signed_in()
    for _ in range(PASSWORD.limits[NUMBER]):
        page = device.press(device.cabinet(family.card(), "/settings/extract"), EXTRACT)
        assert page.status == 200 and page.has_link("Скачать выписку (PDF)")
    page, before = device.cabinet(family.card(), "/settings/extract"), family.password()
    assert page.press(device.client, EXTRACT).status_code == 429
    page = family.web.open("/settings/certificate/password", child="igor")
    assert page.press(family.web.client, "Создать новый пароль").status_code == 429
    assert family.password() == before


def test_the_consent_is_given_withdrawn_and_taken_back(office: Office) -> None:
    assert "не получено" in office.open().text
    page = office.save("rules", "Согласен с правилами")
    assert "получено 28 октября 2019 года" in page.text
    page = office.open("rules/withdraw")
    for said in ("заявки, которые ещё ждут ответа, будут отозваны", "с концом месяца", "через три дня", "30 дней"):
        assert said in page.text
    page = office.web.land(page.press(office.web.client, "Отозвать согласие"))
    assert "До 31 октября 2019, 10:00" in page.text
    page = office.save("rules", "Отменить отзыв согласия")
    assert "Отзыв согласия отменён" in page.text and "получено" in page.text
    assert office.history().count("Отзыв согласия с правилами") == 2


def test_when_the_three_days_are_over_nothing_can_be_taken_back(office: Office) -> None:
    office.save("rules", "Согласен с правилами")
    office.save("rules/withdraw", "Отозвать согласие")
    page = office.open("rules")
    office.web.portal.moment = NOW + 3 * DAY
    enter_cabinet(office.web)
    answer = page.press(office.web.client, "Отменить отзыв согласия")
    assert answer.status_code == 409 and "срок для отмены прошёл" in Page(answer).text
    assert run_command(office.web.app, "clean").exit_code == 0
    page = office.web.open(office.address())
    assert page.title.startswith("Вход в личный кабинет")


def test_an_expired_certificate_s_settings_can_be_looked_at_and_not_changed(family: Family) -> None:
    family.wait(days=90)
    device = family.signed_in()
    page = device.cabinet(family.card(), "/settings")
    assert "больше не действует" in page.text and not page.has_button("Сохранить")
    for one in ("place", "presence", "extract"):
        answer = device.client.get(f"/pfdo/cabinet/{family.card()}/settings/{one}")
        assert answer.status_code == 303 and answer.location.endswith("/settings")


def test_an_extract_makes_one_new_password_however_often_it_is_pressed(office: Office) -> None:
    before = office.web.passwords()
    page = office.open("extract")
    assert "Прежний пароль сразу перестанет действовать" in page.text
    for _ in range(2):
        answer = page.press(office.web.client, EXTRACT)
        assert answer.status_code == 303
    done = office.web.land(answer)
    after = office.web.passwords()
    assert after[0] != before[0] and after[1] == before[1]
    assert office.history().count("Создан новый пароль") == 1
    file = office.web.client.get(done.link("Скачать выписку (PDF)"))
    with pdfplumber.open(io.BytesIO(file.data)) as pdf:
        read = re.sub(r"\s", "", pdf.pages[0].extract_text())
    assert after[0] in read
    assert office.history().count("Скачан файл с учётными данными") == 1


def test_a_lost_key_is_told_and_the_rest_goes_on(office: Office, make_web: MakeWeb) -> None:
    from cryptography.fernet import Fernet

    office.save("representative", **PERSON)
    state = office.web.app.extensions["sgo_pfdo"]
    from dataclasses import replace

    from sgo_pfdo.secrets import Cipher

    office.web.app.extensions["sgo_pfdo"] = replace(state, cipher=Cipher([Fernet.generate_key().decode()]))
    page = office.open()
    assert page.status == 200 and "потерял ключ" in page.text
    assert "Сохранено" in office.save("representative", **PERSON).text
    assert office.web.client.get(office.address("extract.pdf")).status_code == 409


@pytest.mark.parametrize("page", PAGES)
def test_nobody_opens_a_stranger_s_cabinet(office: Office, page: str) -> None:
    web, address = office.web, office.address(page)
    enter_cabinet(web)
    assert web.client.get(address).status_code == 200
    web.portal.sign_in_parent("stranger")
    assert web.client.get(address).location.startswith(SIGN_IN)
    web.portal.sign_in_pupil(office.child.id, is_owner=False)
    assert web.client.get(address).location.startswith(SIGN_IN)
    web.portal.sign_out()
    assert web.client.get(address).location.startswith(SIGN_IN)


def test_a_press_without_a_good_token_changes_nothing_and_can_be_repeated(office: Office) -> None:
    for page, button in (
        ("place", "Сохранить"),
        ("presence", "Сохранить"),
        ("email", SEND),
        ("rules", "Согласен с правилами"),
        ("extract", EXTRACT),
    ):
        answer = office.open(page).press(office.web.client, button, csrf_token="bad", kind="name", address="ул. Мира")
        assert answer.status_code == 400, page
        assert Page(answer).form(button).fields["csrf_token"] != "bad"
    assert "Изменены личные данные" not in office.history()
