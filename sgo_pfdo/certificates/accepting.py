"""Takes over certificates of other municipalities, «Принять из другого муниципалитета», and gives them back."""

from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.finding import is_wanted
from sgo_pfdo.certificates.model import Acceptance, Certificate
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.municipalities.rules import AnyMunicipality, fitting_groups, groups_of
from sgo_pfdo.plain.changed import ChangedMeanwhileError

BY_MISTAKE = "принято по ошибке"


class NothingToGiveBackError(Exception):
    """The certificate was not accepted today, or something was done with it since."""


def find_anywhere(session: Session, typed_number: str, birth_date: date) -> Certificate | None:
    """Find a certificate of any municipality by its number and the child's birth date; one of them opens nothing."""
    return session.scalars(
        select(Certificate)
        .where(is_wanted(typed_number), Certificate.birth_date == birth_date)
        .execution_options(populate_existing=True)
    ).one_or_none()


def accept_from_elsewhere(
    session: Session,
    typed_number: str,
    birth_date: date,
    actor: Actor,
    municipality: AnyMunicipality,
    *,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Certificate | None:
    """Take over a certificate of another municipality, known by its number and the child's birth date.

    Both municipalities find it in their history, and so does the family, whose page follows the certificate.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param municipality: the clerk's.
    :param today: the date there; decides the group that the child comes into.
    :param version: of the certificate as the clerk saw it when asked; by default whatever it is now.
    :return: the certificate, now of the clerk's municipality; ``None`` when number and date fit none.
    :raises ChangedMeanwhileError: somebody else was faster.
    """
    certificate = find_anywhere(session, typed_number, birth_date)
    if certificate is None or certificate.municipality_code == municipality.code:
        return certificate
    if version is not None and certificate.version != version:
        raise ChangedMeanwhileError
    left = session.get_one(Municipality, certificate.municipality_code)
    group = next(iter(fitting_groups(groups_of(session, municipality), birth_date, today)), None)
    acceptance = Acceptance(
        certificate_id=certificate.id,
        municipality_before=left.code,
        group_before=certificate.group_id,
        version=certificate.version + 1,
        day=today,
    )
    _move(session, certificate, municipality, group.id if group else None)
    session.execute(delete(Acceptance).where(Acceptance.certificate_id == certificate.id))
    session.add(acceptance)
    _tell_both_sides(session, certificate, actor, left, municipality, now)
    row = session.get_one(Municipality, municipality.code)
    if not row.has_accepted:
        row.has_accepted = True
        renew_revision(session, municipality.code)
    session.refresh(certificate)
    return certificate


def acceptance_to_undo(session: Session, certificate: Certificate, today: date) -> Acceptance | None:
    """Read how the certificate came here, as long as it can be given back: today, and nothing was done with it."""
    acceptance = session.get(Acceptance, certificate.id, populate_existing=True)
    if acceptance is None or acceptance.day != today or acceptance.version != certificate.version:
        return None
    return acceptance


def give_back(
    session: Session, certificate: Certificate, actor: Actor, *, version: int, today: date, now: datetime
) -> None:
    """Give a certificate back that was accepted by mistake, with the group that it had.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param version: of the certificate as the clerk saw it.
    :raises ChangedMeanwhileError: somebody else was faster.
    :raises NothingToGiveBackError: it is too late, or something was done with it since.
    """
    if certificate.version != version:
        raise ChangedMeanwhileError
    acceptance = acceptance_to_undo(session, certificate, today)
    if acceptance is None:
        raise NothingToGiveBackError
    came_to = session.get_one(Municipality, certificate.municipality_code)
    owner = session.get_one(Municipality, acceptance.municipality_before)
    _move(session, certificate, owner, acceptance.group_before)
    session.delete(acceptance)
    _tell_both_sides(session, certificate, actor, came_to, owner, now, why=BY_MISTAKE)
    session.refresh(certificate)


def _move(session: Session, certificate: Certificate, to: AnyMunicipality, group_id: int | None) -> None:
    """Put the certificate into a municipality and a group of it, if nobody else has changed it since."""
    moved = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.version == certificate.version)
        .values(municipality_code=to.code, group_id=group_id, version=Certificate.version + 1)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise ChangedMeanwhileError


def _tell_both_sides(
    session: Session,
    certificate: Certificate,
    actor: Actor,
    left: AnyMunicipality,
    taken_by: AnyMunicipality,
    now: datetime,
    *,
    why: str = "",
) -> None:
    """Write the transfer into the history of both municipalities, and once into the child's."""
    for side in (left, taken_by):
        record(
            session,
            Event.TRANSFERRED,
            actor,
            holder_id=certificate.holder_id if side is taken_by else None,
            certificate_id=certificate.id,
            municipality_code=side.code,
            at=now,
            details=f"{left.name} → {taken_by.name}" + (f", {why}" if why else ""),
        )
