"""Sessions of the cabinet: kept on the server, known to the device by a random cookie alone."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.session_model import CabinetSession
from sgo_pfdo.clock import SKEW
from sgo_pfdo.database import table_of
from sgo_pfdo.journal.writing import Actor

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
REMEMBERED = timedelta(days=30)
AT_ONCE = 6
"""How many cabinets one device may have open."""
TOUCHED = timedelta(minutes=1)
"""How exactly the last request is known: not every one of them writes."""
BY_NUMBER = "holder"
"""The role of whoever came with number and password: the module knows no more of them."""
_SESSION = table_of(CabinetSession)
NEWEST_LAST = (_SESSION.c.opened_at, _SESSION.c.id)
"""The order of sessions."""


class TooManyCabinetsError(Exception):
    """The device has six cabinets open; one of them must be closed first."""


def hash_of(token: str) -> str:
    """Hash a random token for the database; it is long enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_sessions(session: Session, token: str | None, now: datetime) -> Sequence[CabinetSession]:
    """Read the sessions of a device that are good now, the oldest first.

    :param token: what its cookie says.
    """
    if not token:
        return ()
    return session.scalars(_good(now).where(CabinetSession.token_hash == hash_of(token))).all()


def sessions_of(session: Session, certificate_id: int, now: datetime) -> Sequence[CabinetSession]:
    """Read the sessions of a certificate that are good now, on all devices, the oldest first."""
    return session.scalars(_good(now).where(CabinetSession.certificate_id == certificate_id)).all()


def _good(now: datetime) -> Select[Any]:
    query = select(CabinetSession).where(are_good(moments_of(now))).order_by(*NEWEST_LAST)
    return query.execution_options(populate_existing=True)


class Moments(NamedTuple):
    """The moments that decide which sessions are good, or their parameters in a statement.

    :param ahead: what is later than this, only a clock that was ahead can have written.
    :param idle_since: who was not seen since then is gone.
    """

    now: Any
    ahead: Any
    idle_since: Any


def moments_of(now: datetime) -> Moments:
    """Give the moments that decide which sessions are good now."""
    return Moments(now, now + SKEW, now - IDLE)


def are_good(moments: Moments) -> ColumnElement[bool]:
    """Say which sessions are good."""
    return and_(
        _SESSION.c.expires_at > moments.now,
        _SESSION.c.opened_at <= moments.ahead,
        _SESSION.c.seen_at <= moments.ahead,
        or_(_SESSION.c.is_remembered, _SESSION.c.seen_at > moments.idle_since),
    )


def open_session(
    session: Session,
    certificate_id: int,
    actor: Actor,
    *,
    token: str | None,
    is_remembered: bool = False,
    now: datetime,
) -> str:
    """Open a cabinet on a device. The device gets another token, which takes its other sessions along.

    A token that somebody noted, or planted, before the sign-in is worth nothing after it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param actor: a person of the portal, or :data:`BY_NUMBER`.
    :param token: what the cookie of the device says now.
    :return: the new token.
    :raises TooManyCabinetsError: six others are open there.
    """
    others = [one for one in open_sessions(session, token, now) if one.certificate_id != certificate_id]
    if len(others) >= AT_ONCE:
        raise TooManyCabinetsError
    new = secrets.token_urlsafe(32)
    if others:
        session.execute(
            update(CabinetSession)
            .where(CabinetSession.id.in_([one.id for one in others]))
            .values(token_hash=hash_of(new))
            .execution_options(synchronize_session=False)
        )
    if token:
        session.execute(delete(CabinetSession).where(CabinetSession.token_hash == hash_of(token)))
    session.add(
        CabinetSession(
            token_hash=hash_of(new),
            certificate_id=certificate_id,
            actor_role=actor.role,
            actor_id=actor.id,
            opened_at=now,
            entered_at=now,
            seen_at=now,
            expires_at=now + (REMEMBERED if is_remembered else LONGEST),
            is_remembered=is_remembered,
        )
    )
    return new


def is_stale(seen_at: datetime, now: datetime) -> bool:
    """Tell whether the moment of the last request has to be written down anew."""
    return now - seen_at >= TOUCHED


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Write down that a request came.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    session.execute(
        update(CabinetSession)
        .where(CabinetSession.id == session_id, CabinetSession.seen_at < now)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def note_entry(session: Session, session_id: int, now: datetime) -> None:
    """Write down that the person has shown once more who they are."""
    session.execute(
        update(CabinetSession)
        .where(CabinetSession.id == session_id)
        .values(entered_at=now)
        .execution_options(synchronize_session=False)
    )


def close(session: Session, token: str | None, certificate_id: int | None = None) -> None:
    """Close one cabinet of a device, or all of them: «Выйти», «Выйти из всех»."""
    if not token:
        return
    statement = delete(CabinetSession).where(CabinetSession.token_hash == hash_of(token))
    if certificate_id is not None:
        statement = statement.where(CabinetSession.certificate_id == certificate_id)
    session.execute(statement.execution_options(synchronize_session=False))
