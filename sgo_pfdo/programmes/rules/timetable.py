"""When two lessons meet: weekday, hours, weeks and the dates within which they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from sgo_pfdo.programmes.rules.kinds import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A line of a timetable.

    :param weekday: 1 is Monday.
    :param begins_at: local, as ``ends_at``.
    :param valid_from: the first day, ``valid_to`` the last one: those of the group where the line has none.
    :param title: what is taught, for whoever has to choose between two.
    """

    weekday: int
    begins_at: time
    ends_at: time
    valid_from: date
    valid_to: date
    week: Week = Week.EVERY
    title: str = ""


def meet(one: Hours, other: Hours) -> bool:
    """Tell whether a child cannot be at both on some day. One that begins when the other ends does not meet it."""
    if one.weekday != other.weekday or one.begins_at >= other.ends_at or other.begins_at >= one.ends_at:
        return False
    first, last = max(one.valid_from, other.valid_from), min(one.valid_to, other.valid_to)
    day = first + timedelta(days=(one.weekday - first.isoweekday()) % 7)
    for _ in range(3):  # the weeks 53 and 1 are both odd, so three in a row have every kind
        if day <= last and one.week in (Week.EVERY, _week(day)) and other.week in (Week.EVERY, _week(day)):
            return True
        day += timedelta(days=7)
    return False


def clashes(lessons: Iterable[Hours], taken: Iterable[Hours]) -> list[Hours]:
    """List the lessons of a child that meet those of a group, each once.

    :param taken: where the child learns already.
    """
    wanted = list(lessons)
    return [other for other in taken if any(meet(one, other) for one in wanted)]


def _week(day: date) -> Week:
    return Week.ODD if day.isocalendar().week % 2 else Week.EVEN
