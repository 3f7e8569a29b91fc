"""The same questions as somebody answers them in an afternoon: ``ILIKE``, joins, and ORM objects for what a card shows.

It answers less: no word forms and no slips, no counts beside the choices. Ages and the great circle are reckoned in
Python, for every group that is left. SQLite's ``LIKE`` knows the small and large letters of Latin alone.
"""

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.programmes.model import (
    Lesson,
    Programme,
    ProgrammeAddress,
    ProgrammeGroup,
    ProgrammePart,
    ProgrammeTrait,
)
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.ages import full_months
from sgo_pfdo.programmes.rules.distance import RADIUS, Point
from sgo_pfdo.programmes.rules.wishes import PAGE_SIZE, Wish

Card = tuple[Programme, Provider, list[ProgrammeGroup], list[ProgrammeTrait]]


def find(session: Session, wish: Wish, today: date, skipped: int = 0) -> tuple[list[Card], int]:
    """Find a page.

    :param skipped: programmes on the pages before.
    :return: what the cards show, and how many there are in all.
    """
    query: Select[Any] = (
        select(Programme, Provider)
        .join_from(Programme, Provider)
        .where(Programme.state == "published", *_programmes(wish))
    )
    if wish.child is not None:
        page, total = _fitting(session, query, wish, today)
    else:
        groups = [*_groups(wish, today)]
        if groups:
            query = query.where(exists().where(ProgrammePart.programme_id == Programme.id, *groups))
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        ordered = query.order_by(Programme.short_name, Programme.id).offset(skipped).limit(PAGE_SIZE)
        page = [(programme, provider) for programme, provider in session.execute(ordered)]
    return [_card(session, programme, provider) for programme, provider in page], total


def _card(session: Session, programme: Programme, provider: Provider) -> Card:
    groups = select(ProgrammeGroup).join(ProgrammePart).where(ProgrammePart.programme_id == programme.id)
    traits = select(ProgrammeTrait).where(ProgrammeTrait.programme_id == programme.id)
    return programme, provider, [*session.scalars(groups)], [*session.scalars(traits)]


def _programmes(wish: Wish) -> Iterator[ColumnElement[bool]]:
    for word in wish.text.split():
        like = f"%{word}%"
        keyword = exists().where(ProgrammeTrait.programme_id == Programme.id, ProgrammeTrait.value.ilike(like))
        texts = (Programme.short_name, Programme.full_name, Programme.annotation, Provider.name)
        yield or_(keyword, *(text.ilike(like) for text in texts))
    if wish.municipalities:
        yield Programme.municipality_code.in_(wish.municipalities)
    if wish.directions:
        yield Programme.direction.in_(wish.directions)
    if wish.age is not None:
        yield and_(Programme.age_min <= wish.age, Programme.age_max >= wish.age)
    if wish.registers:
        yield exists().where(ProgrammeTrait.programme_id == Programme.id, ProgrammeTrait.value.in_(wish.registers))


def _groups(wish: Wish, today: date) -> Iterator[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.only_open or wish.child is not None:
        found += [ProgrammePart.is_open, ~ProgrammeGroup.is_locked, ProgrammeGroup.ends_on >= today]
        found.append(or_(ProgrammeGroup.order_from.is_(None), ProgrammeGroup.order_from <= today))
        found.append(or_(ProgrammeGroup.order_to.is_(None), ProgrammeGroup.order_to >= today))
    if wish.with_places or wish.child is not None:
        found.append(ProgrammeGroup.places > 0)
    if wish.month_price is not None:
        found.append(ProgrammePart.price / ProgrammePart.months <= wish.month_price)
    lessons: list[ColumnElement[bool]] = [Lesson.group_id == ProgrammeGroup.id]
    if wish.weekdays:
        found.append(~exists().where(*lessons, Lesson.weekday.not_in(wish.weekdays)))
    if wish.begins_from is not None:
        found.append(~exists().where(*lessons, Lesson.begins_at < wish.begins_from))
    if found:
        yield ProgrammeGroup.part_id == ProgrammePart.id
        yield from found


def _fitting(
    session: Session, query: Select[Any], wish: Wish, today: date
) -> tuple[list[tuple[Programme, Provider]], int]:
    """Give the nearest programmes that the child can have, and how many there are."""
    child, near = wish.child, wish.near
    assert child is not None
    assert near is not None
    groups = query.add_columns(ProgrammeGroup, ProviderAddress).where(
        ProgrammePart.programme_id == Programme.id,
        *_groups(wish, today),
        ProgrammeAddress.programme_id == Programme.id,
        ProviderAddress.id == ProgrammeAddress.address_id,
        or_(Programme.municipality_code == child.municipality_code, Programme.all_region),
    )
    found: dict[int, tuple[float, Programme, Provider]] = {}
    for programme, provider, group, address in session.execute(groups):
        age = full_months(child.birth_date, max(group.starts_on, today))
        metres = _great_circle(near, address)
        if programme.age_min <= age <= programme.age_max and (wish.within is None or metres <= wish.within):
            found[programme.id] = metres, programme, provider
    nearest = sorted(found.values(), key=lambda one: one[0])
    return [(programme, provider) for _, programme, provider in nearest[:PAGE_SIZE]], len(nearest)


def _great_circle(here: Point, there: ProviderAddress) -> float:
    assert there.latitude is not None
    assert there.longitude is not None
    one, other = math.radians(here.latitude), math.radians(there.latitude)
    east = math.radians(there.longitude - here.longitude)
    haversine = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(east / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(haversine))
