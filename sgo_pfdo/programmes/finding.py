"""Finds programmes in the host's own database: :class:`sgo_pfdo.programmes.search.ProgrammeSearch`.

Both databases find the same, in the same order: words are cut and their forms are found in Python, and everything that
is compared is an integer, a date, or a text that is sorted by code points.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.finding_groups import GroupWishes, agreed_providers, bounded
from sgo_pfdo.programmes.model import ProgrammeTrait
from sgo_pfdo.programmes.rules.distance import FARTHEST, metres_of
from sgo_pfdo.programmes.rules.kinds import Direction, Trait
from sgo_pfdo.programmes.rules.wishes import (
    FREE,
    HEALTH_BITS,
    PAGE_SIZE,
    REGISTER_BITS,
    Found,
    Hit,
    Order,
    Place,
    Wish,
    bits_of,
)
from sgo_pfdo.programmes.search_model import SearchGroup, SearchProgramme
from sgo_pfdo.programmes.search_text import Question, matching, read_question
from sgo_pfdo.signs import one_line

_LAST = 2 * FARTHEST
"""A key behind all distances, prices and days."""
_NOT_FOR_THIS_CHILD = 4 * FARTHEST
Condition = ColumnElement[bool]


class DatabaseSearch:
    """The search that every portal has."""

    def find(
        self, session: Session, wish: Wish, today: date, *, after: Place | None = None, count: int = PAGE_SIZE
    ) -> Found:
        """Find one page; see :meth:`sgo_pfdo.programmes.search.ProgrammeSearch.find`."""
        question = read_question(session, wish.text)
        statements = _Statements(session.get_bind().dialect.name, wish, today, question)
        rows = session.execute(statements.page(after, count)).all()
        hits = [_hit(row) for row in rows[:count]]
        total, counts = _counts(wish, session.execute(statements.counts()).all())
        without = statements.total_without_fitting()
        not_fitting = 0 if without is None else (session.scalar(without) or 0) - total
        after = hits[-1].place if len(rows) > count else None
        return Found(hits=hits, after=after, total=total, not_fitting=not_fitting, **counts)


def _hit(row: Any) -> Hit:
    near = None if row.square is None or row.square >= _LAST else metres_of(row.square)
    return Hit(Place(row.sort_key, row.sort_name, row.programme_id), bool(row.fits), near)


def _counts(wish: Wish, rows: Sequence[Any]) -> tuple[int, dict[str, Any]]:
    """Sum up the counts beside the choices: each as if the others were made, and this one not yet.

    :return: how many are found in all, and these counts.
    """
    wanted = bits_of(REGISTER_BITS, wish.registers)
    directions, registers, total = Counter[Direction](), Counter[RegisterKind](), 0
    for direction, bits, count in rows:
        is_direction = not wish.directions or direction in wish.directions
        is_register = not wanted or bool(bits & wanted)
        total += count if is_direction and is_register else 0
        directions[Direction(direction)] += count if is_register else 0
        for kind, bit in REGISTER_BITS.items():
            registers[kind] += count if is_direction and bits & bit else 0
    return total, {
        "by_direction": {one: directions[one] for one in Direction},
        "by_register": {one: registers[one] for one in RegisterKind},
    }


class _Statements:
    """The statements of a search: a page, the counts beside the choices, how many do not fit."""

    def __init__(self, dialect: str, wish: Wish, today: date, question: Question) -> None:
        self._dialect, self._wish, self._today, self._question = dialect, wish, today, question
        self._groups = GroupWishes(wish, today)
        self._is_narrow = wish.only_fitting and wish.child is not None

    def page(self, after: Place | None, count: int) -> Select[Any]:
        """Select a page, and one programme more if there is another page."""
        key, square = self._key(), self._groups.square
        columns = (SearchProgramme.sort_name, square.label("square"), self._fits().label("fits"))
        sort_key = literal(0, BigInteger) if key is None else key
        where = [*self._programmes(), *self._choices()]
        found = self._select(where, SearchProgramme.programme_id, *columns, sort_key.label("sort_key")).subquery()
        order: list[Any] = [found.c.sort_name, found.c.programme_id]
        here: list[Any] = []
        if after is not None:
            here = [literal(one_line(after.name)), literal(bounded(after.programme_id), BigInteger)]
        if key is not None:  # a constant would keep the database from reading an index in its order
            order.insert(0, found.c.sort_key)
            if after is not None:
                here.insert(0, literal(bounded(after.key), BigInteger))
        query = select(found).order_by(*order).limit(count + 1)
        return query.where(tuple_(*order) > tuple_(*here)) if here else query

    def counts(self) -> Select[Any]:
        """Select how many there are of each direction and set of registers."""
        about = (SearchProgramme.direction, SearchProgramme.registers)
        return self._counted(self._select(self._programmes(), *about), *about)

    def total_without_fitting(self) -> Select[Any] | None:
        """Select how many there are, fitting or not; ``None`` where that is what is counted anyway."""
        if not self._is_narrow:
            return None
        everything = _Statements(
            self._dialect, replace(self._wish, only_fitting=False, child=None), self._today, self._question
        )
        where = [*everything._programmes(), *everything._choices()]
        return everything._counted(everything._select(where, SearchProgramme.programme_id))

    def _counted(self, found: Select[Any], *by: Any) -> Select[Any]:
        """Count programmes, each once."""
        if not self._groups.matter:
            return found.with_only_columns(*by, func.count()).group_by(*by)
        rows = found.subquery()
        named = [rows.c[column.key] for column in by]
        return select(*named, func.count()).select_from(rows).group_by(*named)

    def _select(self, where: Sequence[Condition], *columns: Any) -> Select[Any]:
        """Select programmes; where groups matter, with all of theirs that are wished for."""
        query = select(*columns).select_from(SearchProgramme).where(*where)
        if not self._groups.matter:
            return query
        wanted = [*self._groups.conditions]
        if self._is_narrow:
            wanted.append(self._groups.fits)
            query = query.where(self._may_have())
        joined = and_(SearchGroup.programme_id == SearchProgramme.programme_id, *wanted)
        query = query.join(SearchGroup, joined, isouter=not wanted)
        return query.group_by(SearchProgramme.programme_id)

    def _fits(self) -> ColumnElement[int]:
        if self._is_narrow or self._wish.child is None:
            return literal(int(self._is_narrow))
        return case((self._may_have(), func.max(case((self._groups.fits, 1), else_=0))), else_=0)

    def _may_have(self) -> Condition:
        """Say whether the child may have a programme, whatever its groups are."""
        child = self._wish.child
        assert child is not None
        own = bits_of(HEALTH_BITS, child.health)
        health = SearchProgramme.health
        return and_(
            or_(
                SearchProgramme.municipality_code == child.municipality_code,
                SearchProgramme.all_region.is_(True),
                SearchProgramme.provider_code.in_(agreed_providers(child.municipality_code, self._today)),
            ),
            or_(health == 0, health.bitwise_and(own) != 0),
        )

    def _key(self) -> ColumnElement[int] | None:
        """Say by which number programmes are sorted: the least stands first; ``None`` where the name alone decides."""
        wish, groups = self._wish, self._groups
        last = literal(_LAST, BigInteger)
        if wish.order is Order.START:
            return func.coalesce(groups.first_start, last)
        if wish.order is Order.PRICE:
            is_free = SearchProgramme.registers.bitwise_and(bits_of(REGISTER_BITS, FREE)) != 0
            return case((is_free, literal(0, BigInteger)), else_=func.coalesce(groups.least_price, last))
        if wish.order is Order.RATING:
            return cast(-func.coalesce(SearchProgramme.rating, -1), BigInteger)
        if wish.order is Order.PLACES:
            return cast(-func.coalesce(groups.free_places, 0), BigInteger)
        key: ColumnElement[int] | None = None
        if wish.near is not None:
            key = func.coalesce(groups.square, last)
        elif self._question:
            heading = matching(self._dialect, self._question, heading_only=True)
            key = cast(case((SearchProgramme.programme_id.in_(heading), 0), else_=1), BigInteger)
        if wish.child is not None and not self._is_narrow:
            behind = literal(_NOT_FOR_THIS_CHILD, BigInteger)
            possible = case((self._fits() == 1, literal(0, BigInteger)), else_=behind)
            key = possible if key is None else possible + key
        return key

    def _choices(self) -> Iterator[Condition]:
        if self._wish.directions:
            yield SearchProgramme.direction.in_(sorted(self._wish.directions))
        if self._wish.registers:
            wanted = bits_of(REGISTER_BITS, self._wish.registers)
            yield SearchProgramme.registers.bitwise_and(wanted) != 0

    def _programmes(self) -> list[Condition]:
        """List what is wished of programmes, but for the choices that have a count beside them."""
        found = [*_of_programmes(self._wish)]
        if self._question:
            found.append(SearchProgramme.programme_id.in_(matching(self._dialect, self._question)))
        return found


def _of_programmes(wish: Wish) -> Iterator[Condition]:
    if wish.municipalities:
        yield SearchProgramme.municipality_code.in_(sorted(map(one_line, wish.municipalities)))
    if wish.activities:
        yield _has(Trait.ACTIVITY, sorted(map(one_line, wish.activities)))
    if wish.keyword is not None:
        yield _has(Trait.KEYWORD, [one_line(wish.keyword)])
    if wish.age is not None:
        yield literal(bounded(wish.age), BigInteger).between(SearchProgramme.age_min, SearchProgramme.age_max)
    if wish.balance is not None:
        yield SearchProgramme.registers.bitwise_and(REGISTER_BITS[RegisterKind.CERTIFIED]) != 0
    if wish.health:
        yield SearchProgramme.health.bitwise_and(bits_of(HEALTH_BITS, wish.health)) != 0
    if wish.is_adapted:
        yield SearchProgramme.is_adapted.is_(True)
    if wish.forms:
        yield SearchProgramme.form.in_(sorted(wish.forms))
    if wish.is_distance is not None:
        yield SearchProgramme.is_distance.is_(wish.is_distance)
    if wish.levels:
        yield SearchProgramme.level.in_(sorted(wish.levels))
    if wish.needs_medical is not None:
        yield SearchProgramme.needs_medical.is_(wish.needs_medical)
    if wish.provider_code is not None:
        yield SearchProgramme.provider_code == one_line(wish.provider_code)
    if wish.rating_from is not None:
        yield SearchProgramme.rating >= literal(bounded(wish.rating_from), BigInteger)


def _has(kind: Trait, values: Sequence[str]) -> Condition:
    found = select(ProgrammeTrait.programme_id).where(
        ProgrammeTrait.kind == kind.value, ProgrammeTrait.value.in_(values)
    )
    return SearchProgramme.programme_id.in_(found)
