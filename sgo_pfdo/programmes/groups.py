"""Makes and edits groups and their timetables. They need no review: the terms stand in the part."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_new, table_of
from sgo_pfdo.programmes.acting import By, FieldsRefusedError, TakenError, lock_seen, tell_of
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import State, StepImpossibleError


def find_group(session: Session, card_id: str, provider_code: str | None = None) -> ProgrammeGroup | None:
    """Find a group by the id in its address.

    :param provider_code: that of another provider is none; ``None`` for the operator.
    """
    query = select(ProgrammeGroup).where(ProgrammeGroup.card_id == card_id)
    if provider_code is not None:
        query = query.where(ProgrammeGroup.provider_code == provider_code)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def groups_of(session: Session, part_id: int) -> Sequence[ProgrammeGroup]:
    """List the groups of a part that are not archived, those that begin first at the top."""
    return session.scalars(
        select(ProgrammeGroup)
        .where(ProgrammeGroup.part_id == part_id, ~ProgrammeGroup.is_archived)
        .order_by(ProgrammeGroup.starts_on, ProgrammeGroup.name, ProgrammeGroup.id)
    ).all()


def lessons_of(session: Session, group_id: int) -> Sequence[Lesson]:
    """List the timetable of a group, in the order of the week."""
    query = select(Lesson).where(Lesson.group_id == group_id)
    return session.scalars(query.order_by(Lesson.weekday, Lesson.begins_at, Lesson.id)).all()


def check_living(session: Session, part: ProgrammePart) -> Programme:
    """Refuse to change groups of what was put away; give the programme.

    :raises StepImpossibleError: the part or its programme is archived.
    """
    programme = session.get_one(Programme, part.programme_id, populate_existing=True)
    if State.ARCHIVED in (programme.state, part.state):
        raise StepImpossibleError("a group of what is archived")
    return programme


def _lock_living(session: Session, group: ProgrammeGroup, seen: int) -> ProgrammePart:
    """Hold a group that can still be changed, and give its part as it is now.

    :raises ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: it is archived, or what it belongs to.
    """
    lock_seen(session, group, seen)
    part = session.get_one(ProgrammePart, group.part_id, populate_existing=True)
    check_living(session, part)
    if group.is_archived:
        raise StepImpossibleError("an archived group")
    return part


def add_group(
    session: Session, part: ProgrammePart, values: Mapping[str, Any], by: By, *, address_id: int | None = None
) -> ProgrammeGroup:
    """Add a group; without a number of places it has those of the part.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.GROUP`.
    :param address_id: one of the provider's; ``None`` for the main address of the programme.
    :raises TakenError: the provider has one with this number in its files.
    :raises FieldsRefusedError: the address is not the provider's, or closed.
    :raises StepImpossibleError: the part or its programme is archived.
    """
    session.refresh(part)
    programme = check_living(session, part)
    row = columns_of(values, part.max_children) | {
        "card_id": secrets.token_urlsafe(16),
        "provider_code": programme.provider_code,
        "part_id": part.id,
        "address_id": _own_address(session, programme.provider_code, address_id, None),
    }
    group = insert_new(session, ProgrammeGroup, row)
    if group is None:
        raise TakenError
    tell_of(session, by, programme, f"Программа «{programme.short_name}»: новая группа «{group.name}»")
    return group


def columns_of(values: Mapping[str, Any], places: int) -> dict[str, Any]:
    """Give the values that are columns of a group.

    :param places: where none are given.
    """
    found = {name: value for name, value in values.items() if name != "address"}
    return found | {"places": values["places"] or places}


def change_group(
    session: Session,
    group: ProgrammeGroup,
    values: Mapping[str, Any],
    by: By,
    *,
    seen: int,
    address_id: int | None = None,
) -> bool:
    """Change a group; see :func:`add_group`.

    :param seen: the version that the page showed.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: it is archived, or what it belongs to.
    """
    part = _lock_living(session, group, seen)
    columns = columns_of(values, part.max_children)
    columns["address_id"] = _own_address(session, group.provider_code, address_id, group.address_id)
    changed = {name for name, value in columns.items() if getattr(group, name) != value}
    for name in changed:
        setattr(group, name, columns[name])
    if changed:
        group.version = seen + 1
        _tell(session, group, by, "изменена")
    return bool(changed)


def archive_group(session: Session, group: ProgrammeGroup, by: By, *, seen: int) -> None:
    """Put a group away, also one of what is archived; see :func:`change_group`.

    :raises StepImpossibleError: it is put away already.
    """
    lock_seen(session, group, seen)
    if group.is_archived:
        raise StepImpossibleError("an archived group")
    group.is_archived, group.version = True, seen + 1
    _tell(session, group, by, "убрана в архив")


def put_lessons(
    session: Session, group: ProgrammeGroup, lessons: Sequence[Mapping[str, Any]], by: By, *, seen: int
) -> bool:
    """Write the timetable of a group in place of the one that is there.

    :param lessons: of each every name in :data:`sgo_pfdo.programmes.rules.records.LESSON`.
    :return: whether it is another one now: then families of the group are to be told.
    :raises ChangedMeanwhileError: the group is no longer what the page showed.
    :raises StepImpossibleError: it is archived, or what it belongs to.
    """
    _lock_living(session, group, seen)
    names = [column.name for column in table_of(Lesson).columns if column.name not in ("id", "group_id")]
    there = {tuple(getattr(one, name) for name in names) for one in lessons_of(session, group.id)}
    wanted = {tuple(one[name] for name in names) for one in lessons}
    if there == wanted:
        return False
    for gone in lessons_of(session, group.id):
        session.delete(gone)
    session.add_all([Lesson(group_id=group.id, **one) for one in lessons])
    group.version = seen + 1
    _tell(session, group, by, "изменено расписание")
    return True


def _tell(session: Session, group: ProgrammeGroup, by: By, what: str) -> None:
    part = session.get_one(ProgrammePart, group.part_id)
    programme = session.get_one(Programme, part.programme_id)
    about = f"Программа «{programme.short_name}», группа «{group.name}»"
    tell_of(session, by, programme, f"{about}: {what}")


def _own_address(session: Session, provider_code: str, address_id: int | None, before: int | None) -> int | None:
    """Refuse an address of somebody else, and a closed one that the group does not have already."""
    if address_id is not None:
        address = session.get(ProviderAddress, address_id, populate_existing=True)
        is_own = address is not None and address.provider_code == provider_code
        if address is None or not is_own or not (address.is_open or address_id == before):
            raise FieldsRefusedError({"address": "такого адреса у организации нет"})
    return address_id
