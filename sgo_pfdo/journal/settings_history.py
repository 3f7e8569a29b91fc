"""Reads what operators, directors and providers changed in a municipality: it concerns no child."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sgo_pfdo.journal.model import IS_OF_SETTINGS, JournalEntry


def settings_history(
    session: Session, municipality_code: str, *, before: int | None = None, limit: int = 50
) -> list[JournalEntry]:
    """Read the changes of a municipality's settings, schools and catalogue, newest first.

    :param before: entries older than the one with this id; by default from the newest on.
    :param limit: how many entries at the most.
    """
    query = (
        select(JournalEntry)
        .where(JournalEntry.municipality_code == municipality_code, text(IS_OF_SETTINGS))
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(JournalEntry.id < before)
    return list(session.scalars(query))
