"""Reads a programme with all that its page shows, and organisations with theirs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.programmes.model import (
    Lesson,
    Programme,
    ProgrammeAddress,
    ProgrammeGroup,
    ProgrammePart,
    ProgrammeTrait,
)
from sgo_pfdo.programmes.own_files import KeptFile, kept_files
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Health, ProviderState, Trait
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.search.listed import in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """A group that has not ended, with its timetable.

    :param address: where it is; ``None`` where nobody knows.
    """

    group: ProgrammeGroup
    lessons: Sequence[Lesson]
    address: ProviderAddress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A published part with its groups; those that begin first come first."""

    part: ProgrammePart
    groups: Sequence[ShownGroup]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProgramme:
    """A published programme.

    :param municipality: the name.
    :param addresses: the main one first.
    :param files: its picture and its full text, by their kinds.
    """

    programme: Programme
    provider: Provider
    municipality: str
    registers: Sequence[RegisterKind]
    health: Sequence[Health]
    activities: Sequence[str]
    keywords: Sequence[str]
    addresses: Sequence[ProviderAddress]
    parts: Sequence[ShownPart]
    files: Mapping[str, KeptFile]


def shown_programme(
    session: Session, card_id: str, today: date, *, with_suspended: bool = False
) -> ShownProgramme | None:
    """Read a programme that families may see; ``None`` for any other one.

    :param card_id: what names it in addresses.
    :param today: the date in its municipality.
    :param with_suspended: also one of an organisation that takes no children now, for a page that says so.
    """
    states = (ProviderState.ACTIVE, ProviderState.SUSPENDED) if with_suspended else (ProviderState.ACTIVE,)
    row = session.execute(
        select(Programme, Provider, Municipality.name)
        .join(Provider, Provider.code == Programme.provider_code)
        .join(Municipality, Municipality.code == Programme.municipality_code)
        .where(
            Programme.card_id == card_id,
            Programme.state == State.PUBLISHED.value,
            Provider.state.in_([state.value for state in states]),
        )
    ).one_or_none()
    if row is None:
        return None
    programme, provider, municipality = row
    traits = _traits(session, programme.id)
    addresses = session.scalars(
        select(ProviderAddress)
        .join(ProgrammeAddress, ProgrammeAddress.address_id == ProviderAddress.id)
        .where(ProgrammeAddress.programme_id == programme.id)
        .order_by(ProgrammeAddress.is_main.desc(), ProviderAddress.id)
    ).all()
    return ShownProgramme(
        programme=programme,
        provider=provider,
        municipality=municipality,
        registers=in_order(traits.get(Trait.REGISTER, ())),
        health=[kind for kind in Health if kind in traits.get(Trait.HEALTH, ())],
        activities=sorted(traits.get(Trait.ACTIVITY, ())),
        keywords=sorted(traits.get(Trait.KEYWORD, ())),
        addresses=addresses,
        parts=_parts(session, programme.id, addresses[0] if addresses else None, today),
        files=kept_files(session, programme.id),
    )


def _traits(session: Session, programme_id: int) -> Mapping[Trait, Sequence[str]]:
    found: dict[Trait, list[str]] = defaultdict(list)
    query = select(ProgrammeTrait.kind, ProgrammeTrait.value).where(ProgrammeTrait.programme_id == programme_id)
    for kind, value in session.execute(query):
        found[Trait(kind)].append(value)
    return found


def _parts(session: Session, programme_id: int, main: ProviderAddress | None, today: date) -> list[ShownPart]:
    parts = session.scalars(
        select(ProgrammePart)
        .where(ProgrammePart.programme_id == programme_id, ProgrammePart.state == State.PUBLISHED.value)
        .order_by(ProgrammePart.position)
    ).all()
    rows = session.execute(
        select(ProgrammeGroup, ProviderAddress)
        .outerjoin(ProviderAddress, ProviderAddress.id == ProgrammeGroup.address_id)
        .where(
            ProgrammeGroup.part_id.in_([part.id for part in parts]),
            ProgrammeGroup.is_archived.is_(False),
            ProgrammeGroup.ends_on >= today,
        )
        .order_by(ProgrammeGroup.starts_on, ProgrammeGroup.name, ProgrammeGroup.id)
    ).all()
    lessons: dict[int, list[Lesson]] = defaultdict(list)
    timetable = (
        select(Lesson)
        .where(Lesson.group_id.in_([group.id for group, _ in rows]))
        .order_by(Lesson.weekday, Lesson.begins_at, Lesson.id)
    )
    for lesson in session.scalars(timetable):
        lessons[lesson.group_id].append(lesson)
    groups: dict[int, list[ShownGroup]] = defaultdict(list)
    for group, address in rows:
        groups[group.part_id].append(ShownGroup(group=group, lessons=lessons[group.id], address=address or main))
    return [ShownPart(part=part, groups=groups[part.id]) for part in parts]
