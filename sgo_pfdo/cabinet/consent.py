"""The consent with the processing rules (S001): given, given anew to a newer text, withdrawn with three days to think.

A withdrawal is one moment in the row; what it means follows from the clock. ``flask pfdo clean`` carries out what is
due, by the step that a clerk would take. Until it has run nothing can be taken back any more either.
"""

import enum
import logging
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.ending import end_sessions
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.settings import Change, locked_settings, tell
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.steps import StepRefusedError, StepRequest, take_step
from sgo_pfdo.clock import future
from sgo_pfdo.config import Settings
from sgo_pfdo.journal.writing import SYSTEM, Event
from sgo_pfdo.plain.changed import ChangedMeanwhileError

RULES_VERSION = "2026-11"
"""The version of ``templates/sgo_pfdo/cabinet/_rules.html``. Whoever changes what the text means raises it."""
TIME_TO_THINK = timedelta(days=3)
AT_ONCE = 500

_log = logging.getLogger("sgo_pfdo")


class Consent(enum.StrEnum):
    """How things stand with the consent."""

    MISSING = "missing"
    GIVEN = "given"
    OUTDATED = "outdated"
    """It was given to an earlier text."""
    WITHDRAWING = "withdrawing"
    """It was withdrawn, and can still be taken back."""
    WITHDRAWN = "withdrawn"


class TooLateError(Exception):
    """The withdrawal cannot be taken back any more, or there is none."""


def consent_of(settings: CabinetSettings | None, now: datetime) -> Consent:
    """Tell how things stand with the consent.

    :param now: the moment, with a time zone.
    """
    if settings is None:
        return Consent.MISSING
    ends_at = ends_of(settings)
    if settings.withdrawn_at is not None or (ends_at is not None and ends_at <= now):
        return Consent.WITHDRAWN
    if ends_at is not None:
        return Consent.WITHDRAWING
    if settings.rules_version is None:
        return Consent.MISSING
    return Consent.GIVEN if settings.rules_version == RULES_VERSION else Consent.OUTDATED


def ends_of(settings: CabinetSettings) -> datetime | None:
    """Tell until when a withdrawal can be taken back; ``None`` where there is none."""
    asked_at = settings.withdrawal_asked_at
    return asked_at + TIME_TO_THINK if asked_at is not None else None


def accept(session: Session, change: Change) -> bool:
    """Give the consent to the present text.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: whether anything is different now.
    :raises TooLateError: it was withdrawn for good; the certificate is annulled.
    """
    settings = locked_settings(session, change.holder_id)
    state = consent_of(settings, change.now)
    if state is Consent.GIVEN:
        return False
    if state is Consent.WITHDRAWING:
        return take_back(session, change)
    if state is Consent.WITHDRAWN and not _begins_anew(session, settings, change):
        raise TooLateError
    if state is Consent.OUTDATED:
        settings.rules_changed_at = change.now
    else:
        settings.rules_given_at, settings.rules_changed_at = change.now, None
    settings.rules_version = RULES_VERSION
    settings.withdrawal_asked_at = settings.withdrawn_at = None
    tell(session, change, Event.RULES_ACCEPTED, f"редакция {RULES_VERSION}")
    return True


def _begins_anew(session: Session, settings: CabinetSettings, change: Change) -> bool:
    """Tell whether the withdrawal was of an earlier certificate: the child has another one by now."""
    if settings.withdrawn_at is None:
        return False  # it waits to be carried out
    return session.get_one(Certificate, change.certificate_id).issued_at > settings.withdrawn_at


def withdraw(session: Session, change: Change, *, keep: int | None = None) -> bool:
    """Withdraw the consent; within three days it can be taken back. Other sessions of the cabinet end.

    :param keep: the id of the session that goes on.
    :return: whether anything is different now.
    """
    settings = locked_settings(session, change.holder_id)
    if consent_of(settings, change.now) in {Consent.WITHDRAWING, Consent.WITHDRAWN}:
        return False
    settings.withdrawal_asked_at = change.now
    tell(session, change, Event.RULES_WITHDRAWAL, "можно отменить в течение трёх дней")
    end_sessions(session, change.certificate_id, keep=keep)
    return True


def take_back(session: Session, change: Change) -> bool:
    """Take the withdrawal back: all goes on as before.

    :raises TooLateError: the three days are over, or there is none.
    """
    settings = locked_settings(session, change.holder_id)
    if consent_of(settings, change.now) is not Consent.WITHDRAWING:
        raise TooLateError
    settings.withdrawal_asked_at = None
    tell(session, change, Event.RULES_WITHDRAWAL, "отменён")
    return True


def carry_out_due(session: Session, settings: Settings, now: datetime, *, has_remote_register: bool) -> int:
    """Carry out the withdrawals whose three days are over: each certificate is annulled, its data erased later.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: how many certificates were annulled.
    """
    due = select(CabinetSettings).where(
        CabinetSettings.withdrawal_asked_at <= now - TIME_TO_THINK, CabinetSettings.withdrawn_at.is_(None)
    )
    annulled = 0
    for row in session.scalars(due.with_for_update().limit(AT_ONCE)).all():
        certificate = _to_withdraw(session, row.holder_id)
        if certificate is None:
            row.withdrawn_at = now
            continue
        request = StepRequest(step=Step.WITHDRAW_CONSENT, version=certificate.version)
        try:
            take_step(
                session,
                certificate.id,
                request,
                SYSTEM,
                settings=settings,
                has_remote_register=has_remote_register,
                now=now,
            )
        except StepRefusedError:  # a clerk was faster
            _log.info("certificate %d: the consent was withdrawn already", certificate.id)
            row.withdrawn_at = now
            continue
        except ChangedMeanwhileError:  # a clerk does something else with it; nothing was written
            _log.info("certificate %d: it has changed meanwhile, the withdrawal waits for the next run", certificate.id)
            continue
        annulled += 1
    return annulled


def _to_withdraw(session: Session, holder_id: int) -> Certificate | None:
    """Find the certificate that the consent was for: the newest one, while it has the child's data."""
    newest = select(Certificate).where(Certificate.holder_id == holder_id).order_by(Certificate.id.desc()).limit(1)
    found = session.scalars(newest.execution_options(populate_existing=True)).one_or_none()
    return found if found is not None and found.surname and found.erase_on is None else None


def date_back(session: Session, now: datetime) -> None:
    """Begin the three days now where a clock that was ahead wrote a withdrawal of the future.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    ahead = update(CabinetSettings).where(future(CabinetSettings.withdrawal_asked_at, now))
    session.execute(ahead.values(withdrawal_asked_at=now).execution_options(synchronize_session=False))
