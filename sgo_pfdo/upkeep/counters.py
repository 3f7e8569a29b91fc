"""Counters of numbers in sequence: after a restore from a backup they stand below numbers that families hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.config import Settings
from sgo_pfdo.config.options import BY_EMAIL
from sgo_pfdo.journal.writing import SYSTEM, Event, record
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import application_way_of
from sgo_pfdo.plain import numbers

CERTIFICATES, APPLICATIONS = "certificates", "applications"
LARGEST_APPLICATION = 2**31 - 1
"""What the column of application numbers holds."""
_COLUMNS = {CERTIFICATES: "numbers_used", APPLICATIONS: "applications_used"}
_LAST = {CERTIFICATES: numbers.LAST_IN_SEQUENCE, APPLICATIONS: LARGEST_APPLICATION}
_IN_WORDS = {CERTIFICATES: "Счётчик номеров сертификатов", APPLICATIONS: "Счётчик номеров заявлений"}


class CounterError(ValueError):
    """A counter cannot be raised as asked; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A counter of a municipality.

    :param kind: ``certificates``, whose numbers are ``pfdo10``, or ``applications``.
    :param used: the last position that it has given out.
    :param highest: the highest position that stands in the tables; 0 for none.
    """

    code: str
    kind: str
    used: int
    highest: int

    @property
    def is_behind(self) -> bool:
        """Whether it would give out a number that somebody has."""
        return self.used < self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The highest numbers that are known from paper; what is ``None`` is not known.

    :param certificate: a ``pfdo10`` number, «4207000458».
    :param application: the number of an application, of the one municipality that is asked for.
    """

    certificate: str | None = None
    application: int | None = None


def counters(session: Session, settings: Settings, code: str | None = None) -> Iterator[Counter]:
    """List the counters that are in use.

    :param code: of a municipality; by default of all.
    """
    query = select(Municipality).order_by(Municipality.code).execution_options(populate_existing=True)
    for one in session.scalars(query if code is None else query.where(Municipality.code == code)).all():
        highest = _highest_certificate(session, one)
        is_in_sequence = (one.number_format or settings.number_format) == numbers.PFDO10
        if _beginning(one) and (is_in_sequence or one.numbers_used or highest):
            yield Counter(code=one.code, kind=CERTIFICATES, used=one.numbers_used, highest=highest)
        highest = _highest_application(session, one)
        if application_way_of(one, settings) == BY_EMAIL or one.applications_used or highest:
            yield Counter(code=one.code, kind=APPLICATIONS, used=one.applications_used, highest=highest)


def raise_counters(
    session: Session, settings: Settings, now: datetime, *, by: int, code: str | None = None, printed: Printed
) -> Sequence[tuple[Counter, int]]:
    """Raise counters past every number that is known, and by a margin for those that were lost with the backup.

    The history of each municipality tells of it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param by: how many numbers to leave out; none of them is ever given to anybody.
    :param code: of a municipality; by default all.
    :param printed: numbers to go past, besides those in the tables.
    :return: each counter as it was, with what it stands at now.
    :raises CounterError: no counter is meant, or one would pass the last number.
    """
    session.execute(select(Municipality.code).order_by(Municipality.code).with_for_update())  # nobody draws a number
    raised = []
    for counter in counters(session, settings, code):
        position = max(counter.used, counter.highest, _printed_position(session, counter, printed)) + by
        if position > _LAST[counter.kind]:
            left = max(0, _LAST[counter.kind] - max(counter.used, counter.highest))
            raise CounterError(f"{counter.code} has only {left} numbers of {counter.kind} left")
        if position > counter.used:
            _set(session, counter, position, now)
        raised.append((counter, position))
    if printed.certificate and not any(_printed_position(session, one, printed) for one, _ in raised):
        raise CounterError(f"no municipality begins its numbers as {printed.certificate!r} does")
    return raised


def raise_past_known(session: Session, settings: Settings, now: datetime, code: str) -> None:
    """Raise the counter of certificates past the numbers that came in from elsewhere; its history tells of it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param code: of the municipality; nobody else waits.
    """
    session.execute(select(Municipality.code).where(Municipality.code == code).with_for_update())
    for counter in counters(session, settings, code):
        if counter.kind == CERTIFICATES and counter.is_behind:
            _set(session, counter, counter.highest, now)


def _set(session: Session, counter: Counter, position: int, now: datetime) -> None:
    session.execute(
        update(Municipality)
        .where(Municipality.code == counter.code)
        .values({_COLUMNS[counter.kind]: position})
        .execution_options(synchronize_session=False)
    )
    details = f"{_IN_WORDS[counter.kind]}: {counter.used} → {position}"
    record(session, Event.SETTING_CHANGED, SYSTEM, at=now, municipality_code=counter.code, details=details)


def _printed_position(session: Session, counter: Counter, printed: Printed) -> int:
    """Give the position of the number that is known from paper, where it is one of this counter; else 0."""
    if counter.kind == APPLICATIONS:
        return printed.application or 0
    beginning = _beginning(session.get_one(Municipality, counter.code))
    number = printed.certificate or ""
    return _position(number) if beginning and number.startswith(beginning) else 0


def _highest_certificate(session: Session, municipality: Municipality) -> int:
    """Find the highest position of a ``pfdo10`` number, whichever municipality with the same codes it is of."""
    beginning = _beginning(municipality)
    if not beginning:
        return 0
    first, last = (f"{beginning}{position:06d}" for position in (1, numbers.LAST_IN_SEQUENCE))
    number = session.scalar(
        select(Certificate.number)
        .where(Certificate.number.between(first, last), func.length(Certificate.number) == len(first))
        .order_by(Certificate.number.desc())
        .limit(1)
    )
    return _position(number) if number else 0


def _highest_application(session: Session, municipality: Municipality) -> int:
    query = select(func.max(Application.number)).where(Application.municipality_code == municipality.code)
    return session.scalar(query) or 0


def _beginning(municipality: Municipality) -> str:
    """Give what the numbers of a municipality begin with, «4207»; empty where it has no codes."""
    if municipality.region_code is None or municipality.municipality_code is None:
        return ""
    return municipality.region_code + municipality.municipality_code


def _position(number: str) -> int:
    return int(number[4:])
