"""The credentials sheet at the desk: a clerk prints it once, for a certificate that was registered in person."""

import enum
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.register.model import Account


class Sheet(enum.StrEnum):
    """How things stand with the sheet of a certificate, for a clerk."""

    NEVER = "never"
    """The family got the certificate at the portal, or has made a password of its own since, or it lives no more."""
    WAITING = "waiting"
    """АИС ПФДО has not opened the account yet."""
    READY = "ready"
    PRINTED = "printed"


def sheet_at_desk(session: Session, certificate: Certificate, today: date) -> Sheet:
    """Tell whether a clerk can print the credentials sheet.

    Whether a certificate was registered in person stands in its history, which nobody can change.
    """
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
