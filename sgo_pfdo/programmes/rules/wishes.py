"""What a family may wish for when it looks for a programme: every criterion, as plain data (cabinet, 4.3)."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.kinds import Direction, Form, Health, Level
from sgo_pfdo.programmes.rules.timetable import Hours

K = TypeVar("K", RegisterKind, Direction, Health)

PAGE_SIZE = 24
"""Programmes on a page (4.3)."""
MOST_COUNTED = 10_000
"""Programmes that are counted; of more a page says that there are more, and writes no number beside the choices."""
REGISTER_BITS: Mapping[RegisterKind, int] = {kind: 1 << place for place, kind in enumerate(RegisterKind)}
DIRECTION_BITS: Mapping[Direction, int] = {kind: 1 << len(RegisterKind) + place for place, kind in enumerate(Direction)}
"""They stand in one number with those of the registers: what has a count beside it."""
HEALTH_BITS: Mapping[Health, int] = {kind: 1 << place for place, kind in enumerate(Health)}
FREE = frozenset({RegisterKind.VALUED, RegisterKind.PREPROF, RegisterKind.OTHER})
"""Registers of which a family pays nothing."""


class Order(enum.StrEnum):
    """How programmes are sorted; among equals the name decides, then the older programme."""

    DEFAULT = "default"
    """What this child can have first, then the nearer one, or where there is no address, the more relevant one."""
    START = "start"
    PRICE = "price"
    RATING = "rating"
    PLACES = "places"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedFor:
    """The child for whom is searched.

    :param health: the categories that the family has named.
    """

    birth_date: date
    municipality_code: str
    health: frozenset[Health] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """All criteria at once; what is empty or ``None`` does not matter to the family.

    Criteria of groups hold for one and the same group: on Mondays, with places, for less than a thousand roubles.

    :param text: as typed, whatever it is.
    :param municipalities: empty for the whole region.
    :param activities: as the dictionary names them, ``keyword`` likewise.
    :param age: full months.
    :param registers: how it is paid.
    :param balance: kopecks that the certificate has: what costs more for the whole period is left out.
    :param only_open: a group takes applications today.
    :param health: made for one of these categories; ``is_adapted``: for disabled children.
    :param is_distance: with distance technology, or without.
    :param weekdays: 1 is Monday; every lesson is on one of these.
    :param begins_from: no lesson begins earlier, ``ends_by``: none ends later.
    :param busy: where the child learns already: no lesson is at the same time.
    :param month_price: kopecks a month at the most; what is free costs nothing.
    :param needs_medical: only what needs a medical certificate, or only what needs none.
    :param rating_from: tenths of a percent.
    :param near: the convenient address.
    :param within: metres from there, to the nearest address of an open group.
    :param child: for whom is searched, if for one child.
    :param only_fitting: only what this child can have: open, of its age, with places, for its municipality and health.
    """

    text: str = ""
    municipalities: frozenset[str] = frozenset()
    directions: frozenset[Direction] = frozenset()
    activities: frozenset[str] = frozenset()
    age: int | None = None
    registers: frozenset[RegisterKind] = frozenset()
    balance: int | None = None
    only_open: bool = False
    with_places: bool = False
    health: frozenset[Health] = frozenset()
    is_adapted: bool = False
    forms: frozenset[Form] = frozenset()
    is_distance: bool | None = None
    weekdays: frozenset[int] = frozenset()
    begins_from: time | None = None
    ends_by: time | None = None
    busy: Sequence[Hours] = ()
    month_price: int | None = None
    levels: frozenset[Level] = frozenset()
    needs_medical: bool | None = None
    provider_code: str | None = None
    keyword: str | None = None
    rating_from: int | None = None
    near: Point | None = None
    within: int | None = None
    child: SearchedFor | None = None
    only_fitting: bool = False
    order: Order = Order.DEFAULT

    @property
    def is_narrow(self) -> bool:
        """Whether only what the child can have is wished for."""
        return self.only_fitting and self.child is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: behind the programme with this key, name and id."""

    key: int
    name: str
    programme_id: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A programme that was found.

    :param fits: whether the child can have it; without a child ``False``.
    :param metres: to the nearest address of an open group; ``None`` where none is known.
    """

    place: Place
    fits: bool
    metres: int | None

    @property
    def programme_id(self) -> int:
        """The programme."""
        return self.place.programme_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found.

    :param after: where the next page begins; ``None`` on the last one.
    :param total: on all pages; above :data:`MOST_COUNTED` it says no more than that.
    :param by_direction: how many there were with this choice alone in place of the one that was made; may be empty
        where there are more than are counted.
    :param by_register: the same for the ways of payment; a programme may be in several.
    :param not_fitting: how many more there are without «подходит моему ребёнку»; 0 where more are found than counted.
    """

    hits: Sequence[Hit]
    after: Place | None
    total: int
    by_direction: Mapping[Direction, int] = field(default_factory=dict)
    by_register: Mapping[RegisterKind, int] = field(default_factory=dict)
    not_fitting: int = 0


def bits_of(bits: Mapping[K, int], kinds: Iterable[K]) -> int:
    """Put a bit for each kind into one number."""
    return sum({bits[kind] for kind in kinds})
