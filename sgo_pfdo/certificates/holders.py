"""Finds the one holder that stands for a child, known by a pupil of the portal, by a document, or by both.

Only a document that a clerk has on the table counts. It leads to a holder of the same child alone, see
:func:`sgo_pfdo.certificates.rules.names.same_child`, and never to one with a pupil of the portal.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.erasing import move_settings
from sgo_pfdo.certificates.model import Certificate, Holder, stands_for
from sgo_pfdo.certificates.rules.names import ChildRecord, same_child
from sgo_pfdo.database import insert_many_new, insert_new
from sgo_pfdo.journal.writing import Actor, Event, record

TAKEN_FROM = "больше не записан за ним, его предъявили для другого ребёнка"
GIVEN_TO = "записан за ним, раньше по ошибке стоял у другого ребёнка"


class AlreadyHasOneError(Exception):
    """The child has a living certificate.

    :param certificate: the one it has; it may belong to another municipality, whose data must not be shown.
    """

    def __init__(self, certificate: Certificate) -> None:
        super().__init__("the child has a living certificate")
        self.certificate = certificate


class AnotherChildError(Exception):
    """A clerk has seen the document with another child: there or here is a slip. The clerk is asked.

    :param certificate_id: the newest one of that child; it may belong to another municipality.
    :param may_be_same: birth dates agree, and the child is of the clerk's municipality and not in the portal: the clerk
        may see the name and say that it is the same child.
    """

    def __init__(self, certificate_id: int | None, *, may_be_same: bool) -> None:
        super().__init__("the document stands with another child")
        self.certificate_id = certificate_id
        self.may_be_same = may_be_same


class DocumentAnswer(enum.StrEnum):
    """What a clerk says of a document that stands with another child."""

    SAME = "same"
    """It is the same child, whose name was written differently."""
    FREE = "free"
    """It is this child's; there it stands by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDocument:
    """A child's identity document that a clerk has on the table.

    :param key: what :func:`sgo_pfdo.certificates.identity.document_key` made.
    :param by: the clerk.
    :param at: the moment, with a time zone.
    :param answer: what the clerk said of it, once asked.
    """

    key: str
    by: Actor
    at: datetime
    answer: DocumentAnswer | None = None


def find_or_add_holder(
    session: Session, *, pupil_id: str | None, child: ChildRecord, document: SeenDocument, today: date
) -> tuple[Holder, bool]:
    """Find the child among the holders by pupil or by document, or add it; locked against a second clerk.

    :param pupil_id: the host's id of the child, where the clerk has said that it is this one.
    :param child: what the clerk took from the papers; its birth date is known.
    :return: the holder, and whether there was one before.
    :raises AnotherChildError: the document stands with another child, and no answer settles it.
    :raises AlreadyHasOneError: the child has a living certificate, here or elsewhere.
    """
    birth_date = child.birth_date
    assert birth_date is not None  # a clerk reads it from the document
    for _ in range(2):
        by_pupil = holder_of_pupil(session, pupil_id) if pupil_id is not None else None
        if by_pupil is not None and child.patronymic is None:
            child = replace(child, patronymic=record_of(session, by_pupil).patronymic)
        owner = _owner(session, document.key)
        if owner is by_pupil:
            owner = None
        is_freed = owner is not None and not _is_recognised(session, owner, child, document, pupil_id, today)
        same = None if is_freed else owner
        for found in filter(None, (by_pupil, same)):
            refuse_second(session, found, today)
        values = {"pupil_id": pupil_id, "birth_date": birth_date}
        holder = by_pupil or same or insert_new(session, Holder, values)
        if holder is None:
            continue  # somebody was faster
        if owner is not None and is_freed:
            _free(session, owner, document)
        elif same is not None and same is not holder:
            join_holders(session, holder, same, today)
        put_birth_date(session, holder, birth_date)
        holder.pupil_id = holder.pupil_id or pupil_id
        _note(session, holder, document, was_freed=is_freed)
        return holder, (by_pupil or same) is not None
    raise AssertionError("a holder that blocks the insert can be read")


def put_birth_date(session: Session, holder: Holder, birth_date: date) -> None:
    """Put down when the child was born, for the holder and its certificates.

    :param holder: locked.
    """
    if holder.birth_date == birth_date:
        return
    holder.birth_date = birth_date
    session.execute(update(Certificate).where(Certificate.holder_id == holder.id).values(birth_date=birth_date))


def claim_document(session: Session, holder: Holder, child: ChildRecord, document: SeenDocument, today: date) -> None:
    """Take down a document for a child that has a certificate: a clerk has it on the table.

    Another holder that turns out to be the same child becomes one with this one.

    :param holder: locked.
    :param child: what its certificate says.
    :raises AnotherChildError: the document stands with another child, and no answer settles it.
    :raises AlreadyHasOneError: both holders have a living certificate: the clerk has to annul one of them.
    """
    owner = _owner(session, document.key)
    is_freed = False
    if owner is not None and owner.id != holder.id:
        if _is_recognised(session, owner, child, document, holder.pupil_id, today):
            if living_of(session, holder.id, today) is not None:
                refuse_second(session, owner, today)
            join_holders(session, holder, owner, today)
        else:
            _free(session, owner, document)
            is_freed = True
    _note(session, holder, document, was_freed=is_freed)


def record_of(session: Session, holder: Holder) -> ChildRecord:
    """Say how a holder is called: as the newest certificate does, with the newest patronymic that one of them has."""
    rows = session.execute(
        select(Certificate.surname, Certificate.first_name, Certificate.patronymic)
        .where(Certificate.holder_id == holder.id, Certificate.surname != "")
        .order_by(Certificate.id.desc())
    ).all()
    surname, first_name = (rows[0].surname, rows[0].first_name) if rows else ("", "")
    patronymic = next((row.patronymic for row in rows if row.patronymic), None)
    return ChildRecord(surname=surname, first_name=first_name, patronymic=patronymic, birth_date=holder.birth_date)


def pupil_ids_of(session: Session, holder_id: int) -> Sequence[str]:
    """List the host's ids of the pupils that stand for a child: several where the portal has several records of it."""
    theirs = or_(Holder.id == holder_id, Holder.joined_id == holder_id)
    found = session.scalars(select(Holder.pupil_id).where(theirs, Holder.pupil_id.is_not(None)))
    return [pupil_id for pupil_id in found if pupil_id is not None]


def forget_document(holder: Holder) -> None:
    """Keep no document of a child any more, nor who has seen it."""
    holder.document_key = holder.document_seen_role = holder.document_seen_by = holder.document_seen_at = None


def living_of(session: Session, holder_id: int, today: date) -> Certificate | None:
    """Find the living certificate of a holder."""
    living = session.scalars(select(Certificate).where(Certificate.living_key == holder_id)).one_or_none()
    return living if living is not None and living.is_living(today) else None


def refuse_second(session: Session, holder: Holder, today: date) -> None:
    """Refuse a second certificate for a holder.

    :raises AlreadyHasOneError: the holder has a living one.
    """
    living = living_of(session, holder.id, today)
    if living is not None:
        raise AlreadyHasOneError(living)


def holder_of_pupil(session: Session, pupil_id: str) -> Holder | None:
    """Find and lock the child that a pupil of the portal stands for: the holder that the pupil's own turned out to be.

    :param pupil_id: the host's id.
    """
    its_own = select(stands_for(Holder)).where(Holder.pupil_id == pupil_id).scalar_subquery()
    return session.scalars(select(Holder).where(Holder.id == its_own).with_for_update()).one_or_none()


def _owner(session: Session, document_key: str) -> Holder | None:
    return session.scalars(select(Holder).where(Holder.document_key == document_key).with_for_update()).one_or_none()


def _is_recognised(
    session: Session, owner: Holder, child: ChildRecord, document: SeenDocument, pupil_id: str | None, today: date
) -> bool:
    """Tell whether the holder that has the document is this child, so that both become one.

    :return: ``False`` where the clerk frees the document.
    :raises AnotherChildError: it is another child, or may not be joined, and the clerk has not said what to do.
    :raises AlreadyHasOneError: a child of the portal, whom the clerk has not found there, has a living certificate.
    """
    is_same = same_child(child, record_of(session, owner))
    if is_same and owner.pupil_id is None:
        return True
    if is_same and pupil_id is None:
        refuse_second(session, owner, today)
    newest = session.scalars(
        select(Certificate).where(Certificate.holder_id == owner.id).order_by(Certificate.id.desc()).limit(1)
    ).one_or_none()
    may_be_same = (
        newest is not None
        and owner.pupil_id is None
        and owner.birth_date == child.birth_date
        and newest.municipality_code == document.by.municipality_code
    )
    if document.answer is DocumentAnswer.SAME and may_be_same:
        return True
    if document.answer is DocumentAnswer.FREE:
        return False
    raise AnotherChildError(newest.id if newest else None, may_be_same=may_be_same)


def join_holders(session: Session, holder: Holder, gone: Holder, today: date) -> None:
    """Make one holder of two that stand for the same child: everything moves to the one that stays.

    A pupil of the one that goes keeps leading there, and from there to the one that stays.

    :param gone: at most one of the two has a living certificate.
    """
    living = living_of(session, gone.id, today)
    session.execute(
        update(Certificate).where(Certificate.holder_id == gone.id).values(holder_id=holder.id, living_key=None)
    )
    if living is not None:  # the other's has ended, and keeps the place only until now
        session.execute(update(Certificate).where(Certificate.living_key == holder.id).values(living_key=None))
        session.execute(update(Certificate).where(Certificate.id == living.id).values(living_key=holder.id))
    session.execute(update(Holder).where(Holder.joined_id == gone.id).values(joined_id=holder.id))
    move_settings(session, gone.id, holder.id)
    gone.joined_id = holder.id
    seen = (gone.document_key, gone.document_seen_role, gone.document_seen_by, gone.document_seen_at)
    forget_document(gone)
    session.flush()
    if holder.document_key is None and seen[0] is not None:
        holder.document_key, holder.document_seen_role, holder.document_seen_by, holder.document_seen_at = seen
        session.flush()


def _free(session: Session, owner: Holder, document: SeenDocument) -> None:
    """Take a document from a child with whom it stands by mistake, and tell that child's side, wherever it is."""
    newest = session.execute(
        select(Certificate.id, Certificate.municipality_code)
        .where(Certificate.holder_id == owner.id)
        .order_by(Certificate.id.desc())
        .limit(1)
    ).one_or_none()
    forget_document(owner)
    record(
        session,
        Event.DOCUMENT_FREED,
        document.by,
        holder_id=owner.id,
        certificate_id=newest.id if newest else None,
        municipality_code=newest.municipality_code if newest else None,
        at=document.at,
        details=TAKEN_FROM,
    )


def _note(session: Session, holder: Holder, document: SeenDocument, *, was_freed: bool) -> None:
    """Keep the document with who has seen it."""
    holder.document_key = document.key
    holder.document_seen_role, holder.document_seen_by = document.by.role, document.by.id
    holder.document_seen_at = document.at
    session.flush()
    if was_freed:
        record(session, Event.DOCUMENT_FREED, document.by, holder_id=holder.id, at=document.at, details=GIVEN_TO)


def free_pupils(session: Session, births: Mapping[str, date]) -> set[str]:
    """Find the pupils of the portal for whom no holder stands, and keep others from adding one until the commit.

    Each is added, and taken out again at once: whoever adds the same one meanwhile waits for this transaction, and then
    finds what it has written. To look whether there is one would not see a press that is just being made.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param births: birth dates by the host's ids of the pupils.
    """
    rows = [{"pupil_id": pupil_id, "birth_date": born} for pupil_id, born in sorted(births.items())]
    added = insert_many_new(session, Holder, rows, "pupil_id") if rows else {}
    session.execute(delete(Holder).where(Holder.id.in_(added.values())).execution_options(synchronize_session=False))
    return set(added)


def give_pupil(session: Session, holder: Holder, pupil_id: str, today: date) -> Holder:
    """Say that a holder is a pupil of the portal; with the holder that stands for the pupil already it becomes one.

    :param holder: locked, without a pupil.
    :return: the holder that stands for the child from now on.
    :raises AlreadyHasOneError: both have a living certificate: the clerk has to annul one of them.
    """
    if free_pupils(session, {pupil_id: holder.birth_date}):
        holder.pupil_id = pupil_id
        session.flush()
        return holder
    other = holder_of_pupil(session, pupil_id)
    assert other is not None  # it was in the way
    if living_of(session, holder.id, today) is not None:
        refuse_second(session, other, today)
    join_holders(session, other, holder, today)
    return other
