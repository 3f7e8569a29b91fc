"""What is wished of groups, in SQL: dates, places, timetable, price, distance, and whether a child can have one."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, exists, func, literal, or_, select

from sgo_pfdo.database import table_of
from sgo_pfdo.funds.model import Period
from sgo_pfdo.programmes.model import Lesson
from sgo_pfdo.programmes.provider_model import Agreement
from sgo_pfdo.programmes.rules.ages import MONTH_IN_KEYS, day_key, full_months
from sgo_pfdo.programmes.rules.agreements import AgreementState
from sgo_pfdo.programmes.rules.distance import Point, in_space, square_of
from sgo_pfdo.programmes.rules.kinds import WEEKDAYS, Week
from sgo_pfdo.programmes.rules.timetable import Hours
from sgo_pfdo.programmes.rules.wishes import FREE, REGISTER_BITS, Order, Wish, bits_of
from sgo_pfdo.programmes.search.model import SearchGroup, SearchProgramme

PROGRAMMES, GROUPS, LESSONS = table_of(SearchProgramme), table_of(SearchGroup), table_of(Lesson)
"""Tables and not classes: a question is put together anew each time, which costs as much as many of the answers."""
_MOST = 2**62
Condition = ColumnElement[bool]


def bounded(number: int) -> int:
    """Keep a number within what both databases can compare; nothing that they hold lies beyond."""
    return max(-_MOST, min(number, _MOST))


def agreed_providers(municipality_code: str, today: date) -> Select[Any]:
    """Select the providers that a municipality pays now or later, by an active agreement.

    They are read first and asked for by their codes: PostgreSQL believes of a subquery beside an ``OR`` that it holds
    for half of all programmes, and then goes through all groups of the country.
    """
    return (
        select(Agreement.provider_code)
        .join(Period, Period.id == Agreement.period_id)
        .where(
            Agreement.state == AgreementState.ACTIVE.value,
            Period.municipality_code == municipality_code,
            Period.ends_on >= today,
        )
    )


class GroupWishes:
    """The wishes that groups decide.

    :param today: as in :class:`sgo_pfdo.programmes.search.port.ProgrammeSearch`.
    """

    def __init__(self, wish: Wish, today: date) -> None:
        self._wish, self._today = wish, today
        self.conditions = [*self._conditions()]
        """All of them hold for one and the same group."""

    @property
    def are_reckoned(self) -> bool:
        """Whether something of all groups of a programme is reckoned: it is sorted by it, or the page shows it."""
        wish = self._wish
        by_group = wish.order in (Order.START, Order.PRICE, Order.PLACES)
        return wish.near is not None or by_group or (wish.child is not None and not wish.only_fitting)

    @property
    def are_open(self) -> bool:
        """Whether only groups are wanted that take applications today."""
        is_near_enough = self._wish.near is not None and self._wish.within is not None
        return self._wish.only_open or is_near_enough or self._wish.is_narrow

    @property
    def are_few(self) -> bool:
        """Whether an index finds the wanted groups: those that are near enough; nothing is asked of the programme."""
        return self._wish.near is not None and self._wish.within is not None and self._wish.month_price is None

    @property
    def is_open(self) -> Condition:
        """Whether a group takes applications today: as ``Offered.takes_on`` of the rules of enrolling."""
        day = literal(self._today)
        return or_(
            day.between(GROUPS.c.open_from, GROUPS.c.open_to), day.between(GROUPS.c.again_from, GROUPS.c.again_to)
        )

    @property
    def suits(self) -> Condition:
        """Whether an open group has a place for the child, and it is of its age on the first day."""
        tomorrow, born, age = self._ages()
        begins = GROUPS.c.start_key
        is_of_age_then = and_(
            begins > day_key(tomorrow),
            begins >= born + GROUPS.c.age_min * MONTH_IN_KEYS,
            begins < born + (GROUPS.c.age_max + 1) * MONTH_IN_KEYS,
        )
        is_of_age = and_(begins <= day_key(tomorrow), age.between(GROUPS.c.age_min, GROUPS.c.age_max))
        return and_(GROUPS.c.free_places > 0, or_(is_of_age_then, is_of_age))

    @property
    def may_suit(self) -> Condition:
        """Whether a programme is for children of this age now, or will be when its last group begins."""
        _, born, age = self._ages()
        is_old_enough_then = PROGRAMMES.c.last_start_key >= born + PROGRAMMES.c.age_min * MONTH_IN_KEYS
        return and_(age <= PROGRAMMES.c.age_max, or_(age >= PROGRAMMES.c.age_min, is_old_enough_then))

    @property
    def square(self) -> ColumnElement[Any]:
        """The square of the straight line to the nearest open group; null where nobody knows."""
        if self._wish.near is None:
            return literal(None, BigInteger)
        return func.min(self._square() if self.are_open else case((self.is_open, self._square())))

    @property
    def first_start(self) -> ColumnElement[Any]:
        """The first day of the open group that begins first, as :func:`sgo_pfdo.programmes.rules.ages.day_key`."""
        return cast(func.min(case((self.is_open, GROUPS.c.start_key))), BigInteger)

    @property
    def least_price(self) -> ColumnElement[Any]:
        """Kopecks a month of the cheapest group that has not ended."""
        return func.min(case((GROUPS.c.ends_on >= self._today, GROUPS.c.month_price)))

    @property
    def free_places(self) -> ColumnElement[Any]:
        """Free places of all open groups."""
        return func.sum(case((self.is_open, GROUPS.c.free_places), else_=0))

    def _ages(self) -> tuple[date, int, ColumnElement[int]]:
        """Give the first day that a child can come, its birth date as a key, and its age on that day."""
        child = self._wish.child
        assert child is not None
        tomorrow = self._today + timedelta(days=1)
        return tomorrow, day_key(child.birth_date), literal(full_months(child.birth_date, tomorrow))

    def _square(self) -> ColumnElement[Any]:
        assert self._wish.near is not None
        lines = zip((GROUPS.c.x, GROUPS.c.y, GROUPS.c.z), in_space(self._wish.near), strict=True)
        x, y, z = (column - literal(here, BigInteger) for column, here in lines)
        return x * x + y * y + z * z

    def _conditions(self) -> Iterator[Condition]:
        wish = self._wish
        if self.are_open:
            yield self.is_open
        if wish.near is not None and wish.within is not None:
            yield from self._box(wish.near, wish.within)
            yield self._square() <= literal(square_of(wish.within), BigInteger)
        if wish.is_narrow:
            yield self.suits
        if wish.with_places:
            yield GROUPS.c.free_places > 0
        if wish.balance is not None:
            yield GROUPS.c.price <= literal(bounded(wish.balance), BigInteger)
        if wish.month_price is not None:
            is_free = PROGRAMMES.c.choices.bitwise_and(bits_of(REGISTER_BITS, FREE)) != 0
            yield or_(is_free, GROUPS.c.month_price <= literal(bounded(wish.month_price), BigInteger))
        outside = [*self._outside()]
        if outside:
            yield _has_lesson()
            yield ~_has_lesson(or_(*outside))
        if wish.busy:
            yield ~_has_lesson(or_(*map(_meets, wish.busy)))

    def _box(self, near: Point, within: int) -> Iterator[Condition]:
        """Say what an index can see: the sides of the box around all that is near enough."""
        half = math.isqrt(square_of(within)) + 1
        for side, here in zip((GROUPS.c.x, GROUPS.c.y, GROUPS.c.z), in_space(near), strict=True):
            yield side.between(literal(here - half, BigInteger), literal(here + half, BigInteger))

    def _outside(self) -> Iterator[Condition]:
        """Say what makes a lesson lie outside the days and hours that suit the family."""
        wish = self._wish
        if wish.weekdays:
            yield LESSONS.c.weekday.not_in(sorted(wish.weekdays & WEEKDAYS.keys()))
        if wish.begins_from is not None:
            yield LESSONS.c.begins_at < wish.begins_from
        if wish.ends_by is not None:
            yield LESSONS.c.ends_at > wish.ends_by


def _has_lesson(*conditions: Condition) -> Condition:
    return exists().where(LESSONS.c.group_id == GROUPS.c.group_id, *conditions)


def _meets(busy: Hours) -> Condition:
    """As :func:`sgo_pfdo.programmes.rules.timetable.meet`, but dates that overlap by less than two weeks count, too."""
    week: Condition = (
        literal(True) if busy.week is Week.EVERY else LESSONS.c.week.in_([Week.EVERY.value, busy.week.value])
    )
    return and_(
        LESSONS.c.weekday == busy.weekday,
        LESSONS.c.begins_at < busy.ends_at,
        LESSONS.c.ends_at > busy.begins_at,
        func.coalesce(LESSONS.c.valid_from, GROUPS.c.starts_on) <= busy.valid_to,
        func.coalesce(LESSONS.c.valid_to, GROUPS.c.ends_on) >= busy.valid_from,
        week,
    )
