"""Erases personal data that must not be kept after a consent was withdrawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.erasing import erase_application_of
from sgo_pfdo.cabinet.ending import end_sessions
from sgo_pfdo.cabinet.erasing import erase_settings_of
from sgo_pfdo.certificates.holders import forget_document
from sgo_pfdo.certificates.model import Certificate, Holder, Transition
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.steps import KEPT_AFTER_WITHDRAWAL
from sgo_pfdo.config import Settings
from sgo_pfdo.journal.writing import SYSTEM, Event, record
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.register.model import Account, RegisterTask


def erase_withdrawn(session: Session, settings: Settings, now: datetime) -> int:
    """Erase the data of every certificate whose day has come.

    Of a certificate whose consent was withdrawn, and of those the child had before, the number, the dates and the
    history stay; the name, the account, the application with its papers, the clerk's own words and the hash of the
    document go.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: how many certificates were erased.
    """
    erased = 0
    for municipality in session.scalars(select(Municipality)).all():
        today = today_in(municipality, settings, now)
        due = select(Certificate).where(
            Certificate.municipality_code == municipality.code, Certificate.erase_on < today
        )
        for certificate in session.scalars(due).all():
            for one in (certificate, *_earlier(session, certificate)):
                _erase(session, one, now)
                erased += 1
    return erased


def date_back(session: Session, settings: Settings, now: datetime) -> None:
    """Begin the thirty days now where a clock that was ahead has set the day of erasure further away than that.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    for municipality in session.scalars(select(Municipality)).all():
        latest = today_in(municipality, settings, now) + KEPT_AFTER_WITHDRAWAL
        of_code = Certificate.municipality_code == municipality.code
        session.execute(
            update(Certificate)
            .where(of_code, Certificate.erase_on > latest + timedelta(days=1))
            .values(erase_on=latest)
            .execution_options(synchronize_session=False)
        )


def _earlier(session: Session, certificate: Certificate) -> Sequence[Certificate]:
    """Find the certificates that the child had before: the consent covered them too.

    Those whose own withdrawal has settled what becomes of them are left out.
    """
    settled = exists().where(
        Transition.certificate_id == Certificate.id,
        Transition.step == Step.WITHDRAW_CONSENT.value,
        Transition.is_undone.is_(False),
    )
    return session.scalars(
        select(Certificate).where(
            Certificate.holder_id == certificate.holder_id,
            Certificate.id < certificate.id,
            Certificate.surname != "",
            ~settled,
        )
    ).all()


def _erase(session: Session, certificate: Certificate, now: datetime) -> None:
    certificate.surname = certificate.first_name = certificate.surname_key = certificate.first_name_key = ""
    certificate.patronymic = None
    certificate.erase_on = None
    # a clerk's own words may name somebody; the reason from the list stays
    session.execute(update(Transition).where(Transition.certificate_id == certificate.id).values(reason_words=None))
    session.execute(
        delete(RegisterTask).where(RegisterTask.certificate_id == certificate.id, RegisterTask.kind != "status_changed")
    )
    end_sessions(session, certificate.id)
    session.execute(delete(Account).where(Account.certificate_id == certificate.id))
    erase_application_of(session, certificate.id)
    others = select(Certificate.id).where(
        Certificate.holder_id == certificate.holder_id, Certificate.id != certificate.id, Certificate.surname != ""
    )
    if session.scalar(others.limit(1)) is None:
        erase_settings_of(session, certificate.holder_id)
        forget_document(session.get_one(Holder, certificate.holder_id))
    record(
        session,
        Event.ERASED,
        SYSTEM,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        municipality_code=certificate.municipality_code,
        at=now,
    )
