"""Ends sessions and consents: by the holder's wish, and whenever a certificate changes in the life outside."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, update
from sqlalchemy.orm import Session, aliased

from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.session_model import CabinetLink, CabinetSession
from sgo_pfdo.certificates.model import Certificate
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


def end_consent(session: Session, certificate: Certificate, now: datetime) -> None:
    """Note that the consent with the processing rules ends with the certificate, whoever has withdrawn it, and where.

    A consent that ended before, with an earlier certificate, has ended then; and where the child has a newer one, it is
    for that one.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    newer = aliased(Certificate)
    for_another = exists().where(newer.holder_id == certificate.holder_id, newer.id > certificate.id)
    session.execute(
        update(CabinetSettings)
        .where(
            CabinetSettings.holder_id == certificate.holder_id,
            CabinetSettings.withdrawn_at.is_(None),
            ~for_another,
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )


def renew_consent(session: Session, holder_id: int, ended_at: datetime) -> None:
    """Take :func:`end_consent` back: the certificate lives on, and so does the consent.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param ended_at: the moment that it was given.
    """
    session.execute(
        update(CabinetSettings)
        .where(CabinetSettings.holder_id == holder_id, CabinetSettings.withdrawn_at == ended_at)
        .values(withdrawn_at=None, withdrawal_asked_at=None)
        .execution_options(synchronize_session=False)
    )


def drop_ended(session: Session, now: datetime) -> int:
    """Drop sessions and links whose time is over, and what only a clock that was ahead can have written.

    :return: how many sessions.
    """
    session.execute(delete(CabinetLink).where(CabinetLink.expires_at <= now))
    gone = or_(CabinetSession.expires_at <= now, CabinetSession.opened_at > now + SKEW)
    dropped = session.execute(delete(CabinetSession).where(gone).execution_options(synchronize_session=False))
    return int(dropped.rowcount)  # type: ignore[attr-defined]
