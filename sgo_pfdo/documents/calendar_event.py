"""A day for the reader's calendar, as a file that every calendar reads (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Bytes of a line, its end not counted (RFC 5545, 3.1)."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ALARMS = ("-P6DT15H", "-PT15H")
"""At nine in the morning, a week and a day before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A whole day with something to do.

    :param uid: names it for good, so that a newer file takes the place of an older one; says nothing of anybody.
    :param made_at: the moment, with a time zone.
    :param title: what the calendar shows; it may lie open on anybody's table.
    :param place: where, if that is one place.
    :param url: a page about it.
    """

    uid: str
    day: date
    made_at: datetime
    title: str
    text: str
    place: str | None = None
    url: str | None = None


def draw(event: CalendarEvent) -> bytes:
    """Write the file: UTF-8, lines that end with CRLF and are folded."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sgo_pfdo//RU",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"DTSTAMP:{event.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(event.title)}",
        f"DESCRIPTION:{_escaped(event.text)}",
        *([f"LOCATION:{_escaped(event.place)}"] if event.place else []),
        *([f"URL:{event.url}"] if event.url else []),
        "TRANSP:TRANSPARENT",
        *(line for alarm in _ALARMS for line in _alarm(alarm, event.title)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _alarm(trigger: str, title: str) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        f"TRIGGER:{trigger}",
        "END:VALARM",
    ]


def _escaped(text: str) -> str:
    """Write a text as a value (RFC 5545, 3.3.11); what is no sign of any text is left out."""
    one_kind = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in one_kind if sign == "\n" or sign.isprintable()).translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """End a line, and break a long one between two letters: each further line begins with a space."""
    parts, part = [], b""
    for sign in line:
        encoded = sign.encode()
        if len(part) + len(encoded) > LONGEST_LINE:
            parts.append(part)
            part = b" "
        part += encoded
    return b"\r\n".join([*parts, part]) + b"\r\n"
