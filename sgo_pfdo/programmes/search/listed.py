"""Reads what the cards of a list show: one statement for the programmes, one for the registers, one for the groups."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.model import Programme, ProgrammeAddress, ProgrammeFile, ProgrammeTrait
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.wishes import Wish
from sgo_pfdo.programmes.search.groups import GroupWishes
from sgo_pfdo.programmes.search.model import SearchGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProgramme:
    """A programme as its card shows it (specification of the cabinet, 4.4).

    :param address: the main one; ``None`` where there is none.
    :param picture: since when it has the picture that it has; ``None`` where it has none.
    :param registers: in the order of :class:`sgo_pfdo.funds.rules.kinds.RegisterKind`.
    :param month_price: kopecks a month of the cheapest group; ``None`` where it is not given.
    :param free_places: of all groups that take applications today.
    :param is_open: a group takes applications today.
    :param opens_on: where none does, the next day on which one will; ``None`` where nobody knows.
    """

    programme: Programme
    provider: Provider
    address: str | None
    picture: datetime | None
    registers: Sequence[RegisterKind]
    month_price: int | None
    free_places: int
    is_open: bool
    opens_on: date | None


@dataclass(frozen=True, slots=True)
class _Groups:
    month_price: int | None = None
    free_places: int = 0
    is_open: bool = False
    opens_on: date | None = None


def listed_programmes(session: Session, ids: Sequence[int], today: date) -> list[ListedProgramme]:
    """Read cards.

    :param ids: of programmes that families may see, in the order of the list.
    :param today: the date there.
    """
    main = and_(ProgrammeAddress.programme_id == Programme.id, ProgrammeAddress.is_main.is_(True))
    image = and_(ProgrammeFile.programme_id == Programme.id, ProgrammeFile.kind == "image")
    rows = session.execute(
        select(Programme, Provider, ProviderAddress.text, ProgrammeFile.changed_at)
        .join(Provider, Provider.code == Programme.provider_code)
        .outerjoin(ProgrammeAddress, main)
        .outerjoin(ProviderAddress, ProviderAddress.id == ProgrammeAddress.address_id)
        .outerjoin(ProgrammeFile, image)
        .where(Programme.id.in_(ids))
    )
    found = {programme.id: (programme, provider, address, picture) for programme, provider, address, picture in rows}
    registers, groups = _registers(session, ids), _groups(session, ids, today)
    cards = []
    for one in ids:
        if one in found:
            programme, provider, address, picture = found[one]
            of_groups = groups.get(one, _Groups())
            cards.append(
                ListedProgramme(
                    programme=programme,
                    provider=provider,
                    address=address,
                    picture=picture,
                    registers=in_order(registers[one]),
                    month_price=of_groups.month_price,
                    free_places=of_groups.free_places,
                    is_open=of_groups.is_open,
                    opens_on=None if of_groups.is_open else of_groups.opens_on,
                )
            )
    return cards


def in_order(values: Iterable[str]) -> list[RegisterKind]:
    """Sort registers as pages show them."""
    there = set(values)
    return [kind for kind in RegisterKind if kind.value in there]


def _registers(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    query = select(ProgrammeTrait.programme_id, ProgrammeTrait.value).where(
        ProgrammeTrait.programme_id.in_(ids), ProgrammeTrait.kind == Trait.REGISTER.value
    )
    for programme_id, value in session.execute(query):
        found[programme_id].add(value)
    return found


def _groups(session: Session, ids: Sequence[int], today: date) -> dict[int, _Groups]:
    groups = GroupWishes(Wish(), today)
    query = (
        select(
            SearchGroup.programme_id,
            groups.least_price,
            groups.free_places,
            func.max(case((groups.is_open, 1), else_=0)),
            *(func.min(case((day > today, day))) for day in (SearchGroup.open_from, SearchGroup.again_from)),
        )
        .where(SearchGroup.programme_id.in_(ids))
        .group_by(SearchGroup.programme_id)
    )
    return {
        programme_id: _Groups(price, int(places or 0), bool(is_open), _first(opens_on))
        for programme_id, price, places, is_open, *opens_on in session.execute(query)
    }


def _first(days: Iterable[date | None]) -> date | None:
    """Give the first of some days; the last day of the calendar is none."""
    first = min((day for day in days if day is not None), default=date.max)
    return None if first == date.max else first
