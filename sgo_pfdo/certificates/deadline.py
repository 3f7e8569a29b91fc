"""The last day on which a certificate can be activated, for the family's calendar. It names no child."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.documents.calendar_event import CalendarEvent
from sgo_pfdo.municipalities.known import Place
from sgo_pfdo.plain.wording import date_in_words

TITLE = "Последний день, чтобы активировать сертификат дополнительного образования"
FILE_NAME = "Последний день для активации сертификата.ics"
MIME_TYPE = "text/calendar"
MOST_PLACES = 5
"""How many organisations a calendar or a letter names; the others stand on the information page."""


def deadline_event(
    certificate: AnyCertificate, places: Sequence[Place], now: datetime, *, portal: str | None
) -> CalendarEvent:
    """Say what the calendar says.

    :param certificate: not activated.
    :param places: the open organisations of its municipality.
    :param now: with a time zone.
    :param portal: its address, where that is known.
    """
    until = f"Сертификат можно активировать до {date_in_words(certificate.end_date)} года включительно."
    todo = "Придите с документами в уполномоченную организацию. Какие нужны документы, написано на портале."
    where = [place_in_lines(place) for place in places[:MOST_PLACES]]
    return CalendarEvent(
        uid=f"{hashlib.sha256(certificate.card_id.encode()).hexdigest()[:32]}@sgo-pfdo",
        day=certificate.end_date,
        made_at=now,
        title=TITLE,
        text="\n\n".join([f"{until} {todo}", *("\n".join(lines) for lines in where)]),
        place=", ".join(filter(None, (places[0].name, places[0].address))) if len(places) == 1 else None,
        url=portal or None,
    )


def place_in_lines(place: Place) -> list[str]:
    """Say where an organisation is and when it is open, a line each."""
    telephone = f"Телефон: {place.telephone}" if place.telephone else None
    hours = f"Часы приёма: {place.hours}" if place.hours else None
    return [line for line in (place.name, place.address, telephone, hours) if line]
