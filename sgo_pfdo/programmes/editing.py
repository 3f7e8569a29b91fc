"""Makes, edits and copies programmes, their parts, groups and lessons.

Terms of what families see already go to review again; a telephone or a keyword does not. A part that takes applications
is closed before its terms change.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_new, table_of
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.acting import By, FieldsRefusedError, TakenError, lock_seen, tell_of
from sgo_pfdo.programmes.model import (
    Programme,
    ProgrammeAddress,
    ProgrammePart,
)
from sgo_pfdo.programmes.own_files import copy_files
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import Side, State, Step, StepImpossibleError, state_after
from sgo_pfdo.programmes.rules.texts import sort_key
from sgo_pfdo.programmes.steps import parts_of, take_step, write_step
from sgo_pfdo.programmes.traits import FIELDS, put_traits, traits_of

FREE = frozenset({"telephone", "image_url", "video_url", "document_url", "external_id", "keywords"})
"""Fields of a programme that change without a review."""
CHOSEN_BY_PROVIDER = frozenset({RegisterKind.CERTIFIED.value, RegisterKind.PAID.value})
"""Registers that a provider asks for; the others are the operator's to set."""
_NO_COLUMNS = frozenset({*FIELDS, "address"})


def find_programme(session: Session, card_id: str, provider_code: str | None = None) -> Programme | None:
    """Find a programme by the id in its address.

    :param provider_code: that of another provider is none; ``None`` for the operator.
    """
    query = select(Programme).where(Programme.card_id == card_id)
    if provider_code is not None:
        query = query.where(Programme.provider_code == provider_code)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values that are columns of a programme, with the key that lists sort by."""
    found = {name: value for name, value in values.items() if name not in _NO_COLUMNS}
    return found | {"name_key": sort_key(values["short_name"])}


def add_programme(
    session: Session, provider: Provider, values: Mapping[str, Any], by: By, *, addresses: Sequence[int] = ()
) -> Programme:
    """Make a programme, as a draft.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.PROGRAMME`.
    :param addresses: ids of open addresses of the provider, the main one first.
    :raises TakenError: the provider has one with this number in its files.
    """
    row = columns_of(values) | {
        "card_id": secrets.token_urlsafe(16),
        "provider_code": provider.code,
        "municipality_code": provider.municipality_code,
        "state": State.DRAFT.value,
        "changed_at": by.now,
    }
    programme = insert_new(session, Programme, row)
    if programme is None:
        raise TakenError
    _put_several(session, programme, values, by)
    put_addresses(session, programme, addresses)
    tell_of(session, by, programme, f"Новая программа «{programme.short_name}»")
    return programme


def change_programme(
    session: Session,
    programme: Programme,
    values: Mapping[str, Any],
    by: By,
    *,
    seen: int,
    addresses: Sequence[int] | None = None,
) -> bool:
    """Change a programme, or some fields of it; what families see already goes to review, unless the fields are free.

    :param values: some names in :data:`sgo_pfdo.programmes.rules.records.PROGRAMME`.
    :param seen: the version that the page showed.
    :param addresses: as for :func:`add_programme`; ``None`` to leave them.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: it is with the operator, or archived.
    """
    lock_seen(session, programme, seen)
    state = State(programme.state)
    columns = {name: value for name, value in values.items() if name not in _NO_COLUMNS}
    changed = {name for name, value in columns.items() if getattr(programme, name) != value}
    for name in changed:
        setattr(programme, name, columns[name])
    programme.name_key = sort_key(programme.short_name)
    changed |= _put_several(session, programme, values, by)
    if addresses is not None and put_addresses(session, programme, addresses):
        changed.add("address")
    if not changed:
        return False
    if state is State.PUBLISHED and (by.side is Side.OPERATOR or changed <= FREE):
        step = None
    else:
        step = Step.CHANGE_TERMS if state is State.PUBLISHED else Step.EDIT
    session.flush()
    if step is None:
        programme.version, programme.changed_at = seen + 1, by.now
        tell_of(session, by, programme, f"Программа «{programme.short_name}» изменена")
    else:
        take_step(session, programme, step, by, seen=seen)
    return True


def _put_several(session: Session, programme: Programme, values: Mapping[str, Any], by: By) -> set[str]:
    """Write what a programme has several of, and give the names of the fields that are different now."""
    changed = set()
    for name, kind in FIELDS.items():
        if name in values:
            wanted = set(values[name])
            if kind is Trait.REGISTER and by.side is Side.PROVIDER:
                kept = traits_of(session, programme.id)[kind] - CHOSEN_BY_PROVIDER
                wanted = (wanted & CHOSEN_BY_PROVIDER) | kept
            if put_traits(session, programme.id, kind, wanted):
                changed.add(name)
    return changed


def set_registers(session: Session, programme: Programme, registers: Sequence[str], by: By, *, seen: int) -> bool:
    """Set the registers of a programme: the operator does, in whatever state it is; see :func:`change_programme`."""
    lock_seen(session, programme, seen)
    if not put_traits(session, programme.id, Trait.REGISTER, registers):
        return False
    programme.version, programme.changed_at = seen + 1, by.now
    tell_of(session, by, programme, f"Программе «{programme.short_name}» назначены реестры")
    return True


def put_addresses(session: Session, programme: Programme, addresses: Sequence[int]) -> bool:
    """Write the addresses of a programme, the main one first; those of another provider are refused.

    :return: whether anything is different now.
    :raises FieldsRefusedError: one is not the provider's, or closed.
    """
    wanted = list(dict.fromkeys(addresses))
    query = select(ProgrammeAddress.address_id).where(ProgrammeAddress.programme_id == programme.id)
    there = list(session.scalars(query.order_by(ProgrammeAddress.is_main.desc(), ProgrammeAddress.address_id)))
    if there[:1] == wanted[:1] and set(there) == set(wanted):
        return False
    own = select(func.count()).where(
        ProviderAddress.id.in_(wanted),
        ProviderAddress.provider_code == programme.provider_code,
        ProviderAddress.is_open | ProviderAddress.id.in_(there),
    )
    if session.scalar(own) != len(wanted):
        raise FieldsRefusedError({"address": "такого адреса у организации нет"})
    table = table_of(ProgrammeAddress)
    session.execute(delete(table).where(table.c.programme_id == programme.id))
    rows = [
        {"programme_id": programme.id, "address_id": one, "is_main": place == 0} for place, one in enumerate(wanted)
    ]
    if rows:
        session.execute(insert(table), rows)
    return True


def copy_programme(session: Session, programme: Programme, by: By) -> Programme:
    """Copy a programme with its parts as a draft; groups belong to a year and are not copied."""
    skipped = {"id", "card_id", "external_id", "state", "version", "changed_at", "sent_at", "rating", "ratings"}
    row = _copied(programme, skipped) | {
        "card_id": secrets.token_urlsafe(16),
        "state": State.DRAFT.value,
        "changed_at": by.now,
    }
    copy = Programme(**row)
    session.add(copy)
    session.flush()
    for kind, found in traits_of(session, programme.id).items():
        wanted = found & CHOSEN_BY_PROVIDER if kind is Trait.REGISTER else found
        put_traits(session, copy.id, kind, wanted)
    query = select(ProgrammeAddress.address_id, ProgrammeAddress.is_main).where(
        ProgrammeAddress.programme_id == programme.id
    )
    for address_id, is_main in session.execute(query).all():
        session.add(ProgrammeAddress(programme_id=copy.id, address_id=address_id, is_main=is_main))
    copy_files(session, programme, copy, by)
    for part in parts_of(session, programme.id):
        about = _copied(part, {"id", "programme_id", "state", "version", "is_open"})
        session.add(ProgrammePart(programme_id=copy.id, state=State.DRAFT.value, is_open=False, **about))
    tell_of(session, by, copy, f"Программа «{copy.short_name}» скопирована в черновик")
    return copy


def _copied(row: Programme | ProgrammePart, skipped: set[str]) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in skipped}


def add_part(session: Session, programme: Programme, values: Mapping[str, Any], by: By) -> ProgrammePart:
    """Add a part. To a published programme it comes as a draft of its own, which is reviewed alone.

    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.PART`.
    :raises TakenError: there is a part in this place.
    :raises StepImpossibleError: the programme is with the operator, or archived.
    """
    session.refresh(programme)
    if State(programme.state) in (State.REVIEW, State.ARCHIVED):
        raise StepImpossibleError(f"a new part of a programme in {programme.state}")
    row = dict(values) | {"programme_id": programme.id, "state": State.DRAFT.value, "is_open": False}
    part = insert_new(session, ProgrammePart, row)
    if part is None:
        raise TakenError
    tell_of(session, by, programme, f"Программа «{programme.short_name}»: новый модуль «{part.name}»")
    return part


def change_part(session: Session, part: ProgrammePart, values: Mapping[str, Any], by: By, *, seen: int) -> bool:
    """Change the terms of a part; what was certified is reviewed again.

    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.PART` but ``is_open``: see :func:`open_part`.
    :return: whether anything is different now.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: it takes applications, it or its programme is with the operator, or archived.
    """
    lock_seen(session, part, seen)
    changed = {name for name, value in values.items() if name != "is_open" and getattr(part, name) != value}
    if not changed:
        return False
    programme = session.get_one(Programme, part.programme_id, populate_existing=True)
    if part.is_open:
        raise StepImpossibleError("the part takes applications")
    if State(programme.state) in (State.REVIEW, State.ARCHIVED):
        raise StepImpossibleError(f"a part of a programme in {programme.state}")
    step = Step.CHANGE_TERMS if part.state == State.PUBLISHED else Step.EDIT
    after = state_after(step, State(part.state), by.side)
    for name in changed:
        setattr(part, name, values[name])
    part.state, part.version = after.value, seen + 1
    write_step(session, programme, step, by, part_id=part.id)
    tell_of(session, by, programme, f"Программа «{programme.short_name}»: изменён модуль «{part.name}»")
    return True


def open_part(session: Session, part: ProgrammePart, is_open: bool, by: By, *, seen: int) -> None:
    """Open a part for applications, or close it; see :func:`change_part`.

    :raises StepImpossibleError: it or its programme is not published.
    """
    lock_seen(session, part, seen)
    programme = session.get_one(Programme, part.programme_id, populate_existing=True)
    if is_open and not part.state == programme.state == State.PUBLISHED:
        raise StepImpossibleError(f"opening a part in {part.state} of a programme in {programme.state}")
    part.is_open, part.version = is_open, seen + 1
    what = "запись открыта" if is_open else "запись закрыта"
    tell_of(session, by, programme, f"Программа «{programme.short_name}», «{part.name}»: {what}")
