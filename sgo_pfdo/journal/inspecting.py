"""Reads the history for an inspection, whole or in part, and drops what is too old to be kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.journal.model import JournalEntry

READ_AT_ONCE = 1000
DROPPED_AT_ONCE = 5000

Told = Sequence[tuple[JournalEntry, str | None]]
"""Entries, the oldest first, each with the number of its certificate where it is about one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries an inspection asks for; what is ``None`` does not matter.

    :param holder_id: the history of this child, with that of holders who turned out to be the same.
    :param municipality_code: what staff of this municipality did, and what was set there.
    :param since: the first moment that counts, with a time zone.
    :param until: the first moment that no longer does.
    """

    holder_id: int | None = None
    municipality_code: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def holder_of_number(session: Session, number: str) -> int | None:
    """Find the child whose certificate has a number; ``None`` for a number that nobody has."""
    return session.scalar(select(Certificate.holder_id).where(Certificate.number == number))


def read_history(session: Session, wanted: Wanted) -> Iterator[Told]:
    """Read entries in portions: ten million need no more memory than ten."""
    query = _selected(session, wanted)
    last = 0
    while True:
        portion = [
            (entry, number)
            for entry, number in session.execute(query.where(JournalEntry.id > last).limit(READ_AT_ONCE))
        ]
        if not portion:
            return
        last = portion[-1][0].id
        yield portion
        session.expunge_all()


def _selected(session: Session, wanted: Wanted) -> Select[JournalEntry, str | None]:
    query = (
        select(JournalEntry, Certificate.number)
        .outerjoin(Certificate, JournalEntry.certificate_id == Certificate.id)
        .order_by(JournalEntry.id)
    )
    if wanted.holder_id is not None:
        joined = session.scalars(select(Holder.id).where(Holder.joined_id == wanted.holder_id)).all()
        query = query.where(JournalEntry.holder_id.in_([wanted.holder_id, *joined]))
    if wanted.municipality_code is not None:
        query = query.where(JournalEntry.municipality_code == wanted.municipality_code)
    if wanted.since is not None:
        query = query.where(JournalEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(JournalEntry.at < wanted.until)
    return query


def years_before(moment: datetime, years: int) -> datetime:
    """Go back by whole years; from 29 February to 28 February where there is no such day."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def count_entries(session: Session, before: datetime) -> tuple[int, int]:
    """Count the entries from before a moment, and all entries."""
    due, total = session.execute(
        select(func.count().filter(JournalEntry.at < before), func.count()).select_from(JournalEntry)
    ).one()
    return due, total


def drop_entries(session: Session, before: datetime) -> int:
    """Drop entries that are older than they may be kept: the only way in which one ever goes.

    :param session: inside :func:`sgo_pfdo.database.perform`; a portion at a time, so that nobody waits.
    :param before: entries from before this moment go.
    :return: how many went; none when all are gone.
    """
    old = select(JournalEntry.id).where(JournalEntry.at < before).order_by(JournalEntry.id).limit(DROPPED_AT_ONCE)
    dropped = session.execute(
        delete(JournalEntry).where(JournalEntry.id.in_(old)).execution_options(synchronize_session=False)
    )
    return int(dropped.rowcount)  # type: ignore[attr-defined]
