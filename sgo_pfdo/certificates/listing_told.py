"""What the history says of a look at the register: which filters, never a surname; an entry for each child in it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.listing import Filter, Row
from sgo_pfdo.certificates.rules.lifecycle import SHOWN
from sgo_pfdo.certificates.showing import record_listed
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.municipalities.model import Group, RegisteredSchool
from sgo_pfdo.plain.wording import short_date

IN_REGISTER = "реестр сертификатов"


def record_view(session: Session, actor: Actor, wanted: Filter, rows: Sequence[Row], now: datetime) -> None:
    """Write into the history that somebody looks at a page of the register.

    One entry tells of the look with its filters; each child that stands there finds one in its own history.
    """
    record(session, Event.FOUND, actor, details=f"Реестр: {told(session, wanted)}", at=now)
    record_listed(session, actor, [row.about for row in rows], IN_REGISTER, now)


def told(session: Session, wanted: Filter) -> str:
    """Say what was asked of the register, for the history: that a surname was given, but never which.

    :return: «статус «Активный», школа при получении «МБОУ «СОШ № 1»», начало фамилии», or «все сертификаты».
    """
    words = []
    if wanted.status is not None:
        words.append(f"статус «{SHOWN[wanted.status]}»")
    if wanted.school_id is not None:
        school = session.get(RegisteredSchool, wanted.school_id)
        words.append(f"школа при получении «{(school and school.name) or wanted.school_id}»")
    if wanted.without_school:
        words.append("без школы")
    if wanted.school_elsewhere:
        words.append("школа другого муниципалитета")
    if wanted.group_id is not None:
        group = session.get(Group, wanted.group_id)
        words.append(f"группа «{group.name if group else wanted.group_id}»")
    words += _range_told("начало действия", wanted.starts_from, wanted.starts_until)
    words += _range_told("окончание действия", wanted.ends_from, wanted.ends_until)
    if wanted.surname.strip():
        words.append("начало фамилии")
    return ", ".join(words) or "все сертификаты"


def _range_told(what: str, first: date | None, last: date | None) -> list[str]:
    bounds = [f"с {short_date(first)}" if first else "", f"по {short_date(last)}" if last else ""]
    return [" ".join([what, *filter(None, bounds)])] if any(bounds) else []
