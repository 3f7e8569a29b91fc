"""The file for calendars: read by an independent program, and by the letter of RFC 5545."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from sgo_pfdo.documents.calendar_event import CalendarEvent, draw

MADE_AT = datetime(2019, 10, 28, 3, 0, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="0123@sgo-pfdo",
    day=date(2020, 1, 25),
    made_at=MADE_AT,
    title="Последний день, чтобы активировать сертификат",
    text='Придите с документами; адрес: ул. Мира, 8\nВот так: \\ и "всё"',
    place="МБУ ДО «Центр», ул. Мира, 8",
    url="https://school.example",
)
TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n"), min_size=1, max_size=300)


def read(content: bytes) -> Calendar:
    return Calendar.from_ical(content)


def test_a_calendar_reads_what_was_written() -> None:
    (event,) = read(draw(EVENT)).walk("VEVENT")
    assert event.decoded("DTSTART") == EVENT.day and event.decoded("DTEND") == EVENT.day + timedelta(days=1)
    assert (event["SUMMARY"], event["DESCRIPTION"], event["LOCATION"]) == (EVENT.title, EVENT.text, EVENT.place)
    assert (event["UID"], event["URL"], event.decoded("DTSTAMP")) == (EVENT.uid, EVENT.url, MADE_AT)
    reminders = [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
    assert reminders == [timedelta(days=-6, hours=-15), timedelta(hours=-15)], "at nine, a week and a day before"


def test_what_is_not_known_is_left_out() -> None:
    (event,) = read(draw(CalendarEvent(uid="1", day=EVENT.day, made_at=MADE_AT, title="а", text="б"))).walk("VEVENT")
    assert "LOCATION" not in event and "URL" not in event


@given(title=TEXTS, text=TEXTS)
def test_lines_end_with_crlf_and_are_folded_between_letters(title: str, text: str) -> None:
    content = draw(CalendarEvent(uid="1", day=EVENT.day, made_at=MADE_AT, title=title, text=text))
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is torn
    (event,) = read(content).walk("VEVENT")
    assert event["DESCRIPTION"] == "".join(sign for sign in text if sign == "\n" or sign.isprintable())


def test_no_text_can_add_a_line() -> None:
    sly = "а\r\nATTENDEE:mailto:everybody@mail.ru\x0bb"
    (event,) = read(draw(CalendarEvent(uid="1", day=EVENT.day, made_at=MADE_AT, title=sly, text=sly))).walk("VEVENT")
    assert "ATTENDEE" not in event and "everybody" in event["SUMMARY"]
