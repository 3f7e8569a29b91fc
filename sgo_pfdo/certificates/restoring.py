"""Puts a certificate back in force that a wrong clock replaced: the newer one is annulled, the earlier takes its place.

A clock that was ahead for once lets a valid certificate be taken for expired, and a new one be issued beside it. When
the clock is right again both are good by their dates, and the newer one has the only place.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, living
from sgo_pfdo.certificates.rules.lifecycle import Refusal, Step
from sgo_pfdo.certificates.rules.reasons import DUPLICATE
from sgo_pfdo.certificates.steps import StepRefusedError, StepRequest, is_of_same_municipality, newer_of, take_step
from sgo_pfdo.config import Settings
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.plain.changed import ChangedMeanwhileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What a clerk has seen and says.

    :param version: of the earlier certificate as the clerk saw it.
    :param newer_version: of the newer one; 0 where there was none any more.
    :param reason_code: from the list of :attr:`Step.RESTORE`.
    :param reason_words: the clerk's own words, for the family to read.
    """

    version: int
    newer_version: int
    reason_code: str
    reason_words: str | None = None


def restore(
    session: Session,
    earlier_id: int,
    wanted: Restoration,
    actor: Actor,
    *,
    settings: Settings,
    has_remote_register: bool,
    now: datetime,
) -> Certificate:
    """Annul the newer certificate and put the earlier one back in force; the caller has checked that it is the actor's.

    Both steps stand in the history with the reason.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param now: the moment, with a time zone.
    :return: the earlier certificate, in force.
    :raises ChangedMeanwhileError: one of the two is no longer what the clerk saw.
    :raises StepRefusedError: the earlier one is not good by its dates or has its place, or the newer one belongs to
        another municipality.
    """
    earlier = session.get_one(Certificate, earlier_id, populate_existing=True)
    newer = newer_of(session, earlier)
    if (newer.version if newer else 0) != wanted.newer_version:
        raise ChangedMeanwhileError
    if newer is not None and not is_of_same_municipality(newer, earlier):
        raise StepRefusedError(Refusal.NEWER_ELSEWHERE)
    steps = [(newer, Step.ANNUL, DUPLICATE, wanted.newer_version)] if newer else []
    steps.append((earlier, Step.RESTORE, wanted.reason_code, wanted.version))
    for certificate, step, reason_code, version in steps:
        take_step(
            session,
            certificate.id,
            StepRequest(step=step, version=version, reason_code=reason_code, reason_words=wanted.reason_words),
            actor,
            settings=settings,
            has_remote_register=has_remote_register,
            now=now,
        )
    return earlier


def replaced_by_mistake(session: Session, certificate: Certificate, today: date) -> Certificate | None:
    """Find an earlier certificate of the child that is still good by its dates and has lost its place to this one.

    :param today: the date in the municipality.
    """
    if certificate.living_key is None:
        return None
    query = select(Certificate).where(
        Certificate.holder_id == certificate.holder_id,
        Certificate.id < certificate.id,
        Certificate.living_key.is_(None),
        Certificate.municipality_code == certificate.municipality_code,
        living(today),
    )
    return session.scalars(query.order_by(Certificate.id.desc()).limit(1)).one_or_none()
