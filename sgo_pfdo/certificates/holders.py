"""Finds the one holder that stands for a child, known by a pupil of the portal, by a document, or by both."""

from datetime import date

from sqlalchemy import select
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


def find_or_add_holder(
    session: Session, *, pupil_id: str | None, birth_date: date, document_key: str, today: date
) -> tuple[Holder, bool]:
    """Find the child among the holders by document or by pupil, or add it; locked against a second clerk.

    :param document_key: what :func:`sgo_pfdo.certificates.identity.document_key` made.
    :return: the holder, and whether there was one before.
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
    """Make one holder of the two that may stand for the same child: the pupil wins, the document moves to it."""
    if by_document is not None and by_document is not holder:
        by_document.document_key = None
        session.flush()
    holder.document_key = document_key
    holder.birth_date = birth_date
    if holder.pupil_id is None:
        holder.pupil_id = pupil_id


def refuse_second(session: Session, holder: Holder, today: date) -> None:
    """Refuse a second certificate for a holder.

    :raises AlreadyHasOneError: the holder has a living one.
    """
    living = session.scalars(select(Certificate).where(Certificate.living_key == holder.id)).one_or_none()
    if living is not None and living.is_living(today):
        raise AlreadyHasOneError(living)
