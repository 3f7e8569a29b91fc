"""The last day for the calendar, «открыто сегодня до 17:00» and the map beside organisations."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.model import Municipality, Organisation
from tests.support.apps import IGOR, SASHA
from tests.support.cabinet import open_cabinet
from tests.support.desk import take
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.web import Web

ADD = "Добавить последний день в календарь"


def change(web: Web, **values: str | None) -> None:
    """Change the only organisation of the municipality."""
    with web.app.app_context():
        change_past_the_module(update(Organisation).where(Organisation.code == "cdt").values(**values))


def calendar_of(web: Web, page: Page) -> bytes:
    answer = web.client.get(page.link(ADD))
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store" and ".ics" in answer.headers["Content-Disposition"]
    return answer.data


def test_the_last_day_can_be_put_into_a_calendar_from_page_and_cabinet_and_names_no_child(certified: Web) -> None:
    on_page = calendar_of(certified, certified.open())
    in_cabinet = calendar_of(certified, open_cabinet(certified, "/capabilities"))
    assert on_page == in_cabinet
    (event,) = Calendar.from_ical(on_page).walk("VEVENT")
    certificate = certified.certificates()[0]
    assert event.decoded("DTSTART") == certificate.end_date
    assert "Центр детского творчества" in event["LOCATION"] and "Телефон:" in event["DESCRIPTION"]
    text = on_page.replace(b"\r\n ", b"").decode()
    for secret in (IGOR.first_name, IGOR.surname, certificate.number, certificate.card_id, IGOR.id):
        assert secret not in text


def test_there_is_no_last_day_once_the_certificate_is_active(certified: Web) -> None:
    address, in_cabinet = certified.open().link(ADD), open_cabinet(certified, "/capabilities").link(ADD)
    with certified.app.app_context():
        take(Step.ACTIVATE, current_session().scalars(select(Certificate).order_by(Certificate.id)).all()[0])
    assert not certified.open().has_link(ADD) and not open_cabinet(certified, "/capabilities").has_link(ADD)
    assert [certified.client.get(one).status_code for one in (address, in_cabinet)] == [404, 404]
    assert certified.open(child=SASHA.id).has_link(ADD)


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        ("2019-10-28 01:30", "Закрыто, откроется сегодня в 9:00"),
        ("2019-10-28 03:00", "Открыто сегодня до 17:00"),
        ("2019-10-28 09:59", "Открыто сегодня до 17:00"),
        ("2019-10-28 10:00", "Закрыто, откроется завтра в 9:00"),
        ("2019-10-28 17:30", "Закрыто, откроется сегодня в 9:00"),
    ],
)
def test_families_read_whether_it_is_open_now_where_they_live(certified: Web, utc: str, said: str) -> None:
    certified.portal.moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert said in certified.open().text
    assert said in certified.open("/pfdo/info/kiselevsk").text
    assert said in open_cabinet(certified, "/capabilities").text


def test_the_list_that_is_kept_follows_the_clock_in_both_directions(certified: Web) -> None:
    heard = []
    for hour in (1, 3, 12, 3, 1):  # a clock may be put back
        certified.portal.moment = datetime(2019, 10, 28, hour, tzinfo=UTC)
        text = certified.open().text
        heard.append(next(word for word in ("откроется сегодня", "Открыто сегодня", "завтра") if word in text))
    assert heard == ["откроется сегодня", "Открыто сегодня", "завтра", "Открыто сегодня", "откроется сегодня"]


def test_hours_that_nobody_understands_are_shown_as_they_are(certified: Web) -> None:
    change(certified, hours="По предварительной записи, кабинет 12")
    text = certified.open().text
    assert "По предварительной записи, кабинет 12" in text
    assert "ткрыто сегодня" not in text and "откроется" not in text


def test_the_map_opens_by_a_press_and_tells_nobody_where_from(certified: Web) -> None:
    page = certified.open()
    link = page.link("На карте: МАУ ДО «Центр детского творчества», Яндекс Карты")
    assert link.startswith("https://yandex.ru/maps/?text=%D0%B3.%20%D0%9A%D0%B8%D1%81%D0%B5%D0%BB")
    assert 'rel="noreferrer noopener"' in page.html
    assert page.html.count("yandex") == 1, "nothing is loaded from there"
    change(certified, address="ул. Мира, д. 8 & «б»")
    moved = certified.open().link("На карте: МАУ ДО «Центр детского творчества», Яндекс Карты")
    assert moved.endswith("%2C%20%D1%83%D0%BB.%20%D0%9C%D0%B8%D1%80%D0%B0%2C%20%D0%B4.%208%20%26%20%C2%AB%D0%B1%C2%BB")
    change(certified, address=None)
    assert "На карте" not in certified.open().text


def test_the_zone_of_the_municipality_decides(certified: Web) -> None:
    with certified.app.app_context():
        change_past_the_module(update(Municipality).values(time_zone="Europe/Kaliningrad"))
    certified.portal.moment = datetime(2019, 10, 28, 14, 30, tzinfo=UTC)
    assert "Открыто сегодня до 17:00" in certified.open().text
