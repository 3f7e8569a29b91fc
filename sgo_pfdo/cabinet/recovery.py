"""A forgotten password, and showing once more who one is: secrets in letters that work once.

Never a password by mail: a link sets one. The database keeps a hash of what the letter says.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.addresses import confirmed_address
from sgo_pfdo.cabinet.admission import Admission
from sgo_pfdo.cabinet.reading import CabinetRecord, read_cabinet
from sgo_pfdo.cabinet.session_model import CabinetLink
from sgo_pfdo.cabinet.sessions import hash_of
from sgo_pfdo.cabinet.signing_in import HOLDER
from sgo_pfdo.clock import SKEW
from sgo_pfdo.config import Settings
from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.register.accounts import choose_password
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import Cipher

RECOVERY, CODE = "recovery", "code"
LIFETIMES = {RECOVERY: timedelta(minutes=30), CODE: timedelta(minutes=10)}
CODE_DIGITS = 6


def new_secret(kind: str) -> str:
    """Make what a letter says: 256 bits in a link, six digits in a code."""
    if kind == CODE:
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    return secrets.token_urlsafe(32)


def find_recoverable(
    session: Session, number: str, *, cipher: Cipher, settings: Settings, now: datetime
) -> tuple[CabinetRecord, str] | None:
    """Find the cabinet of a number, if a letter can bring its family back in.

    :param number: as :func:`sgo_pfdo.plain.typed_numbers.read_number` gives it.
    :return: with the confirmed address; ``None`` for whatever reason there is no letter to send.
    """
    certificate_id = session.scalar(select(Account.certificate_id).where(Account.login == number))
    found = read_cabinet(session, certificate_id or 0, settings=settings, now=now)
    if found is None or found.admission is Admission.NONE:
        return None
    address = confirmed_address(session, found.holder.id, cipher)
    return (found, address) if address is not None else None


def put_secret(
    session: Session, found: CabinetRecord, kind: str, said: str, letter: Letter, *, cipher: Cipher, now: datetime
) -> None:
    """Keep a secret and send its letter; the one before dies, with its letter where that still waits.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param kind: ``RECOVERY`` or ``CODE``.
    :param said: what the letter says.
    """
    certificate_id, topic = found.certificate.id, f"cabinet-{kind}-{found.certificate.id}"
    drop_secret(session, certificate_id, kind)
    values = {
        "token_hash": _hash(certificate_id, kind, said),
        "certificate_id": certificate_id,
        "kind": kind,
        "expires_at": now + LIFETIMES[kind],
    }
    insert_new(session, CabinetLink, values)
    outbox.drop(session, topic)
    outbox.put(session, cipher, letter, topic=topic, now=now)


def ask_for_recovery(
    session: Session,
    found: CabinetRecord,
    compose: Callable[[str], Letter],
    *,
    cipher: Cipher,
    now: datetime,
) -> None:
    """Send a link that sets a new password. Nobody is told whether there was a letter to send.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param found: as :func:`find_recoverable` gives it.
    :param compose: gets the secret of the link.
    """
    said = new_secret(RECOVERY)
    put_secret(session, found, RECOVERY, said, compose(said), cipher=cipher, now=now)
    certificate = found.certificate
    record(
        session,
        Event.RECOVERY_ASKED,
        HOLDER,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
    )


def find_by_link(session: Session, token: str, *, settings: Settings, now: datetime) -> CabinetRecord | None:
    """Find the cabinet whose password a link sets; ``None`` for a link that was used, replaced or is too old."""
    certificate_id = session.scalar(
        select(CabinetLink.certificate_id).where(
            CabinetLink.token_hash == _hash(0, RECOVERY, token),
            CabinetLink.kind == RECOVERY,
            CabinetLink.expires_at > now,
            CabinetLink.expires_at <= now + LIFETIMES[RECOVERY] + SKEW,
        )
    )
    found = read_cabinet(session, certificate_id or 0, settings=settings, now=now)
    return found if found is not None and found.admission is not Admission.NONE else None


def recover(session: Session, token: str, password: str, *, settings: Settings, now: datetime) -> bool:
    """Set the password that somebody chose by the link of a letter; the link works once, and every session ends.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: ``False`` for a link that is dead.
    :raises ValueError: the password is a bad one; nothing has changed, and the link lives on.
    """
    found = find_by_link(session, token, settings=settings, now=now)
    if found is None or not _take(session, found.certificate.id, _hash(0, RECOVERY, token)):
        return False
    choose_own(session, found, password, HOLDER, now=now)
    return True


def choose_own(
    session: Session, found: CabinetRecord, password: str, actor: Actor, *, keep: int | None = None, now: datetime
) -> None:
    """Replace the password of a cabinet by one of the family's own.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param keep: the id of the session that goes on.
    :raises ValueError: see :func:`sgo_pfdo.register.accounts.choose_password`.
    """
    certificate = found.certificate
    choose_password(session, certificate.number, password, now=now, keep_session=keep, known=names_of(found))
    record(
        session,
        Event.PASSWORD_CHOSEN,
        actor,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
    )


def names_of(found: CabinetRecord) -> list[str | None]:
    """Give what others know of the child: no password is made of it."""
    one = found.certificate
    return [one.number, one.surname, one.first_name, one.patronymic]


def take_code(session: Session, certificate_id: int, typed: str, now: datetime) -> bool:
    """Take a code that somebody has typed from a letter; it works once.

    :param session: inside :func:`sgo_pfdo.database.perform`; the caller counts the tries.
    """
    code = "".join(sign for sign in typed if sign.isdigit())
    live = select(CabinetLink.id).where(
        CabinetLink.token_hash == _hash(certificate_id, CODE, code), CabinetLink.expires_at > now
    )
    if session.scalar(live) is None:
        return False
    return _take(session, certificate_id, _hash(certificate_id, CODE, code))


def _take(session: Session, certificate_id: int, token_hash: str) -> bool:
    taken = session.execute(
        delete(CabinetLink).where(CabinetLink.certificate_id == certificate_id, CabinetLink.token_hash == token_hash)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def drop_secret(session: Session, certificate_id: int, kind: str) -> None:
    """Let the secret of a kind die."""
    session.execute(delete(CabinetLink).where(CabinetLink.certificate_id == certificate_id, CabinetLink.kind == kind))


def _hash(certificate_id: int, kind: str, said: str) -> str:
    """Hash a secret: a link says by itself whose it is, a code only together with the certificate."""
    return hash_of(said) if kind == RECOVERY else hash_of(f"{certificate_id} {kind} {said}")
