"""Finds the one holder that stands for a child, known by a pupil of the portal, by a document, or by both."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import insert_new


class AlreadyHasOneError(Exception):
    """The child has a living certificate.

    :param certificate: the one it has; it may belong to another municipality, whose data must not be shown.
    """

    def __init__(self, certificate: Certificate) -> None:
        super().__init__("the child has a living certificate")
        self.certificate = certificate


class AnotherChildError(Exception):
    """The document belongs to another child, most likely because of a slip in its number."""


def find_or_add_holder(
    session: Session,
    *,
    pupil_id: str | None,
    birth_date: date,
    document_key: str,
    today: date,
    first_name: str = "",
) -> tuple[Holder, bool]:
    """Find the child among the holders by document or by pupil, or add it; locked against a second clerk.

    :param document_key: what :func:`sgo_pfdo.certificates.identity.document_key` made.
    :param first_name: tells a child whose birth date was put right from another child.
    :return: the holder, and whether there was one before.
    :raises AnotherChildError: the document is that of another child.
    :raises AlreadyHasOneError: the child has a living certificate, here or elsewhere.
    """
    for _ in range(2):
        query = select(Holder).where(Holder.document_key == document_key).with_for_update()
        by_document = session.scalars(query).one_or_none()
        by_pupil = None
        if pupil_id is not None:
            by_pupil = session.scalars(
                select(Holder).where(Holder.pupil_id == pupil_id).with_for_update()
            ).one_or_none()
        if by_document is not None and by_document is not by_pupil:
            _refuse_another_child(session, by_document, pupil_id, birth_date, first_name)
        for found in filter(None, (by_pupil, by_document)):
            refuse_second(session, found, today)
        holder = by_pupil or by_document
        if holder is not None:
            _join(session, holder, by_document, pupil_id, birth_date, document_key)
            return holder, True
        values = {"pupil_id": pupil_id, "document_key": document_key, "birth_date": birth_date}
        added = insert_new(session, Holder, values)
        if added is not None:
            return added, False
    raise AssertionError("a holder that blocks the insert can be read")


def _join(
    session: Session,
    holder: Holder,
    by_document: Holder | None,
    pupil_id: str | None,
    birth_date: date,
    document_key: str,
) -> None:
    """Make one holder of the two that stand for the same child: the pupil wins, everything else moves to it."""
    if by_document is not None and by_document is not holder:
        session.execute(
            update(Certificate)
            .where(Certificate.holder_id == by_document.id)
            .values(holder_id=holder.id, living_key=None)  # none of them lives
        )
        by_document.joined_id = holder.id
        by_document.document_key = None
        session.flush()
    holder.document_key = document_key
    holder.birth_date = birth_date
    if holder.pupil_id is None:
        holder.pupil_id = pupil_id


def _refuse_another_child(
    session: Session, by_document: Holder, pupil_id: str | None, birth_date: date, first_name: str
) -> None:
    """Refuse a document that belongs to another pupil, or to a child with another birth date and first name."""
    if pupil_id is not None and by_document.pupil_id is not None:
        raise AnotherChildError
    names = session.scalars(select(Certificate.first_name).where(Certificate.holder_id == by_document.id))
    if by_document.birth_date != birth_date and first_name.casefold() not in {name.casefold() for name in names}:
        raise AnotherChildError


def refuse_second(session: Session, holder: Holder, today: date) -> None:
    """Refuse a second certificate for a holder.

    :raises AlreadyHasOneError: the holder has a living one.
    """
    living = session.scalars(select(Certificate).where(Certificate.living_key == holder.id)).one_or_none()
    if living is not None and living.is_living(today):
        raise AlreadyHasOneError(living)
