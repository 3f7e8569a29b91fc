"""The credentials sheet at the desk: a clerk prints it once, for a child registered in person whom no portal knows."""

import enum
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.register.model import Account


class Sheet(enum.StrEnum):
    """How things stand with the sheet of a certificate, for a clerk."""

    NEVER = "never"
    """The portal knows the child, whose family has it there; or there is a newer password, or it lives no more."""
    WAITING = "waiting"
    """АИС ПФДО has not opened the account yet."""
    READY = "ready"
    PRINTED = "printed"


def sheet_at_desk(session: Session, certificate: Certificate, today: date) -> Sheet:
    """Tell whether a clerk can print the credentials sheet.

    Who has a pupil of the portal never gets one here, however the certificate came about: a lost sheet of theirs is the
    matter of the portal. Whether a certificate was registered in person stands in its history, which nobody can change.
    """
    if session.scalar(select(Holder.pupil_id).where(Holder.id == certificate.holder_id)) is not None:
        return Sheet.NEVER
    events = set(
        session.scalars(
            select(JournalEntry.event).where(
                JournalEntry.holder_id == certificate.holder_id,
                JournalEntry.certificate_id == certificate.id,
                JournalEntry.event.in_([Event.REGISTERED_IN_PERSON.value, Event.PASSWORD_RESET.value]),
            )
        )
    )
    account = account_of(session, certificate)
    if events != {Event.REGISTERED_IN_PERSON.value} or account is None or account.secret is None:
        return Sheet.NEVER
    if account.printed_at is not None:
        return Sheet.PRINTED
    if not certificate.is_living(today):
        return Sheet.NEVER
    return Sheet.WAITING if account.is_pending else Sheet.READY


def account_of(session: Session, certificate: Certificate) -> Account | None:
    """Read the account of a certificate; erasing takes it away."""
    query = select(Account).where(Account.certificate_id == certificate.id).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
