"""Ends sessions: by the holder's wish, and whenever the access to a certificate changes."""

from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.session_model import CabinetLink, CabinetSession
from sgo_pfdo.clock import SKEW


def end_sessions(session: Session, certificate_id: int, *, keep: int | None = None) -> int:
    """End the sessions of a certificate on all devices, with the links that are on their way.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param keep: the id of the session that goes on, where its owner is the one who asks.
    :return: how many sessions ended.
    """
    session.execute(delete(CabinetLink).where(CabinetLink.certificate_id == certificate_id))
    statement = delete(CabinetSession).where(CabinetSession.certificate_id == certificate_id)
    if keep is not None:
        statement = statement.where(CabinetSession.id != keep)
    ended = session.execute(statement.execution_options(synchronize_session=False))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def drop_ended(session: Session, now: datetime) -> int:
    """Drop sessions and links whose time is over, and what only a clock that was ahead can have written.

    :return: how many sessions.
    """
    session.execute(delete(CabinetLink).where(CabinetLink.expires_at <= now))
    gone = or_(CabinetSession.expires_at <= now, CabinetSession.opened_at > now + SKEW)
    dropped = session.execute(delete(CabinetSession).where(gone).execution_options(synchronize_session=False))
    return int(dropped.rowcount)  # type: ignore[attr-defined]
