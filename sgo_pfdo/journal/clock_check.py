"""Holds the clock against the history: a clock that is far from the newest entries is likely to be wrong."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo_pfdo.clock import is_future
from sgo_pfdo.journal.model import JournalEntry

LONG_AGO = timedelta(days=31)
"""A portal in which nothing was done for so long is rarer than a clock that is ahead."""
NEWEST = 100
"""How many of the newest entries are looked at: so many written by the right clock outweigh those of a wrong one."""


class Doubt(enum.StrEnum):
    """Why the clock may be wrong."""

    AHEAD = "ahead"
    """The newest entry is over a month old: the clock has jumped, or nobody came."""
    BEHIND = "behind"
    """An entry among the newest lies in the future: the clock is behind, or was ahead when it was written."""


@dataclass(frozen=True, slots=True)
class ClockCheck:
    """What the history says of the clock.

    :param latest: the moment of the newest entry; ``None`` where there is no history yet.
    :param doubt: ``None`` where they agree.
    """

    latest: datetime | None
    doubt: Doubt | None


def check_clock(session: Session, now: datetime) -> ClockCheck:
    """Compare the clock with the newest entries of the history.

    :param now: what the clock says, with a time zone.
    """
    newest = select(JournalEntry.at).order_by(JournalEntry.id.desc()).limit(NEWEST).subquery()
    latest: datetime | None = session.scalar(select(func.max(newest.c.at)))
    if latest is None:
        return ClockCheck(None, None)
    if is_future(latest, now):
        return ClockCheck(latest, Doubt.BEHIND)
    return ClockCheck(latest, Doubt.AHEAD if now - latest > LONG_AGO else None)


def server_clock(session: Session) -> datetime | None:
    """Ask the database server what time it is; ``None`` for SQLite, which has no clock but the machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return session.scalar(select(func.clock_timestamp()))
