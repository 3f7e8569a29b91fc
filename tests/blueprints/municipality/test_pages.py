"""The operator's pages: what is set, one question a page, what is wrong at its field, what somebody else did."""

import pytest

from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.municipalities.model import Municipality, Organisation
from tests.support.pages import Page
from tests.support.web import Web

ROOM = "/pfdo/municipality"
SAVE = "Сохранить"


def save(office: Web, page: str, **typed: object) -> Page:
    """Open a page of the room, type, and press the button; follow the redirect where there is one."""
    answer = office.open(f"{ROOM}/{page}").press(office.client, SAVE, **typed)
    return office.land(answer) if answer.status_code == 303 else Page(answer)


def test_the_overview_shows_everything_that_is_set_and_where_to_change_it(office: Web) -> None:
    page = office.open(ROOM)
    for text in (
        "Дети в возрасте от 5 до 18 лет с 5 до 18 лет · ● выдача открыта",
        "МАУ ДО «Центр детского творчества»",
        "8 (384-64) 0-00-01",
        "12 случайных цифр",
        "90 дней",
        "Кемерово, Новокузнецк (UTC+7)",
        "Управление образования Киселёвского городского округа",
        "бланк портала",
    ):
        assert text in page.text
    changes = [href for text, href in page.links if text.startswith("Изменить: ")]
    assert len(changes) == len(set(changes)) == 19
    for address in changes:
        assert office.open(address).has_button(SAVE) or "paper" in address


@pytest.mark.parametrize(
    ("page", "typed", "shown"),
    [
        ("authority", {"authority": " Комитет   образования "}, "Комитет образования 652700"),
        ("regulation", {"regulation_title": "Приказ", "regulation_number": "330"}, "Приказ № 330"),
        ("numbers", {"number_format": "pfdo10"}, "10 цифр: регион, муниципалитет и номер по порядку"),
        ("validity", {"validity_days": "61"}, "61 день"),
        ("time-zone", {"time_zone": "Asia/Krasnoyarsk"}, "Красноярск, Абакан, Кызыл (UTC+7)"),
        ("first-password", {"force_password_change": "yes"}, "при первом входе в кабинет его меняют"),
        ("alone", {"pupil_may_come_alone": "no"}, "нет, нужен родитель"),
        ("funding", {"funding": "accounting"}, "сертификат учёта"),
        ("authority", {"authority_hours": "Вторник с 9:00 до 12:00"}, "Вторник с 9:00 до 12:00"),
    ],
)
def test_each_setting_is_saved_shown_and_told(office: Web, page: str, typed: dict[str, str], shown: str) -> None:
    overview = save(office, page, **typed)
    assert "Сохранено." in overview.text
    assert shown in overview.text
    history = office.open(f"{ROOM}/history")
    assert "→" in history.items[0] and "28 октября 2019, 10:00 · Вы" in history.items[0]
    assert save(office, page).text.count("Ничего не изменилось") == 1


def test_letters_that_a_municipality_does_not_want(office: Web) -> None:
    assert "Письма семьям все Изменить" in office.open(ROOM).text
    overview = save(office, "letters", letters_off=[kind for kind in LETTERS if kind not in {"corrected", "password"}])
    refused = "все, кроме: «Сотрудник исправил данные ребёнка», «Задан новый пароль»"
    assert refused in overview.text
    assert f"Письма семьям: все → {refused}" in office.open(f"{ROOM}/history").text
    boxes = [given for _, given in office.open(f"{ROOM}/letters").elements if given.get("name") == "letters_off"]
    assert [box["value"] for box in boxes if "checked" not in box] == ["corrected", "password"]
    assert "Письма семьям никаких Изменить" in save(office, "letters", letters_off=None).text
    assert save(office, "letters", letters_off="made up").status == 422


def test_what_was_emptied_follows_the_portal_again(office: Web) -> None:
    save(office, "validity", validity_days="30")
    assert "90 дней" in save(office, "validity", validity_days="").text
    assert "Europe/Moscow" not in save(office, "time-zone", time_zone="").text


@pytest.mark.parametrize("typed", ["2019-05-14", "14.05.2019", "14.05.19"])
def test_the_date_of_the_regulation_is_taken_as_calendars_send_it_and_as_the_message_says(
    office: Web, typed: str
) -> None:
    saved = save(office, "regulation", regulation_title="Положение", regulation_date=typed)
    assert "Положение от 14 мая 2019 года" in saved.text


@pytest.mark.parametrize(
    ("page", "typed", "message"),
    [
        ("validity", {"validity_days": "три"}, "Введите число от 1 до 3650."),
        ("validity", {"validity_days": "0"}, "Введите число от 1 до 3650."),
        ("numbers", {"number_format": "pfdo10", "region_code": ""}, "номер из 10 цифр начинается с него"),
        ("numbers", {"municipality_code": "7"}, "ровно две цифры"),
        ("regulation", {"regulation_date": "вчера"}, "Введите дату"),
        ("regulation", {"regulation_date": "0219-05-14"}, "Проверьте год"),
        ("authority", {"authority": "Комитет 😀"}, "нельзя напечатать на бланке: «😀»"),
        ("group?id=1", {"age_from": "7", "age_to": "7"}, "больше, чем «Возраст от»"),
        ("group?id=1", {"age_to": "19"}, "от 1 до 18"),
        ("group?id=1", {"name": "   "}, "Введите название"),
        ("organisation/new", {"code": "дом", "name": "Дом"}, "Только латинские буквы"),
        ("organisation/new", {"code": "cdt", "name": "Дом"}, "с таким кодом уже есть"),
        ("group/new", {"name": "Дети в возрасте от 5 до 18 лет", "age_from": "5", "age_to": "9"}, "уже есть"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_at_the_top_and_what_was_typed_stays(
    office: Web, page: str, typed: dict[str, str], message: str
) -> None:
    shown = save(office, page, **typed)
    assert shown.status == 422
    assert shown.title.startswith("Не сохранено")
    assert shown.text.count(message) == 2
    fields = [attributes for _, attributes in shown.elements if attributes.get("aria-invalid")]
    assert fields and all(attributes["aria-describedby"] for attributes in fields)
    assert f"#{fields[0]['id']}" in [href for _, href in shown.links]
    assert typed.items() <= shown.form(SAVE).fields.items() | {"name": "   "}.items()


def test_somebody_else_was_faster_and_the_page_says_what_is_stored_now(office: Web) -> None:
    stale = office.open(f"{ROOM}/validity")
    save(office, "validity", validity_days="30")
    told = Page(stale.press(office.client, SAVE, validity_days="45"))
    assert told.status == 409
    assert "Сейчас записано: Срок для активации: 30 дней" in told.text
    assert told.form(SAVE).fields["validity_days"] == "45"
    assert "45 дней" in office.land(told.press(office.client, SAVE)).text


def test_an_old_page_asks_to_press_again_and_keeps_what_was_typed(office: Web) -> None:
    page = office.open(f"{ROOM}/organisation/new")
    shown = Page(page.press(office.client, SAVE, code="dt", name="Дом творчества", csrf_token="old"))
    assert shown.status == 400
    assert shown.form(SAVE).fields["name"] == "Дом творчества"
    assert "Сохранено." in office.land(shown.press(office.client, SAVE)).text


def test_a_form_outlives_the_end_of_the_session(office: Web) -> None:
    page = office.open(f"{ROOM}/regulation")
    office.portal.sign_out()
    assert page.press(office.client, SAVE, regulation_title="Положение").status_code == 401
    office.portal.sign_in_operator("kiselevsk")
    again = office.open(f"{ROOM}/regulation")
    assert "не успели сохранить" in again.text
    assert again.form(SAVE).fields["regulation_title"] == "Положение"
    assert "Положение" in office.land(again.press(office.client, SAVE)).text
    assert "не успели сохранить" not in office.open(f"{ROOM}/regulation").text


def test_a_group_is_added_closed_and_never_deleted(office: Web) -> None:
    overview = save(office, "group/new", name="Дети с ОВЗ", age_from="3", age_to="18", place="1")
    assert overview.text.index("Дети с ОВЗ") < overview.text.index("Дети в возрасте от 5 до 18 лет")
    overview = save(office, "group?id=1", is_open=None)
    assert "с 5 до 18 лет · ○ выдача закрыта" in overview.text
    for page in (overview, office.open(f"{ROOM}/group?id=1")):
        assert "далить" not in page.text


def test_a_group_is_limited_and_the_history_tells_it(office: Web) -> None:
    save(office, "group?id=1", certificate_limit="1500", nominal_limit="18 000 000")
    fields = office.open(f"{ROOM}/group?id=1").form(SAVE).fields
    assert fields["certificate_limit"] == "1500"
    assert fields["nominal_limit"].replace("\N{NO-BREAK SPACE}", " ") == "18 000 000"
    save(office, "group?id=1", certificate_limit="")
    told = office.open(f"{ROOM}/history").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "сертификатов ПФ не больше: без лимита → 1500; сумма номиналов не больше: без лимита → 18 000 000 ₽" in told
    assert "сертификатов ПФ не больше: 1500 → без лимита" in told


def test_when_every_group_is_closed_the_operator_and_the_family_are_told(office: Web) -> None:
    assert "Сертификаты сейчас не выдаются: все группы закрыты" in save(office, "group?id=1", is_open=None).text
    office.portal.sign_in_parent("ivanova")
    assert office.open().reasons == ["closed"]


def test_a_closed_organisation_is_not_shown_to_families_and_its_clerks_come_no_further(office: Web) -> None:
    overview = save(office, "organisation?code=cdt", is_open=None)
    assert "Семьям некуда прийти с документами" in overview.text
    with office.app.app_context():
        assert office.app.extensions["sqlalchemy"].session.get(Organisation, "cdt") is not None
    office.portal.sign_in_parent("ivanova")
    office.press()
    assert "Центр детского творчества" not in office.open().text


def test_numbers_without_their_codes_are_warned_of(office: Web) -> None:
    session = office.app.extensions["sqlalchemy"].session
    with office.app.app_context():
        session.get(Municipality, "kiselevsk").number_format = "pfdo10"
        session.get(Municipality, "kiselevsk").region_code = None
        session.commit()
    assert "нужны коды региона и муниципалитета" in office.open(ROOM).text


@pytest.mark.parametrize("address", ["group?id=2", "group?id=x", "group", "organisation?code=myski-centre", "paper"])
def test_what_is_not_there_or_another_municipalitys_is_not_found(office: Web, address: str) -> None:
    assert office.client.get(f"{ROOM}/{address}").status_code == 404


def test_the_history_shows_this_municipality_alone_and_no_childs_history(office: Web) -> None:
    save(office, "validity", validity_days="30")
    office.portal.sign_in_operator("myski")
    assert "Пока никто ничего не менял" in office.open(f"{ROOM}/history").text
    save(office, "validity", validity_days="40")
    assert office.open(f"{ROOM}/history").items == [
        "Срок для активации: как на портале → 40 дней 28 октября 2019, 06:00 · Вы"
    ]
