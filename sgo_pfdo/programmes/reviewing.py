"""The operator's side of a review: what waits, all that a family would see of it, publishing with the registers set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.editing import set_registers
from sgo_pfdo.programmes.groups import groups_of
from sgo_pfdo.programmes.model import (
    Lesson,
    Programme,
    ProgrammeAddress,
    ProgrammeGroup,
    ProgrammePart,
    ProgrammeStep,
)
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import State, Step
from sgo_pfdo.programmes.steps import parts_of, steps_of, take_step
from sgo_pfdo.programmes.traits import traits_of

_SENDING = (Step.SEND.value, Step.CHANGE_TERMS.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A programme that an operator is to look at.

    :param since: when it was sent, or some part of it; with a time zone.
    :param is_part: it is published, and a part of it alone is reviewed.
    """

    card_id: str
    short_name: str
    provider_name: str
    since: datetime
    is_part: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A programme as families will see it, and how it came there.

    :param groups: by the id of the part.
    :param lessons: by the id of the group.
    :param places: the texts of the addresses that groups have of their own, by their ids.
    """

    programme: Programme
    provider: Provider
    traits: Mapping[Trait, set[str]]
    addresses: Sequence[ProviderAddress]
    parts: Sequence[ProgrammePart]
    groups: Mapping[int, Sequence[ProgrammeGroup]]
    lessons: Mapping[int, Sequence[Lesson]]
    places: Mapping[int | None, str]
    steps: Sequence[ProgrammeStep]


def _waits() -> ColumnElement[bool]:
    part = exists().where(ProgrammePart.programme_id == Programme.id, ProgrammePart.state == State.REVIEW.value)
    return or_(Programme.state == State.REVIEW.value, (Programme.state == State.PUBLISHED.value) & part)


def count_waiting(session: Session, municipality_code: str) -> int:
    """Count the programmes of a municipality that wait for its operator."""
    query = (
        select(func.count()).select_from(Programme).where(Programme.municipality_code == municipality_code, _waits())
    )
    return session.scalar(query) or 0


def list_waiting(session: Session, municipality_code: str, *, most: int) -> Sequence[Waiting]:
    """List the programmes that wait, those that have waited longest first."""
    of_part = (
        select(func.max(ProgrammeStep.at))
        .where(
            ProgrammeStep.programme_id == Programme.id,
            ProgrammeStep.part_id.is_not(None),
            ProgrammeStep.step.in_(_SENDING),
        )
        .scalar_subquery()
    )
    is_whole = Programme.state == State.REVIEW.value
    since = func.coalesce(case((is_whole, Programme.sent_at), else_=of_part), Programme.changed_at)
    query = (
        select(Programme.card_id, Programme.short_name, Provider.name, since, Programme.state)
        .join(Provider, Provider.code == Programme.provider_code)
        .where(Programme.municipality_code == municipality_code, _waits())
        .order_by(since, Programme.id)
        .limit(most)
    )
    return [
        Waiting(card_id=row[0], short_name=row[1], provider_name=row[2], since=row[3], is_part=row[4] != State.REVIEW)
        for row in session.execute(query)
    ]


def find_reviewed(session: Session, municipality_code: str, card_id: str) -> Programme | None:
    """Find a programme of a municipality that its operator may look at: everything but what is still a draft."""
    query = select(Programme).where(
        Programme.card_id == card_id,
        Programme.municipality_code == municipality_code,
        Programme.state != State.DRAFT.value,
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def find_part(session: Session, programme: Programme, position: int | None) -> ProgrammePart | None:
    """Find a part by its number in the programme, as it is now."""
    query = select(ProgrammePart).where(ProgrammePart.programme_id == programme.id, ProgrammePart.position == position)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def read_card(session: Session, programme: Programme) -> Card:
    """Read all that a family would see of a programme, its timetable included, and its steps."""
    parts = parts_of(session, programme.id)
    groups = {part.id: groups_of(session, part.id) for part in parts}  # there are twelve parts at the most
    addresses = session.scalars(
        select(ProviderAddress)
        .join(ProgrammeAddress, ProgrammeAddress.address_id == ProviderAddress.id)
        .where(ProgrammeAddress.programme_id == programme.id)
        .order_by(ProgrammeAddress.is_main.desc(), ProviderAddress.text)
    ).all()
    return Card(
        programme=programme,
        provider=session.get_one(Provider, programme.provider_code, populate_existing=True),
        traits=traits_of(session, programme.id),
        addresses=addresses,
        parts=parts,
        groups=groups,
        lessons=_lessons(session, [group.id for several in groups.values() for group in several]),
        places=_places(session, {group.address_id for several in groups.values() for group in several} - {None}),
        steps=steps_of(session, programme.id),
    )


def _places(session: Session, address_ids: Iterable[int | None]) -> Mapping[int | None, str]:
    query = select(ProviderAddress.id, ProviderAddress.text).where(ProviderAddress.id.in_(address_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _lessons(session: Session, group_ids: Iterable[int]) -> Mapping[int, Sequence[Lesson]]:
    found: dict[int, list[Lesson]] = {one: [] for one in group_ids}
    query = select(Lesson).where(Lesson.group_id.in_(found)).order_by(Lesson.weekday, Lesson.begins_at, Lesson.id)
    for lesson in session.scalars(query):
        found[lesson.group_id].append(lesson)
    return found


def publish(session: Session, programme: Programme, registers: Sequence[str], by: By, *, seen: int) -> None:
    """Publish a programme with the registers that the operator sets; see :func:`sgo_pfdo.programmes.steps.take_step`.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param seen: the version that the page showed.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: it is not with the operator.
    :raises FieldsRefusedError: there is no register.
    """
    if not registers:
        raise FieldsRefusedError({"registers": "выберите хотя бы один реестр"})
    set_registers(session, programme, registers, by, seen=seen)
    session.flush()
    take_step(session, programme, Step.PUBLISH, by, seen=programme.version)


def list_providers(session: Session, municipality_code: str) -> Sequence[Provider]:
    """List the providers of a municipality, in whatever state, by name."""
    query = select(Provider).where(Provider.municipality_code == municipality_code)
    return session.scalars(query.order_by(Provider.name_key, Provider.code)).all()


def list_programmes(session: Session, provider_code: str) -> Sequence[Programme]:
    """List the programmes of a provider that its operator may look at, by name."""
    query = select(Programme).where(Programme.provider_code == provider_code, Programme.state != State.DRAFT.value)
    return session.scalars(query.order_by(Programme.name_key, Programme.id)).all()
