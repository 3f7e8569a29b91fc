"""Comes into a cabinet: the entries in the history, the tries in vain."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.addresses import confirmed_address
from sgo_pfdo.cabinet.reading import CabinetRecord
from sgo_pfdo.cabinet.sessions import BY_NUMBER, hash_of, open_session
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.notices import tell_entered
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import Cipher

HOLDER = Actor(role=BY_NUMBER)
"""Whoever came with number and password."""
LEVELS = (1, 5, 20, 100)
"""The history tells of the first try in vain within a day, and when there have been so many."""
WARNED_AT = 20
"""From so many within a day on the family gets a letter."""
DAY = timedelta(days=1)


def enter(
    session: Session,
    found: CabinetRecord,
    actor: Actor,
    *,
    token: str | None,
    is_remembered: bool = False,
    is_known_device: bool = True,
    now: datetime,
) -> tuple[str, bool]:
    """Open the cabinet of a certificate on a device, and write it into the history.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param token: what the cookie of the device says now.
    :param is_known_device: else the family is told by letter, if it has confirmed an address.
    :return: the new token of the device, and whether this cabinet was never opened before.
    :raises sgo_pfdo.cabinet.sessions.TooManyCabinetsError: six others are open there.
    """
    certificate = found.certificate
    new = open_session(session, certificate.id, actor, token=token, is_remembered=is_remembered, now=now)
    was_there = select(
        exists().where(
            JournalEntry.holder_id == certificate.holder_id,
            JournalEntry.certificate_id == certificate.id,
            JournalEntry.event == Event.CABINET_OPENED.value,
        )
    )
    is_first = not session.scalar(was_there)
    about: Any = {"holder_id": certificate.holder_id, "certificate_id": certificate.id}
    record(session, Event.CABINET_OPENED, actor, **about, at=now)
    if not is_known_device:
        tell_entered(session, certificate.id, hash_of(new)[:16], now)
    return new, is_first


def note_in_vain(
    session: Session,
    number: str,
    tries: int,
    *,
    cipher: Cipher,
    warn: Callable[[str, Certificate], Letter],
    now: datetime,
) -> None:
    """Tell the family of tries in vain: in the history at the first, fifth, twentieth of a day; then by letter.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param number: as tried; one that nobody has leaves no trace.
    :param tries: how many there were within a day.
    :param warn: composes the letter to an address.
    """
    row = session.execute(
        select(Account.id, Certificate)
        .join(Certificate, Account.certificate_id == Certificate.id)
        .where(Account.login == number)
        .with_for_update(of=Account)
    ).one_or_none()
    level = max((one for one in LEVELS if one <= tries), default=0)
    if row is None or not level:
        return
    certificate = row.Certificate
    told = _told(session, certificate, now)
    if level <= told:
        return
    about: Any = {"holder_id": certificate.holder_id, "certificate_id": certificate.id}
    record(session, Event.CABINET_IN_VAIN, HOLDER, **about, at=now, details=_words(tries))
    if told < WARNED_AT <= level:
        address = confirmed_address(session, certificate.holder_id, cipher)
        if address is not None:
            outbox.put(session, cipher, warn(address, certificate), topic=None, now=now)


def _words(tries: int) -> str:
    return f"{tries} за сутки"


def _told(session: Session, certificate: Certificate, now: datetime) -> int:
    """Tell how many tries the history has told of within a day."""
    details = session.scalars(
        select(JournalEntry.details).where(
            JournalEntry.holder_id == certificate.holder_id,
            JournalEntry.certificate_id == certificate.id,
            JournalEntry.event == Event.CABINET_IN_VAIN.value,
            JournalEntry.at > now - DAY,
        )
    )
    return max((int((words or "0").split()[0]) for words in details), default=0)
