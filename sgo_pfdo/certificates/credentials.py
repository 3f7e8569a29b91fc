"""The credentials sheet at the desk: for a child registered in person whom no portal knows, once for each password."""

import enum
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.people import Role
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
    account = account_of(session, certificate)
    if account is None or account.secret is None or not _is_from_desk(session, certificate, _OF_PASSWORDS):
        return Sheet.NEVER
    if account.printed_at is not None:
        return Sheet.PRINTED
    if not certificate.is_living(today):
        return Sheet.NEVER
    return Sheet.WAITING if account.is_pending else Sheet.READY


def may_make_extract(session: Session, certificate: Certificate, today: date) -> bool:
    """Tell whether a clerk can make a new extract: a sheet was lost, and the family has no account in the portal.

    So can one whose certificate came in from another system, and has no password yet.

    Whoever has one makes it there. What the family has chosen or made since in its cabinet does not matter: they are
    here with their papers, for they cannot get in.
    """
    account = account_of(session, certificate)
    is_open = account is None or (account.closed_at is None and not account.is_pending)
    return is_open and certificate.is_living(today) and _is_from_desk(session, certificate, _OF_REGISTERING)


_OF_REGISTERING = (Event.REGISTERED_IN_PERSON, Event.IMPORTED)
_OF_PASSWORDS = (Event.REGISTERED_IN_PERSON, Event.PASSWORD_RESET)


def _is_from_desk(session: Session, certificate: Certificate, events: Sequence[Event]) -> bool:
    """Tell whether the newest of these events happened at a desk, to a child without a pupil of the portal."""
    if session.scalar(select(Holder.pupil_id).where(Holder.id == certificate.holder_id)) is not None:
        return False
    about = (JournalEntry.holder_id == certificate.holder_id, JournalEntry.certificate_id == certificate.id)
    told = select(JournalEntry.event, JournalEntry.actor_role).where(*about).order_by(JournalEntry.id)
    asked = {event.value for event in (*_OF_REGISTERING, *_OF_PASSWORDS)}
    rows = session.execute(told.where(JournalEntry.event.in_(asked))).all()
    is_registered = any(row.event in _OF_REGISTERING for row in rows)
    newest = next((row for row in reversed(rows) if row.event in events), None)
    if not is_registered or newest is None:
        return False
    return bool(newest.event == Event.IMPORTED or newest.actor_role == Role.CLERK.value)


def account_of(session: Session, certificate: AnyCertificate) -> Account | None:
    """Read the account of a certificate; erasing takes it away."""
    query = select(Account).where(Account.certificate_id == certificate.id).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
