"""A clock that is wrong for once leaves false moments behind: what lies in the future has not happened.

Whoever asks how long ago something was asks here. A moment of the future counts for nothing, or a door would stay shut,
and an opening unrecorded, until the false moment has come.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

SKEW = timedelta(minutes=5)
"""How far the clocks of a portal's machines may stand apart; what lies further ahead is of the future."""

Column = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def is_future(moment: datetime, now: datetime) -> bool:
    """Tell whether a stored moment lies further ahead than the clocks of two machines may differ."""
    return moment - now > SKEW


def is_recent(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    """Tell whether something happened less than a span of time ago.

    :param moment: when; ``None`` for never. A moment of the future counts for nothing.
    """
    return moment is not None and now - moment < span and not is_future(moment, now)


def future(column: Column, now: datetime) -> ColumnElement[bool]:
    """Say :func:`is_future` in SQL."""
    return column > now + SKEW


def recent(column: Column, now: datetime, span: timedelta) -> ColumnElement[bool]:
    """Say :func:`is_recent` in SQL."""
    return and_(column > now - span, column <= now + SKEW)
