"""Links a certificate to a pupil of the portal, whose family sees it from then on."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.holders import give_pupil
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.journal.writing import Actor, Event, record


class CannotBeLinkedError(Exception):
    """The child of the certificate is linked to a pupil already, or its data was erased."""


def link_to_pupil(
    session: Session, certificate_id: int, pupil_id: str, actor: Actor, *, today: date, now: datetime
) -> None:
    """Link the child of a certificate to a pupil; whoever asks has made sure that they are the same.

    A holder who stands for the pupil already becomes one with the child, with all certificates and both histories.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param pupil_id: the host's id.
    :param today: the date in the municipality.
    :raises CannotBeLinkedError: there is nothing to link.
    :raises sgo_pfdo.certificates.holders.AlreadyHasOneError: the pupil has another living certificate.
    """
    certificate = session.get_one(Certificate, certificate_id, populate_existing=True)
    holder = session.scalars(
        select(Holder)
        .where(Holder.id == certificate.holder_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if holder.pupil_id is not None or not certificate.surname:
        raise CannotBeLinkedError
    linked = give_pupil(session, holder, pupil_id, today)
    record(session, Event.LINKED, actor, holder_id=linked.id, certificate_id=certificate.id, at=now)
