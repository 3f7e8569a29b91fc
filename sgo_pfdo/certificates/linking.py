"""Shows a certificate to a pupil of the portal who turned out to be its child: the family has proved it, or a clerk."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.alike import AlikeCertificate, find_alike
from sgo_pfdo.certificates.holders import give_pupil, holder_of_pupil, join_holders, refuse_second
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Actor, Event, record

BY_NUMBER = "семья назвала номер и дату рождения"
BY_CLERK = "так решил сотрудник, сличив документы"


class CannotBeLinkedError(Exception):
    """The child of the certificate is linked to a pupil already, or its data was erased."""


class NotTheirsError(Exception):
    """No certificate that may be the child's has this number and birth date; nobody is told more."""


def alike_of(session: Session, standing: Standing) -> list[AlikeCertificate]:
    """Find the living certificates that may be those of a child of the portal, beside its own."""
    if standing.municipality is None:
        return []
    pupil = standing.pupil
    child = ChildRecord.of(pupil, standing.birth_date)
    besides = standing.holder.id if standing.holder else None
    return find_alike(session, standing.municipality.code, child, standing.today, besides=besides)


def prove(found: list[AlikeCertificate], first_name: str, number: str, birth_date: date) -> AlikeCertificate:
    """Find the certificate whose number and birth date a family has said.

    :param found: those that may be the child's.
    :param first_name: of the child in the portal; of a twin nobody shows the certificate to the other one's family.
    :param number: digits, as :func:`sgo_pfdo.plain.typed_numbers.read_number` gives them.
    :raises NotTheirsError: there is none.
    """
    for one in found:
        if one.number == number and one.birth_date == birth_date and one.may_be_of(first_name):
            return one
    raise NotTheirsError


def link_pupil(
    session: Session,
    certificate: AlikeCertificate,
    municipality_code: str,
    pupil_id: str,
    actor: Actor,
    ground: str,
    *,
    today: date,
    now: datetime,
) -> None:
    """Show a certificate to a pupil of the portal, beside the pupil that it has already, if any.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param municipality_code: of the certificate.
    :param pupil_id: the host's id of the child.
    :param ground: on what ground, for the history.
    :param today: the date in the municipality.
    :raises AlreadyHasOneError: the pupil has another living certificate.
    """
    holder = session.scalars(select(Holder).where(Holder.id == certificate.holder_id).with_for_update()).one()
    insert_new(session, Holder, {"pupil_id": pupil_id, "birth_date": holder.birth_date})
    pupils = holder_of_pupil(session, pupil_id)
    assert pupils is not None  # there, or just made
    if pupils is holder:
        return
    refuse_second(session, pupils, today)
    stays, goes = (pupils, holder) if holder.pupil_id is None else (holder, pupils)
    join_holders(session, stays, goes, today)
    record(
        session,
        Event.PUPIL_LINKED,
        actor,
        holder_id=stays.id,
        certificate_id=certificate.id,
        municipality_code=municipality_code,
        at=now,
        details=ground,
    )


def link_to_pupil(
    session: Session, certificate_id: int, pupil_id: str, actor: Actor, *, ground: str, today: date, now: datetime
) -> None:
    """Link the child of a certificate to a pupil; whoever asks has made sure that they are the same.

    A holder who stands for the pupil already becomes one with the child, with all certificates and both histories.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param pupil_id: the host's id.
    :param ground: on what ground, for the history.
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
    record(
        session, Event.PUPIL_LINKED, actor, holder_id=linked.id, certificate_id=certificate.id, at=now, details=ground
    )
