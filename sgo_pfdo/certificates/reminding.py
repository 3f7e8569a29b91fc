"""Reminds families whose certificate nobody activates, 28, 14 and 3 days before it ends: ``flask pfdo remind``."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from sgo_pfdo import database, signals
from sgo_pfdo.certificates.model import Certificate, Holder, Reminder
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.clock import future
from sgo_pfdo.config import Settings
from sgo_pfdo.mail.kinds import LetterKind
from sgo_pfdo.mail.notices import tell_family
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in

DAYS_BEFORE = (3, 14, 28)
BATCH = 200


def remind(settings: Settings, now: datetime) -> int:
    """Send ``certificate_expiring`` and note a letter for every reminder that is due; several machines may at once.

    A reminder whose day was missed is made up for; of two that are due at once only the nearer is sent.

    :return: how many were sent.
    """
    database.perform(lambda session: _forget_future(session, now))
    sent = 0
    municipalities = database.current_session().scalars(select(Municipality)).all()
    for municipality in municipalities:
        code, today = municipality.code, today_in(municipality, settings, now)
        for days_before in DAYS_BEFORE:
            while batch := database.perform(
                lambda session, code=code, today=today, days=days_before: _remind_some(session, code, today, days, now)  # type: ignore[misc]
            ):
                sent += batch
    return sent


def _forget_future(session: Session, now: datetime) -> None:
    """Forget reminders of the future: a clock that was ahead sent them, and their day is still to come."""
    session.execute(delete(Reminder).where(future(Reminder.at, now)))


def _remind_some(session: Session, municipality_code: str, today: date, days_before: int, now: datetime) -> int:
    """Remind of a batch of certificates; give how many rows were dealt with, so that 0 means that none is left."""
    rows = _due(session, municipality_code, today, days_before)
    for certificate, pupil_id in rows:
        for days in (days for days in DAYS_BEFORE if days >= days_before):
            values = {
                "certificate_id": certificate.id,
                "days_before": days,
                "end_date": certificate.end_date,
                "at": now,
            }
            is_new = database.insert_new(session, Reminder, values) is not None
            if days == days_before and is_new:
                signals.send_after_commit(
                    session,
                    signals.certificate_expiring,
                    certificate_id=certificate.id,
                    pupil_id=pupil_id,
                    end_date=certificate.end_date,
                    days_left=days_left(certificate.end_date, today),
                )
                _note_letter(session, certificate, days, now)
    return len(rows)


def _note_letter(session: Session, certificate: Certificate, days_before: int, now: datetime) -> None:
    """Have a letter written, unless the certificate was valid for less from the first: «issued» has said it all."""
    end = certificate.end_date
    if (end - certificate.start_date).days < days_before:
        return
    key = f"ending:{certificate.id}:{days_before}:{end}"
    tell_family(session, LetterKind.ENDING, certificate.id, key, now, details=end.isoformat())


def _due(
    session: Session, municipality_code: str, today: date, days_before: int
) -> Sequence[tuple[Certificate, str | None]]:
    reminded = exists().where(
        Reminder.certificate_id == Certificate.id,
        Reminder.days_before == days_before,
        Reminder.end_date == Certificate.end_date,
    )
    rows = session.execute(
        select(Certificate, Holder.pupil_id)
        .join(Holder, Certificate.holder_id == Holder.id)
        .where(
            Certificate.municipality_code == municipality_code,
            Certificate.stored_status == Status.INACTIVE.value,
            Certificate.end_date.between(today, today + timedelta(days=days_before)),
            ~reminded,
        )
        .limit(BATCH)
    )
    return [(certificate, pupil_id) for certificate, pupil_id in rows]
