"""Writes the history; the only way into it. Nothing here or elsewhere changes an entry."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sgo_pfdo import security_log
from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.database import after_commit, table_of
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.people import Viewer


class Event(enum.StrEnum):
    """What can stand in the history of a certificate."""

    ISSUED = "issued"
    ACCOUNT_OPENED = "account_opened"
    IMAGE_DOWNLOADED = "image_downloaded"
    CREDENTIALS_DOWNLOADED = "credentials_downloaded"
    PASSWORD_RESET = "password_reset"
    STEP = "step"
    """A step in the life of the certificate; ``details`` says which, and why."""
    FOUND = "found"
    """A clerk found the certificate by a search, or opened its card."""
    SHOWN = "shown"
    """Staff saw the child without opening the card: in a list, in a file; ``details`` says where."""
    NOT_FOUND = "not_found"
    """A clerk's search found nothing."""
    RECEIPT_PRINTED = "receipt_printed"
    CREDENTIALS_PRINTED = "credentials_printed"
    DATA_CORRECTED = "data_corrected"
    DOCUMENT_FREED = "document_freed"
    """A document that stood with another child was freed by a clerk who has it on the table; told on both sides."""
    TRANSFERRED = "transferred"
    REGISTERED_IN_PERSON = "registered_in_person"
    EXPORTED = "exported"
    SLIPS_PRINTED = "slips_printed"
    SETTING_CHANGED = "setting_changed"
    MODULE_SWITCHED = "module_switched"
    CATALOGUE_CHANGED = "catalogue_changed"
    """Something of the catalogue of programmes; it concerns no child."""
    PUBLICATION_CHANGED = "publication_changed"
    """News and events, likewise."""
    ERASED = "erased"
    HISTORY_READ = "history_read"
    """Somebody with access to the server has taken the history out, for an inspection."""
    PAPERS_UPDATED = "papers_updated"
    PAPERS_DOWNLOADED = "papers_downloaded"
    BECAME_FUNDED = "became_funded"
    BECAME_ACCOUNTING = "became_accounting"
    CABINET_CHANGED = "cabinet_changed"
    """A setting of the cabinet; ``details`` says which one, never to what."""
    PRESENCE_CHOSEN = "presence_chosen"
    PHRASE_CHANGED = "phrase_changed"
    EMAIL_CONFIRMED = "email_confirmed"
    APPLICANT_SHOWN = "applicant_shown"
    RULES_ACCEPTED = "rules_accepted"
    RULES_WITHDRAWAL = "rules_withdrawal"
    CABINET_OPENED = "cabinet_opened"
    CABINET_IN_VAIN = "cabinet_in_vain"
    """Somebody tried passwords for the cabinet; ``details`` says how many within a day. Not each try is told."""
    PASSWORD_CHOSEN = "password_chosen"
    RECOVERY_ASKED = "recovery_asked"
    SESSIONS_ENDED = "sessions_ended"
    ACCESS_OPENED = "access_opened"
    """The school has attached one more representative; ``details`` says by which way, never whom."""
    ACCESS_ENDED = "access_ended"
    ACCESS_CODE_PRINTED = "access_code_printed"
    TOLD_APART = "told_apart"
    """A certificate was issued although another child of this surname and birth date has one; told on both sides."""
    TAKEN_FOR_SAME = "taken_for_same"
    """A clerk has said that a child who came for a certificate is the one who has this one: none was issued."""
    PUPIL_LINKED = "pupil_linked"
    """The certificate is shown to one more pupil of the portal; ``details`` says on what ground."""
    IDENTITY_LINKED = "identity_linked"
    """An account was linked to somebody at Госуслуги; ``details`` says by which way, never to whom."""
    IDENTITY_UNLINKED = "identity_unlinked"
    IDENTITY_REFUSED = "identity_refused"
    """A sign-in through Госуслуги that led nowhere; ``details`` says why."""
    IMPORTED = "imported"
    """The certificate came in from a file of another system."""


TAKEN_OUT = frozenset({Event.EXPORTED, Event.HISTORY_READ})
"""What takes data of many out at once: it is told to whoever watches over the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a role, the host's opaque id, and the organisation acted for. Never a name, never an address."""

    role: str
    id: str | None = None
    organisation: str | None = None
    municipality_code: str | None = None


About = tuple[int, int | None]
"""Ids of a holder and, where the entry is about one, of a certificate."""

SYSTEM = Actor(role="system")
"""The module itself, outside any person's request."""


def actor_from(viewer: Viewer) -> Actor:
    """Describe a viewer for the history. Whoever sits at somebody else's account is written as a parent."""
    role = "parent" if viewer.is_owner is False else viewer.role.value
    return Actor(role=role, id=viewer.id)


def record(
    session: Session,
    event: Event,
    actor: Actor,
    *,
    at: datetime,
    holder_id: int | None = None,
    certificate_id: int | None = None,
    municipality_code: str | None = None,
    details: str | None = None,
) -> None:
    """Append an entry, in the transaction of what it tells.

    :param at: the moment, with a time zone.
    :param holder_id: whose history it belongs to; ``None`` for what concerns no child.
    :param municipality_code: on whose side it happened, by default the actor's.
    :param details: in the words people read, without personal data.
    """
    about = _values(
        event,
        actor,
        at=at,
        holder_id=holder_id,
        certificate_id=certificate_id,
        municipality_code=municipality_code,
        details=details,
    )
    session.flush()  # what the entry is about
    session.connection().execute(_ENTRY, about)
    if event in TAKEN_OUT:
        ids = {"viewer": actor.id, "role": actor.role, "municipality": about["municipality_code"]}
        after_commit(session, lambda: security_log.tell("taken_out", what=event.value, **ids))


def record_for_each(
    session: Session, event: Event, actor: Actor, about: Iterable[About], *, at: datetime, details: str | None = None
) -> None:
    """Append the same entry to the history of several children.

    :param about: whose histories.
    :param at: the moment, with a time zone.
    :param details: in the words people read, without personal data.
    """
    entries = [
        _values(event, actor, at=at, holder_id=holder_id, certificate_id=certificate_id, details=details)
        for holder_id, certificate_id in about
    ]
    if entries:
        session.connection().execute(_ENTRY, entries)


def record_together(
    session: Session,
    entries: Sequence[tuple[Event, Actor]],
    *,
    at: datetime,
    holder_id: int,
    certificate_id: int,
) -> None:
    """Append what happened to one child at one moment, in that order and in one statement.

    :param entries: what happened, and who did it.
    :param at: the moment, with a time zone.
    """
    about: dict[str, Any] = {"at": at, "holder_id": holder_id, "certificate_id": certificate_id}
    # only what gives ids back is sent as one statement, not as one for each row
    session.connection().execute(_ENTRIES, [_values(event, actor, **about) for event, actor in entries])


def _values(
    event: Event,
    actor: Actor,
    *,
    at: datetime,
    holder_id: int | None,
    certificate_id: int | None,
    municipality_code: str | None = None,
    details: str | None = None,
) -> dict[str, Any]:
    return {
        "holder_id": holder_id,
        "certificate_id": certificate_id,
        "at": at,
        "event": event.value,
        "actor_role": actor.role,
        "actor_id": actor.id,
        "organisation": actor.organisation,
        "municipality_code": municipality_code or actor.municipality_code,
        "details": details,
    }


_ENTRY = insert(table_of(JournalEntry))
_ENTRIES = _ENTRY.returning(table_of(JournalEntry).c.id)


def history_of(session: Session, holder_id: int, *, before: int | None = None, limit: int = 50) -> list[JournalEntry]:
    """Read a holder's history, newest first, with that of holders who turned out to be the same child.

    :param before: entries older than the one with this id; by default from the newest on.
    :param limit: how many entries at the most.
    """
    joined = session.scalars(select(Holder.id).where(Holder.joined_id == holder_id)).all()
    query = (
        select(JournalEntry)
        .where(JournalEntry.holder_id.in_([holder_id, *joined]))
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(JournalEntry.id < before)
    return list(session.scalars(query))
