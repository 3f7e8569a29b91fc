"""Rows that wait to be carried out outside the database: leased by one worker at a time, put back when it fails."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo.clock import future
from sgo_pfdo.database import BigId, Moment

LEASE = timedelta(minutes=2)
"""How long a worker has a row for itself; afterwards another one may repeat it."""
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)


class LeasedRow:
    """The columns of such a row."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """Not to be tried before: grows with each failure, and is the end of the lease while a worker is at it."""
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)
    """Why the last attempt failed, without personal data."""


R = TypeVar("R", bound=LeasedRow)


def claim(session: Session, model: type[R], candidates: Select[Any], now: datetime) -> R | None:
    """Lease the next row that is due, or give ``None``.

    Two workers never hold the same row at the same time: the lease is a compare-and-swap on the due moment.

    :param candidates: selects rows that may be taken, without order and limit.
    """
    query = candidates.where(_is_due(model, now)).order_by(model.due_at, model.id).limit(1)
    row: R | None = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    taken = session.execute(
        update(model)
        .where(model.id == row.id, model.due_at == row.due_at)
        .values(due_at=now + LEASE, attempts=model.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)
    return row if taken.rowcount else None  # type: ignore[attr-defined]


def _is_due(model: type[LeasedRow], now: datetime) -> ColumnElement[bool]:
    """Say in SQL that a row need not wait: nobody puts one back for longer than an hour, so later moments are false."""
    return or_(model.due_at <= now, future(model.due_at, now + LONGEST_DELAY))


def postpone(session: Session, model: type[LeasedRow], row_id: int, attempts: int, problem: str, now: datetime) -> None:
    """Put a failed row back, for a time that doubles with each failure.

    :param attempts: as claimed; a row that another worker has claimed since is left alone.
    :param problem: why, without personal data.
    """
    delay = min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)
    values: dict[str, Any] = {"due_at": now + delay, "problem": problem}
    session.execute(update(model).where(model.id == row_id, model.attempts == attempts).values(**values))
