"""The statements of the search in the database: see :mod:`sgo_pfdo.programmes.search.finding`."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.plain.signs import one_line
from sgo_pfdo.programmes.model import ProgrammeTrait
from sgo_pfdo.programmes.rules.distance import FARTHEST
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.wishes import (
    DIRECTION_BITS,
    FREE,
    HEALTH_BITS,
    MOST_COUNTED,
    REGISTER_BITS,
    Order,
    Place,
    Wish,
    bits_of,
)
from sgo_pfdo.programmes.search.groups import GROUPS, PROGRAMMES, GroupWishes, bounded
from sgo_pfdo.programmes.search.text import Question, matching

FARTHEST_KEY = 2 * FARTHEST
"""A key behind all distances, prices and days."""
_NOT_FOR_THIS_CHILD = 4 * FARTHEST
Condition = ColumnElement[bool]


class Statements:
    """The statements of a search: pages, the counts beside the choices, and how many do not fit.

    :param agreed: codes of the providers that the municipality of the child pays, as
        :func:`sgo_pfdo.programmes.search.groups.agreed_providers` selects them.
    """

    def __init__(self, dialect: str, wish: Wish, today: date, question: Question, agreed: Collection[str] = ()) -> None:
        self._dialect, self._wish, self._today, self._question = dialect, wish, today, question
        self._agreed = agreed
        self._groups = GroupWishes(wish, today)

    @property
    def are_reckoned(self) -> bool:
        """Whether something of all that is found is reckoned to sort it; or else the name and the words decide."""
        return self._wish.order is not Order.DEFAULT or self._groups.are_reckoned

    @property
    def are_words_alone(self) -> bool:
        """Whether nothing is wished for but words, and choices that have a count beside them."""
        return not [*self._programmes(), *self._has_group()]

    def page_and_counts(self, after: Place | None, count: int) -> CompoundSelect[Any]:
        """Select a page, and one programme more if there is another page; then, with a number, sets of choices.

        All that is found is gone through once.
        """
        columns = self._columns(self._groups.square, self._fits(), self._rank())
        each = self._with_groups(select(*columns).where(*self._programmes(), *self._words())).subquery()
        square, fits, rank = each.c.square, each.c.fits, each.c.sort_key
        found = select(*self._columns(square, fits, self._key(square, fits, rank), of=each.c)).cte("found")
        nothing = literal(None, BigInteger).label("number")
        page = self._behind(select(found, nothing), [found.c.sort_key, found.c.sort_name, found.c.programme_id], after)
        page = page.where(*self._choices(found.c.choices)).limit(count + 1)
        counts = [one if one.key == "choices" else literal(None, one.type).label(one.key) for one in found.c]
        number = func.count().label("number")
        return union_all(select(page.subquery()), select(*counts, number).group_by(found.c.choices))

    def texts(self) -> Select[Any]:
        """Select how many programmes have the words, up to one more than are counted."""
        found = matching(self._dialect, self._question).limit(MOST_COUNTED + 1)
        return select(func.count()).select_from(found.subquery())

    def pages(self, after: Place | None) -> Iterator[Select[Any]]:
        """Select by the name, whose index has the order; where words are common, those first that name them."""
        nothing = literal(None, BigInteger)
        order = [PROGRAMMES.c.sort_name, PROGRAMMES.c.programme_id]
        for key, words in enumerate(self._levels()):
            if after is None or after.key <= key:
                query = select(*self._columns(nothing, self._fits(), literal(key)))
                query = query.where(*self._programmes(), *words, *self._choices(), *self._has_group())
                yield self._behind(query, order, after if after and after.key == key else None)

    def counts(self) -> Select[Any]:
        """Select sets of choices, with a number; where there are more than are counted, some of them."""
        found = select(PROGRAMMES.c.choices).where(*self._programmes(), *self._words(), *self._has_group())
        some = found.limit(MOST_COUNTED + 1).subquery()
        return select(some.c.choices, func.count().label("number")).group_by(some.c.choices)

    def total(self) -> Select[Any]:
        """Select how many there are, up to one more than are counted."""
        some = select(PROGRAMMES.c.programme_id).where(*self._all()).limit(MOST_COUNTED + 1)
        return select(func.count()).select_from(some.subquery())

    def total_without_fitting(self) -> Select[Any] | None:
        """Select how many there are, fitting or not; ``None`` where that is what is counted anyway."""
        if not self._wish.is_narrow:
            return None
        wish = replace(self._wish, only_fitting=False, child=None)
        everything = Statements(self._dialect, wish, self._today, self._question)
        return select(func.count()).select_from(PROGRAMMES).where(*everything._all())

    def _all(self) -> list[Condition]:
        """List everything that is wished for."""
        return [*self._programmes(), *self._words(), *self._choices(), *self._has_group()]

    def _columns(
        self, square: ColumnElement[Any], fits: ColumnElement[int], key: ColumnElement[int], *, of: Any = PROGRAMMES.c
    ) -> Sequence[ColumnElement[Any]]:
        same = of.programme_id, of.sort_name, of.choices
        return *same, square.label("square"), fits.label("fits"), key.label("sort_key")

    def _behind(self, query: Select[Any], order: Sequence[ColumnElement[Any]], after: Place | None) -> Select[Any]:
        """Sort by key, name and id, or by the last two; begin behind a place."""
        query = query.order_by(*order)
        if after is None:
            return query
        numbers = (literal(bounded(number), BigInteger) for number in (after.key, after.programme_id))
        here = (next(numbers), literal(one_line(after.name)), next(numbers))[-len(order) :]
        return query.where(tuple_(*order) > tuple_(*here))

    def _has_group(self) -> list[Condition]:
        """Say that a programme has a group that is wished for."""
        wanted = self._groups.conditions
        found = [self._may_have()] if self._wish.is_narrow else []
        if wanted and self._groups.are_few:
            found.append(PROGRAMMES.c.programme_id.in_(select(GROUPS.c.programme_id).where(*wanted)))
        elif wanted:
            found.append(exists().where(GROUPS.c.programme_id == PROGRAMMES.c.programme_id, *wanted))
        return found

    def _with_groups(self, programmes: Select[Any]) -> Select[Any]:
        """Give programmes that have a wanted group, with all of these where something is reckoned of them."""
        if not self._groups.are_reckoned:
            return programmes.where(*self._has_group())
        wanted = self._groups.conditions
        if self._wish.is_narrow:
            programmes = programmes.where(self._may_have())
        # where SQLite cannot look up a programme of a group, it does not begin with all groups of the country
        is_by_programme = self._dialect == "sqlite" and not self._groups.are_few
        programme_id = PROGRAMMES.c.programme_id + 0 if is_by_programme else PROGRAMMES.c.programme_id
        joined = and_(GROUPS.c.programme_id == programme_id, *wanted)
        return programmes.join_from(PROGRAMMES, GROUPS, joined, isouter=not wanted).group_by(PROGRAMMES.c.programme_id)

    def _fits(self) -> ColumnElement[int]:
        if self._wish.is_narrow or self._wish.child is None:
            return literal(int(self._wish.is_narrow))
        return case(
            (self._may_have(), func.max(case((and_(self._groups.is_open, self._groups.suits), 1), else_=0))), else_=0
        )

    def _may_have(self) -> Condition:
        """Say whether the child may have a programme, whatever its groups are."""
        child = self._wish.child
        assert child is not None
        own = bits_of(HEALTH_BITS, child.health)
        health = PROGRAMMES.c.health
        return and_(
            or_(
                PROGRAMMES.c.municipality_code == child.municipality_code,
                PROGRAMMES.c.all_region.is_(True),
                PROGRAMMES.c.provider_code.in_(self._agreed),
            ),
            or_(health == 0, health.bitwise_and(own) != 0),
            self._groups.may_suit,
        )

    def _rank(self) -> ColumnElement[int]:
        """Say by which number programmes are sorted, but for the distance: the least stands first."""
        order, groups = self._wish.order, self._groups
        last = literal(FARTHEST_KEY, BigInteger)
        if order is Order.START:
            return func.coalesce(groups.first_start, last)
        if order is Order.PRICE:
            is_free = PROGRAMMES.c.choices.bitwise_and(bits_of(REGISTER_BITS, FREE)) != 0
            return case((is_free, literal(0, BigInteger)), else_=func.coalesce(groups.least_price, last))
        if order is Order.RATING:
            return cast(-func.coalesce(PROGRAMMES.c.rating, -1), BigInteger)
        if order is Order.PLACES:
            return cast(-func.coalesce(groups.free_places, 0), BigInteger)
        if self._question:
            heading = matching(self._dialect, self._question, heading_only=True)
            return cast(case((PROGRAMMES.c.programme_id.in_(heading), 0), else_=1), BigInteger)
        return literal(0, BigInteger)

    def _key(
        self, square: ColumnElement[Any], fits: ColumnElement[int], rank: ColumnElement[int]
    ) -> ColumnElement[int]:
        """Say by which number programmes are sorted: what the child can have, then what is near, or else the rank."""
        wish = self._wish
        if wish.order is not Order.DEFAULT:
            return rank
        key = rank if wish.near is None else func.coalesce(square, literal(FARTHEST_KEY, BigInteger))
        if wish.child is None or self._wish.is_narrow:
            return key
        return key + case((fits == 1, literal(0, BigInteger)), else_=literal(_NOT_FOR_THIS_CHILD, BigInteger))

    def _levels(self) -> Iterator[Sequence[Condition]]:
        if not self._question:
            yield ()
            return
        in_heading = PROGRAMMES.c.programme_id.in_(matching(self._dialect, self._question, heading_only=True))
        yield (in_heading,)
        yield *self._words(are_common=True), ~in_heading

    def _choices(self, choices: SQLColumnExpression[int] = PROGRAMMES.c.choices) -> Iterator[Condition]:
        if self._wish.directions:
            yield choices.bitwise_and(bits_of(DIRECTION_BITS, self._wish.directions)) != 0
        if self._wish.registers:
            yield choices.bitwise_and(bits_of(REGISTER_BITS, self._wish.registers)) != 0

    def _programmes(self) -> Iterator[Condition]:
        """List what is wished of programmes, but for words, and for the choices that have a count beside them."""
        return _of_programmes(self._wish)

    def _words(self, *, are_common: bool = False) -> Iterator[Condition]:
        if self._question:
            programme_id = PROGRAMMES.c.programme_id
            # SQLite goes through the index of names only where it cannot look up one programme after the other
            is_by_name = are_common and self._dialect == "sqlite"
            found = matching(self._dialect, self._question, are_common=are_common)
            yield (programme_id + 0 if is_by_name else programme_id).in_(found)


def _of_programmes(wish: Wish) -> Iterator[Condition]:
    if wish.municipalities:
        yield PROGRAMMES.c.municipality_code.in_(sorted(map(one_line, wish.municipalities)))
    if wish.activities:
        yield _has(Trait.ACTIVITY, sorted(map(one_line, wish.activities)))
    if wish.keyword is not None:
        yield _has(Trait.KEYWORD, [one_line(wish.keyword)])
    if wish.age is not None:
        yield literal(bounded(wish.age), BigInteger).between(PROGRAMMES.c.age_min, PROGRAMMES.c.age_max)
    if wish.balance is not None:
        yield PROGRAMMES.c.choices.bitwise_and(REGISTER_BITS[RegisterKind.CERTIFIED]) != 0
    if wish.health:
        yield PROGRAMMES.c.health.bitwise_and(bits_of(HEALTH_BITS, wish.health)) != 0
    if wish.is_adapted:
        yield PROGRAMMES.c.is_adapted.is_(True)
    if wish.forms:
        yield PROGRAMMES.c.form.in_(sorted(wish.forms))
    if wish.is_distance is not None:
        yield PROGRAMMES.c.is_distance.is_(wish.is_distance)
    if wish.levels:
        yield PROGRAMMES.c.level.in_(sorted(wish.levels))
    if wish.needs_medical is not None:
        yield PROGRAMMES.c.needs_medical.is_(wish.needs_medical)
    if wish.provider_code is not None:
        yield PROGRAMMES.c.provider_code == one_line(wish.provider_code)
    if wish.rating_from is not None:
        yield PROGRAMMES.c.rating >= literal(bounded(wish.rating_from), BigInteger)


def _has(kind: Trait, values: Sequence[str]) -> Condition:
    found = select(ProgrammeTrait.programme_id).where(
        ProgrammeTrait.kind == kind.value, ProgrammeTrait.value.in_(values)
    )
    return PROGRAMMES.c.programme_id.in_(found)
