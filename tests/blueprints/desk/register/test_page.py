"""«Реестр сертификатов» as a clerk uses it, with a browser that has no scripts."""

from datetime import timedelta

import flask
import pytest
from flask.testing import FlaskClient

from sgo_pfdo.blueprints.desk.register_filter import PositionTickets
from sgo_pfdo.certificates.listing import Filter, Order
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.testing import MemoryPortal
from tests.certificates.register.conftest import engine_of
from tests.certificates.register.register import SOMEBODY_ELSES, certificates, expected, numbers_of
from tests.certificates.register.test_exporting import csv_rows, xlsx_sheets
from tests.support import many
from tests.support.apps import TODAY
from tests.support.desk import entries
from tests.support.pages import Page, open_page

REGISTER = "/pfdo/desk/register"
SHOW, NEXT, BACK, START = "Показать", "Следующие", "Предыдущие", "К началу"
XLSX, CSV = "Таблица Excel (XLSX)", "Файл для других программ (CSV)"


def right(wanted: Filter, order: Order = Order.NEWEST) -> list[str]:
    """List the numbers that plain Python finds."""
    return numbers_of(expected(certificates(), wanted, order, TODAY))


def shown(page: Page) -> list[str]:
    """List the numbers on a page, in order."""
    found = {one["number"] for one in certificates()}
    words = page.text.replace(" ", "")
    places = {words.find(number): number for number in found}
    return [number for place, number in sorted(places.items()) if place >= 0]


def press(client: FlaskClient, page: Page, button: str, **changes: str) -> Page:
    return Page(page.press(client, button, **changes))


def test_it_begins_with_the_newest_certificates(client: FlaskClient) -> None:
    page = open_page(client, REGISTER)
    assert page.status == 200
    assert "Всего 150 сертификатов" in page.text and "Показаны 1–50" in page.text
    assert shown(page) == right(Filter())[:50]
    assert not page.has_button(BACK) and not page.has_button(START)


def test_each_row_leads_to_the_card(client: FlaskClient) -> None:
    page = open_page(client, REGISTER)
    newest = expected(certificates(), Filter(), Order.NEWEST, TODAY)[0]
    assert any(href == f"/pfdo/desk/c/{newest['card_id']}" for _, href in page.links)


def test_pages_lead_on_and_back_and_to_the_beginning(client: FlaskClient) -> None:
    numbers = right(Filter(), Order.SURNAME)
    first = press(client, open_page(client, REGISTER), SHOW, order="surname")
    second = press(client, first, NEXT, place=ticket(first, NEXT))
    assert shown(second) == numbers[50:100] and "Показаны 51–100" in second.text
    third = press(client, second, NEXT, place=ticket(second, NEXT))
    assert "Показаны 101–150" in third.text and not third.has_button(NEXT)
    assert "Показаны 51–100" in press(client, third, BACK, place=ticket(third, BACK)).text
    again = press(client, third, START, place=ticket(third, START))
    assert "Показаны 1–50" in again.text and shown(again) == shown(first)


def ticket(page: Page, button: str) -> str:
    """Give the value of a button, which a browser sends and a form's fields do not hold."""
    values = [given["value"] for tag, given in page.elements if tag == "button" and given.get("name") == "place"]
    labels = [label for form in page.forms for label in form.buttons if label in {NEXT, BACK, START}]
    return dict(zip(labels, values, strict=True))[button]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"surname": " ЁЛКИН"}, Filter(surname="елкин")),
        ({"status": "expired"}, Filter(status=Status.EXPIRED)),
        ({"school": "school:school-1"}, Filter(school_id="school-1")),
        ({"school": "none"}, Filter(without_school=True)),
        ({"group": "1"}, Filter(group_id=1)),
        ({"starts_from": "2019-05-20"}, Filter(starts_from=TODAY.replace(month=5, day=20))),
        ({"ends_until": "20.10.2019"}, Filter(ends_until=TODAY.replace(day=20))),
    ],
)
def test_every_filter_is_asked_by_its_field(client: FlaskClient, fields: dict[str, str], wanted: Filter) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, **fields)
    assert shown(page) == right(wanted)[:50]
    assert f"{len(right(wanted))} сертификат" in page.text


def test_the_form_stays_as_it_was_filled(client: FlaskClient) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, surname="ив", status="active", starts_from="2019-01-01")
    fields = page.form(SHOW).fields
    assert (fields["surname"], fields["status"], fields["starts_from"]) == ("ив", "active", "2019-01-01")
    assert page.has_link("Сбросить условия")


def test_nothing_found_says_so(client: FlaskClient) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, surname="Щ")
    assert "Ничего не найдено" in page.text and "Проверьте условия" in page.text
    assert not page.has_button(XLSX)


def test_an_empty_register_says_so(client: FlaskClient, portal: MemoryPortal, app: flask.Flask) -> None:
    with engine_of(app).begin() as connection:
        connection.exec_driver_sql("DELETE FROM sgo_pfdo_certificate")
    assert "В вашем муниципалитете ещё нет сертификатов." in open_page(client, REGISTER).text


def test_more_than_can_be_counted_is_told_as_more(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sgo_pfdo.blueprints.desk.register.COUNTED", 100)
    assert "Всего больше 100 сертификатов" in open_page(client, REGISTER).text


def test_erased_data_leaves_a_row_without_a_name(client: FlaskClient, app: flask.Flask) -> None:
    with engine_of(app).begin() as connection:
        many.add(connection, [many.values_of(5000, surname="", first_name="", start_date=TODAY)])
    assert open_page(client, REGISTER).has_link("Данные удалены")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_from": "завтра"}, "Введите дату, например 14.05.2019."),
        ({"starts_from": "2019-05-02", "starts_until": "2019-05-01"}, "Этот день раньше первого дня."),
        ({"ends_from": "2019-05-02", "ends_until": "2019-05-01"}, "Этот день раньше первого дня."),
        ({"surname": "и" * 101}, "Не больше 100 знаков."),
        ({"status": "lost"}, "Статус"),
        ({"school": "school:school-2"}, "Школа при получении"),
        ({"group": "2"}, "Группа"),
        ({"order": "random"}, "Порядок"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(client: FlaskClient, fields: dict[str, str], words: str) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, **fields)
    assert page.status == 422
    assert "Список не показан: проверьте условия." in page.text and words in page.text
    assert shown(page) == [] and not page.has_button(XLSX)


@pytest.mark.parametrize("text", ["и\x00", "%", "';--", "\u202eв"])
def test_odd_signs_in_the_surname_find_nothing_and_break_nothing(client: FlaskClient, text: str) -> None:
    assert press(client, open_page(client, REGISTER), SHOW, surname=text).status == 200


def test_a_forged_place_gives_the_first_page(client: FlaskClient, app: flask.Flask) -> None:
    other = PositionTickets("another key")._serializer.dumps(["newest", False, 50, "2019-05-01", 7])
    ours = PositionTickets(app.secret_key or "")._serializer.dumps(["surname", False, 50, "иванов", "Игорь", 7])
    for place in ("", "x", "[1]", other, ours):
        page = press(client, open_page(client, REGISTER), SHOW, place=place)
        assert page.status == 200 and shown(page) == right(Filter())[:50]


def test_the_end_of_a_list_that_shrank_meanwhile_gives_the_first_page(client: FlaskClient, app: flask.Flask) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, status="active", ends_from="2019-10-28")
    last = press(client, page, SHOW, status="active")
    after_all = PositionTickets(app.secret_key or "")._serializer.dumps(["newest", False, 50, "2000-01-01", 1])
    page = press(client, last, SHOW, place=after_all)
    assert shown(page) == right(Filter(status=Status.ACTIVE))[:50]


@pytest.mark.parametrize("button", [SHOW, XLSX])
def test_without_a_good_token_nothing_is_shown_but_the_filled_form(client: FlaskClient, button: str) -> None:
    page = press(client, open_page(client, REGISTER), button, csrf_token="old", surname="Иванов")
    assert page.status == 400
    assert "Страница была открыта слишком долго" in page.text
    assert page.form(SHOW).fields["surname"] == "Иванов"
    assert shown(page) == []
    assert press(client, page, SHOW).status == 200


@pytest.mark.parametrize("order", Order)
def test_a_file_has_what_the_page_has_found(client: FlaskClient, order: Order) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, status="expired", surname="и", order=order.value)
    wanted = right(Filter(status=Status.EXPIRED, surname="и"), order)
    data = page.form(CSV).fields
    rows = csv_rows(client.post(f"{REGISTER}/export", data=data | {"format": "csv"}).data)
    assert [row[0] for row in rows[1:]] == wanted
    book = client.post(f"{REGISTER}/export", data=data | {"format": "xlsx"})
    assert [row[0] for row in xlsx_sheets(book.data)["Сертификаты"][1:]] == wanted


def test_a_download_is_named_in_russian_and_kept_by_no_cache(client: FlaskClient) -> None:
    fields = open_page(client, REGISTER).form(XLSX).fields
    answer = client.post(f"{REGISTER}/export", data=fields | {"format": "xlsx"})
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Cache-Control"] == "no-store"
    name = "%D0%A1%D0%B5%D1%80%D1%82%D0%B8%D1%84%D0%B8%D0%BA%D0%B0%D1%82%D1%8B%2C%20%D0%B3.%20"
    said = answer.headers["Content-Disposition"]
    assert f"filename*=UTF-8''{name}" in said and "2019-10-28.xlsx" in said and said.isascii()
    assert "filename=Sertifikaty_g_Kiselevsk_2019-10-28.xlsx" in said and answer.data


def test_where_xlsx_cannot_be_made_the_page_offers_what_can(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = open_page(client, REGISTER).form(XLSX).fields
    monkeypatch.setattr("sgo_pfdo.blueprints.desk.register.is_xlsx_available", lambda: False)
    page = client.get(REGISTER).text
    assert CSV in page and XLSX not in page
    answer = client.post(f"{REGISTER}/export", data=fields | {"format": "xlsx"})
    assert answer.mimetype == "text/csv" and answer.data


def test_the_history_tells_who_looked_and_what_was_downloaded(client: FlaskClient) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, surname="Аль Хасан")
    assert client.post(f"{REGISTER}/export", data=page.form(CSV).fields | {"format": "csv"}).data
    found = len(right(Filter(surname="Аль Хасан")))
    assert entries(None) == [
        ("found", "Реестр: все сертификаты"),
        ("found", "Реестр: начало фамилии"),
        ("exported", f"Реестр, CSV: {found} сертификатов; начало фамилии"),
    ]


def test_no_surname_gets_into_an_address(client: FlaskClient) -> None:
    page = press(client, open_page(client, REGISTER), SHOW, surname="Иванов")
    addresses = [form.action for form in page.forms] + [href for _, href in page.links]
    assert {form.method for form in page.forms} == {"post"}
    assert not [address for address in addresses if "?" in address]


def test_a_clerk_sees_the_own_municipality_only(client: FlaskClient, portal: MemoryPortal) -> None:
    portal.sign_in_clerk("myski-centre")
    page = open_page(client, REGISTER)
    assert "Всего 20 сертификатов" in page.text
    numbers = {one["number"] for one in certificates() if one["id"] >= SOMEBODY_ELSES}
    assert set(shown(page)) == numbers
    rows = csv_rows(client.post(f"{REGISTER}/export", data=page.form(CSV).fields | {"format": "csv"}).data)
    assert {row[0] for row in rows[1:]} == numbers


@pytest.mark.parametrize("path", ["", "/export"])
def test_nobody_but_a_clerk_has_a_register(client: FlaskClient, portal: MemoryPortal, path: str) -> None:
    signs = (
        lambda: portal.sign_in_parent("ivanova"),
        lambda: portal.sign_in_pupil("igor"),
        lambda: portal.sign_in_operator("kiselevsk"),
        lambda: portal.sign_in_director("school-1"),
        lambda: portal.sign_in_clerk("closed"),
    )
    for sign_in in signs:
        sign_in()
        assert client.post(REGISTER + path).status_code == 404
        assert client.get(REGISTER).status_code == 404
    portal.sign_out()
    assert client.post(REGISTER + path).status_code == 401


def test_the_day_is_that_of_the_municipality(client: FlaskClient, portal: MemoryPortal) -> None:
    assert portal.moment is not None
    days = (TODAY, TODAY + timedelta(days=1))
    numbers = [len(expected(certificates(), Filter(status=Status.EXPIRED), Order.NEWEST, day)) for day in days]
    portal.moment += timedelta(hours=13, minutes=59)  # a minute to midnight in Kuzbass, afternoon in UTC
    today = press(client, open_page(client, REGISTER), SHOW, status="expired").text
    portal.moment += timedelta(minutes=2)
    tomorrow = press(client, open_page(client, REGISTER), SHOW, status="expired").text
    assert numbers[0] != numbers[1]
    assert f"{numbers[0]} сертификат" in today and f"{numbers[1]} сертификат" in tomorrow


def test_one_button_finds_those_that_end_within_two_weeks_the_earliest_first(client: FlaskClient) -> None:
    page = press(client, open_page(client, REGISTER), "Истекают за 14 дней")
    soon = Filter(status=Status.INACTIVE, ends_from=TODAY, ends_until=TODAY + timedelta(days=13))
    assert shown(page) == right(soon, Order.ENDING)
